"""Ablation costs: what each attribute that the policy leaves out, and the direction constraints, cost the champion."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate
from limpide.bundle.judgement import Price, Proxy
from limpide.features.feature import Policy, Risk
from limpide.features.policy import ATTRIBUTES, Attribute
from limpide.models.ranking import auc
from limpide.portfolio.snapshot import Snapshot, open_snapshot
from limpide.training.constrained import Constrained
from limpide.training.course import Course, Roll, call_roll, plan_course, plan_wide_course
from limpide.training.pairs import Difference, Paired, compare_pair
from limpide.training.parallel import Step, in_parallel
from limpide.training.trial import Rules, Trial, try_candidate

LEFT_OUT = tuple(each for each in ATTRIBUTES if each.policy is Policy.COMPARISON)
DIRECTIONS = "directions"
_PROXY_ROUNDS, _PROXY_CLIENTS = 100, 20_000


def count_steps(folds: int) -> int:
    """Return how many parts pricing has: for each attribute and for the constraints, lessons and one trial."""
    return (len(LEFT_OUT) + 1) * (2 * folds + 1)


def price_choices(snapshot: Path, course: Course, champion: Trial, rules: Rules, *, step: Step) -> tuple[Price, ...]:
    """Try the champion's family with each attribute left out, and without direction constraints; on the same folds.

    Each difference is what the choice brings: the champion as it is minus the champion with more. ``step(1)`` after
    each of ``count_steps`` parts.
    """
    if not isinstance(champion.candidate.learner, Constrained):
        return ()
    prices = [_price_attribute(snapshot, course, champion, rules, each, step=step) for each in LEFT_OUT]
    return (*prices, _price_directions(snapshot, course, champion, rules, step=step))


def measure_proxies(snapshot: Path, course: Course, *, seed: int) -> tuple[Proxy, ...]:
    """Measure how well the model's own columns predict each attribute that it must not use (AUC of quick trees)."""
    base = open_snapshot(snapshot)
    labelled = np.flatnonzero(~np.isnan(np.asarray(base.target)))
    return tuple(_proxies(base, labelled, course, seed=seed))


def _price_attribute(
    snapshot: Path, course: Course, champion: Trial, rules: Rules, attribute: Attribute, *, step: Step
) -> Price:
    roll = call_roll(snapshot, folds=len(course.lessons), seed=course.seed, extra=attribute.features)
    wider = plan_course(Roll(roll.snapshot_version, roll.data, roll.groupings, course.fold, course.seed), step=step)
    trial = try_candidate(champion.candidate, wider.lessons, rules, step=step)
    columns = sum(column.name in attribute.features for column in wider.final.columns)
    return _price(attribute.name, compare_pair(champion, trial), columns=columns)


def _price_directions(snapshot: Path, course: Course, champion: Trial, rules: Rules, *, step: Step) -> Price:
    wide = course if course.wide is not None else plan_wide_course(snapshot, course, step=step)
    learner = cast(Constrained, champion.candidate.learner)
    by_fold = tuple(cast(Constrained, each).inner for each in champion.candidate.by_fold)
    free = replace(champion.candidate, learner=learner.inner, by_fold=by_fold, free=True)
    trial = try_candidate(free, wide.of(free).lessons, rules, step=step)
    directed = [column for column in course.final.columns if column.risk is not Risk.MIXED]
    return _price(DIRECTIONS, compare_pair(champion, trial), columns=len(directed))


def _price(choice: str, pair: Difference, *, columns: int) -> Price:
    return Price(choice=choice, auc=_estimate(pair.auc), cost_per_client=_estimate(pair.cost), columns=columns)


def _estimate(paired: Paired) -> Estimate:
    return Estimate(paired.value, paired.low, paired.high)


def _proxies(base: Snapshot, labelled: NDArray[np.intp], course: Course, *, seed: int) -> Iterator[Proxy]:
    place_of = {column.name: place for place, column in enumerate(base.columns)}
    for attribute in LEFT_OUT:
        name = attribute.features[0]
        if name not in place_of:
            continue
        values = np.asarray(base.matrix[labelled, place_of[name]], dtype=np.float64)
        outcome = _binary(values, category=base.columns[place_of[name]].categories is not None)
        if outcome is not None:
            yield Proxy(attribute=attribute.name, auc=_predict(course, outcome, seed=seed))


def _binary(values: NDArray[np.float64], *, category: bool) -> NDArray[np.float64] | None:
    """Return whether a value is the most frequent category, or above the median; None when all are alike."""
    present = values[np.isfinite(values)]
    if not len(present):
        return None
    middle = float(np.bincount(present.astype(np.intp)).argmax()) if category else float(np.median(present))
    outcome = (values == middle if category else values > middle).astype(np.float64)
    return outcome if 0.02 < outcome.mean() < 0.98 else None


def _predict(course: Course, outcome: NDArray[np.float64], *, seed: int) -> float:
    """Predict an attribute out of fold from the final columns by quick trees."""
    import lightgbm

    some = np.random.default_rng(seed).permutation(len(outcome))[:_PROXY_CLIENTS]
    lesson, fold = course.final, course.fold[some]
    rows = lesson.rows(np.ones(len(outcome), dtype=bool))[some]
    known = outcome[some]

    def score(number: int) -> "NDArray[np.float64]":
        seen = fold != number
        data = lightgbm.Dataset(rows[seen], known[seen], categorical_feature=lesson.category_columns)
        parameters = {"objective": "binary", "num_leaves": 15, "seed": seed, "num_threads": 1, "verbose": -1}
        booster = lightgbm.train(parameters, data, num_boost_round=_PROXY_ROUNDS)
        return np.asarray(booster.predict(rows[~seen], num_threads=1))

    scores = np.empty(len(known))
    numbers = range(int(fold.max()) + 1)
    for number, found in zip(numbers, in_parallel(score, numbers, step=lambda _: None), strict=True):
        scores[fold == number] = found
    return auc(scores, known)
