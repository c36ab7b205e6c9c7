"""How good a candidate is on clients it has not seen, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Estimate, Quality
from limpide.core.cost import CostRatio
from limpide.models.calibration import fit_platt, probabilities
from limpide.models.ranking import Ranking, Vector, expected_calibration_error, rank
from limpide.training.candidates import FoldModels
from limpide.training.data import LearningData
from limpide.training.lesson import Lesson
from limpide.training.resamples import RESAMPLES, build_interval, draw_persons

MEASURES = (
    "auc",
    "pr_auc",
    "ks",
    "brier",
    "ece",
    "cost_per_client",
    "saving",
    "best_threshold",
    "gap",
    "log_loss",
    "cost_by_amount",
)


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Margins before calibration.

    ``margins`` are each client's by the model that has not seen them, float64 (clients,); ``own`` are those of
    each fold's model on its own training clients, NaN elsewhere, float64 (folds, clients).
    """

    fold: NDArray[np.intp]
    margins: Vector
    own: Vector


@dataclass(frozen=True, eq=False)
class Examination:
    """How good a candidate is; and the same on each resample of persons, float64 (resamples, measures).

    ``draws`` are in the order of ``MEASURES`` and NaN where a resample lacks an outcome; two candidates with the same
    clients and seed were measured on the same resamples. ``chosen_cost`` is the cost per client when the threshold is
    the one that was cheapest on the other folds, instead of the break-even.
    """

    quality: Quality
    draws: Vector
    chosen_cost: Estimate


def score_out_of_fold(lessons: Sequence[Lesson], found: FoldModels, fold: NDArray[np.intp]) -> OutOfFold:
    """Let every fold's model score all clients, and sort out whom it had learnt from."""
    everybody = np.ones(len(fold), dtype=bool)
    scored = np.array(
        [model.margins(lesson.rows(everybody)) for model, lesson in zip(found.models, lessons, strict=True)]
    )
    return OutOfFold(
        fold=fold,
        margins=scored[fold, np.arange(len(fold))],
        own=np.where(found.used, scored, np.nan),
    )


def calibrate_across_folds(margins: Vector, target: Vector, fold: NDArray[np.intp]) -> Vector:
    """Calibrate each fold by the map fitted on the other folds, float64 (clients,): honest by construction."""
    calibrated = np.empty_like(margins)
    for number in range(int(fold.max()) + 1):
        held = fold == number
        calibrated[held] = fit_platt(margins[~held], target[~held]).apply(margins[held])
    return calibrated


def examine(
    scores: OutOfFold, data: LearningData, *, cost: CostRatio, seed: int, resamples: int = RESAMPLES
) -> Examination:
    """Measure a candidate, with 95 % intervals from resampling persons."""
    chances = probabilities(calibrate_across_folds(scores.margins, data.target, scores.fold))
    ruler = _Ruler.of(chances, scores.own, data.target, cost, data.amount)
    thresholds = choose_thresholds(chances, data.target, scores.fold, cost)
    paid = np.where(chances >= thresholds, cost.refused_good * (1 - data.target), cost.missed_default * data.target)
    measured = ruler.measure(np.ones(len(chances)))
    drawn, costs = [], []
    for weights in draw_persons(data.person, seed=seed, count=resamples):
        drawn.append(ruler.measure(weights) or (np.nan,) * len(MEASURES))
        costs.append(float(weights @ paid / weights.sum()))
    draws = np.array(drawn)
    if measured is None or np.isnan(draws).all():
        raise ValueError("both outcomes must occur")
    return Examination(_quality(measured, draws), draws, build_interval(float(paid.mean()), np.array(costs)))


def choose_thresholds(chances: Vector, target: Vector, fold: NDArray[np.intp], cost: CostRatio) -> Vector:
    """Return for each client the threshold that costs least on the other folds, float64 (clients,)."""
    thresholds = np.empty_like(chances)
    for number in range(int(fold.max()) + 1):
        held = fold == number
        ranking = rank(chances[~held], target[~held])
        costs = ranking.outcomes(np.ones(int((~held).sum()))).costs(cost)
        refused = np.concatenate([[np.inf], ranking.score[ranking.ends]])
        thresholds[held] = refused[int(np.argmin(costs))]
    return thresholds


@dataclass(frozen=True, eq=False)
class _Ruler:
    """Everything sorted once, to be measured under many weights."""

    chances: Vector
    target: Vector
    ranking: Ranking
    own: tuple[tuple[NDArray[np.intp], Ranking], ...]
    cost: CostRatio
    log_loss: Vector
    paid_by_amount: tuple[Vector, Vector]

    @classmethod
    def of(cls, chances: Vector, own: Vector, target: Vector, cost: CostRatio, amount: Vector | None) -> "_Ruler":
        seen = [np.flatnonzero(~np.isnan(margins)) for margins in own]
        ranked = tuple((rows, rank(margins[rows], target[rows])) for rows, margins in zip(seen, own, strict=True))
        losses = -np.log(np.clip(np.where(target == 1, chances, 1 - chances), 1e-12, 1))
        paid = np.where(chances >= cost.threshold, cost.refused_good * (1 - target), cost.missed_default * target)
        size = np.ones(len(target)) if amount is None else np.nan_to_num(amount)
        return cls(chances, target, rank(chances, target), ranked, cost, losses, (paid * size, size))

    def measure(self, weights: Vector) -> tuple[float, ...] | None:
        """Return the measures in the order of ``Quality``, or None when an outcome is absent."""
        outcomes = self.ranking.outcomes(weights)
        own = [ranking.outcomes(weights[rows]) for rows, ranking in self.own]
        if not all(each.complete for each in (outcomes, *own)):
            return None
        costs = outcomes.costs(self.cost)
        thresholds = np.concatenate([[1.0], self.ranking.score[self.ranking.ends]])
        paid = float(costs[int(np.searchsorted(-thresholds, -self.cost.threshold, side="right")) - 1])
        auc = outcomes.auc()
        return (
            auc,
            outcomes.average_precision(),
            outcomes.ks(),
            float(weights @ (self.chances - self.target) ** 2 / weights.sum()),
            expected_calibration_error(self.ranking, weights),
            paid,
            1 - paid / float(costs[0]),
            float(thresholds[int(np.argmin(costs))]),
            float(np.mean([each.auc() for each in own])) - auc,
            float(weights @ self.log_loss / weights.sum()),
            float(weights @ self.paid_by_amount[0] / (weights @ self.paid_by_amount[1])),
        )


def _quality(measured: tuple[float, ...], draws: Vector) -> Quality:
    estimates = {
        name: build_interval(value, draws[:, place])
        for place, (name, value) in enumerate(zip(MEASURES, measured, strict=True))
    }
    ece = estimates["ece"]
    # Noise can only lengthen a distance: resamples lie above what was measured, so the lower end is mirrored.
    estimates["ece"] = Estimate(ece.value, max(0.0, 2 * ece.value - ece.high), ece.high)
    return Quality(**estimates)
