"""How an explainable boosting machine learns (interpret): one curve a column, without pairs of columns.

Without pairs, because a pair's effect belongs to neither column: to give reasons column by column it would have to be
divided by convention, and a glass box would no longer be read off its tables.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from limpide.models.binned import AdditiveModel, Bins, category_bins
from limpide.models.fitted import Matrix, Vector


@dataclass(frozen=True, kw_only=True)
class AdditiveSettings:
    """How the curves grow; names and meaning are interpret's."""

    learning_rate: float = 0.05
    max_bins: int = 64
    min_samples_leaf: int = 50
    reg_lambda: float = 5.0
    smoothing_rounds: int = 50
    outer_bags: int = 4


def fit_additive(
    matrix: Matrix,
    target: Vector,
    *,
    categorical: Sequence[int],
    seed: int,
    settings: AdditiveSettings,
    directions: Sequence[int] = (),
) -> AdditiveModel:
    """Fit on float32 (clients, columns) and target float64 (clients,); rows of ``categorical`` columns hold codes.

    ``directions``, one a column, hold a curve to rising (1) or falling (-1).
    """
    machine = fit_machine(matrix, target, categorical=categorical, seed=seed, settings=settings, directions=directions)
    return AdditiveModel(
        base=float(machine.intercept_[0]),
        width=matrix.shape[1],
        columns=tuple(
            _directed(
                _bins(features[0], machine.bins_[features[0]][0], np.asarray(scores, dtype=np.float64)),
                directions[features[0]] if directions else 0,
            )
            for features, scores in zip(machine.term_features_, machine.term_scores_, strict=True)
        ),
    )


def fit_machine(
    matrix: Matrix,
    target: Vector,
    *,
    categorical: Sequence[int],
    seed: int,
    settings: AdditiveSettings,
    directions: Sequence[int] = (),
) -> Any:
    """Return the library's own machine; its ``decision_function`` gives log-odds."""
    from interpret.glassbox import ExplainableBoostingClassifier

    nominal = set(categorical)
    machine = ExplainableBoostingClassifier(
        feature_types=["nominal" if place in nominal else "continuous" for place in range(matrix.shape[1])],
        interactions=0,
        early_stopping_rounds=30,
        n_jobs=1,
        random_state=seed,
        learning_rate=settings.learning_rate,
        max_bins=settings.max_bins,
        min_samples_leaf=settings.min_samples_leaf,
        reg_lambda=settings.reg_lambda,
        smoothing_rounds=settings.smoothing_rounds,
        outer_bags=settings.outer_bags,
        monotone_constraints=list(directions) if any(directions) else None,
    )
    # For good, not for this call: folds are fitted side by side, and a filter that ends with one ends with all.
    warnings.filterwarnings("ignore", message="Missing values detected", module="interpret")  # they get a score
    return machine.fit(matrix.astype(np.float64), target.astype(np.int64))


def _directed(bins: Bins, direction: int) -> Bins:
    """Isotonic regression of a curve: what smoothing and averaging may have bent back by a hair is straightened."""
    if not direction:
        return bins
    from sklearn.isotonic import isotonic_regression

    return replace(bins, scores=np.asarray(isotonic_regression(bins.scores, increasing=direction > 0)))


def _bins(column: int, cuts: "Mapping[str, int] | Vector", scores: Vector) -> Bins:
    """Read one term: the first score is that of a missing value, the last one that of an unseen category."""
    absent, unseen = float(scores[0]), float(scores[-1])
    if not isinstance(cuts, Mapping):
        return Bins(column, np.asarray(cuts, dtype=np.float64), scores[1:-1], absent)
    by_code = np.full(1 + max((int(float(word)) for word in cuts), default=-1), unseen)
    for word, place in cuts.items():
        by_code[int(float(word))] = scores[place]
    return category_bins(column, by_code=by_code.tolist(), unseen=unseen, absent=absent)
