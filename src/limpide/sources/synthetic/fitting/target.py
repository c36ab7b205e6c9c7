"""Fitting who defaults: effects that add up on the log-odds, each over many applications."""

from typing import Any

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.evidence import check
from limpide.sources.synthetic.fitting.quantiles import fit_quantiles
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Measured
from limpide.sources.synthetic.target import Effect, Histories, Target, parts

_PARTS = 25
_ROUNDS = 700
_ROUNDS_OF_HISTORIES = 200
_OF_HISTORIES = {"min_data_in_leaf": 60, "lambda_l2": 10.0, "feature_fraction": 0.4}  # fewer rows are labelled
_LEARNING = {
    "objective": "binary",
    "num_leaves": 2,  # one question a tree: what each variable adds does not depend on the others
    "learning_rate": 0.05,
    "min_data_in_leaf": 200,
    "lambda_l2": 50.0,
    "feature_fraction": 0.2,
    "min_data_per_group": 200,
    "cat_l2": 50.0,
    "cat_smooth": 50.0,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def fit_target(given: Given, target: Ints, *, offset: Floats | None = None, rounds: int = _ROUNDS) -> Target:
    """Fit the log-odds of ``target`` (rows of 0 and 1) as a sum over the variables of ``given``.

    ``offset`` is what is already known of the log-odds. Each step of an effect stands for 200 rows or more (60 with
    an ``offset``).
    """
    import lightgbm

    check(int(min(target.sum(), len(target) - target.sum())), "the dependence of the default")
    names = list(given.positions)
    table = np.stack([_cells(given, name) for name in names], axis=1)
    categories = [index for index, name in enumerate(names) if name in given.codes]
    start = np.full(len(target), _log_odds(target)) if offset is None else offset
    data = lightgbm.Dataset(table, target, init_score=start, categorical_feature=categories)
    model = lightgbm.train(_LEARNING | (_OF_HISTORIES if offset is not None else {}), data, rounds)
    effects = {name: _effect(model, table, index, given.codes.get(name)) for index, name in enumerate(names)}
    effects = {name: effect for name, effect in effects.items() if effect.steps.any()}
    fitted = np.asarray(model.predict(table, raw_score=True)) + (start if offset is None else 0)
    intercept = float(np.mean(fitted - Target(0.0, effects).margin(given.positions)))
    return Target(round(intercept, 4), effects)


def fit_histories(summaries: Measured, target: Ints, owners: Ints, *, offset: Floats) -> Histories:
    """Fit what the summaries of a client's histories add to ``offset``, the log-odds by their application."""
    numbers = {name: np.asarray(values, dtype=np.float64) for name, values in summaries.items()}
    known = {name: ~np.isnan(values) for name, values in numbers.items()}
    quantiles = {name: fit_quantiles(numbers[name][here], owners[here], knots=40) for name, here in known.items()}
    bare = Histories(quantiles, Target(0.0, {}), 0.0, 1.0)
    given = Given(bare.levels(numbers), {}, owners)
    fitted = fit_target(given, target, offset=offset, rounds=_ROUNDS_OF_HISTORIES)
    margin = offset + fitted.margin(given.positions)
    return Histories(quantiles, fitted, round(float(margin.mean()), 4), round(float(margin.std()), 4))


def _log_odds(target: Ints) -> float:
    rate = float(np.mean(target))
    return float(np.log(rate / (1 - rate)))


def _cells(given: Given, name: str) -> Floats:
    """Return the part or code of each row, NaN where a number is missing."""
    position = given.positions[name]
    if name in given.codes:
        return position
    return np.where(np.isnan(position), np.nan, parts(position, _PARTS))


def _effect(model: Any, table: Floats, index: int, codes: int | None) -> Effect:
    """Return what a variable adds, as the change of the sum while the others stay where they are."""
    cells = np.append(np.arange(_PARTS), np.nan) if codes is None else np.arange(codes)
    rows = np.tile(table[:1], (len(cells), 1))
    rows[:, index] = cells
    steps = np.asarray(model.predict(rows, raw_score=True))
    return Effect(np.round(steps - steps.mean(), 4), codes is not None)
