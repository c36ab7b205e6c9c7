"""Fitting steps: variables one after the other, some of them only on rows of certain categories."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.evidence import LEAST, applications
from limpide.sources.synthetic.fitting.quantiles import positions
from limpide.sources.synthetic.fitting.sequence import Plan, coded
from limpide.sources.synthetic.fitting.variables import Given, Levels, fit_category, fit_number
from limpide.sources.synthetic.measured import Measured, Texts
from limpide.sources.synthetic.steps import Step, Steps, When

Wanted = tuple[str, tuple[str, ...]] | Mapping[str, tuple[str, ...]]
Whens = Mapping[str, Wanted]
"""By variable: the category or categories it depends on, and the levels of each for which there is a value."""


@dataclass(frozen=True)
class _Placed:
    """A variable on the rows it is for: values, positions, and what is known before it."""

    name: str
    when: When | None
    rows: Ints
    values: Floats | Texts
    position: Floats
    levels: Levels | None
    given: Given


def fit_steps(
    measured: Measured,
    given: Given,
    *,
    whens: Whens,
    levels: Mapping[str, Levels],
    plans: Mapping[str, Plan],
    seed: int,
    done: Callable[[int], None],
) -> tuple[Steps, Given]:
    """Fit the variables in their order; a variable with values of too few applications is left out.

    ``levels`` of the categories that were fitted before; ``plans`` by variable, "" for all others. Returns the steps
    and all that is known of each row.
    """
    placed: list[_Placed] = []
    found = dict(levels)
    for name, values in measured.items():
        one = _place(name, values, given, when=_when(whens.get(name), found), seed=seed + len(placed))
        if one is None:
            continue
        placed.append(one)
        elsewhere = np.nan if one.levels is None else float(len(one.levels))
        whole = np.full(len(values), elsewhere)
        whole[one.rows] = one.position
        given = given.then(name, whole, codes=None if one.levels is None else len(one.levels) + 1)
        if one.levels is not None:
            found[name] = one.levels
    steps = []
    with ThreadPoolExecutor() as pool:  # trees grow outside the interpreter's lock
        for step in pool.map(lambda index: _fit(placed[index], plans=plans, seed=seed + index), range(len(placed))):
            steps.append(step)
            done(1)
    return Steps(tuple(steps)), given


def _when(wanted: Wanted | None, levels: Mapping[str, Levels]) -> When | None:
    if wanted is None:
        return None
    each = dict([wanted]) if isinstance(wanted, tuple) else wanted
    return When({name: _codes(texts, levels.get(name, ())) for name, texts in each.items()})


def _codes(texts: tuple[str, ...], levels: Levels) -> tuple[int, ...]:
    return tuple(code for code, level in enumerate(levels) if level in texts)


def _place(name: str, values: Floats | Texts, given: Given, *, when: When | None, seed: int) -> _Placed | None:
    """Return the variable with the positions of the rows it is for, None if too few applications have it."""
    if when is not None and not all(when.codes.values()):
        return None
    rows = np.arange(len(values)) if when is None else np.flatnonzero(when.holds(given.positions))
    if when is not None and values.dtype != object:
        rows = rows[~np.isnan(values[rows].astype(np.float64))]
    if applications(given.owners[rows]) < LEAST:
        return None
    here = values[rows]
    if values.dtype == object:
        levels, codes = coded(here)
        return _Placed(name, when, rows, here, codes.astype(np.float64), levels, given)
    position = positions(here.astype(np.float64), np.random.default_rng(seed))
    return _Placed(name, when, rows, here, position, None, given)


def _fit(one: _Placed, *, plans: Mapping[str, Plan], seed: int) -> Step:
    plan = plans.get(one.name, plans[""])
    given = one.given.rows(one.rows)
    if one.levels is not None:
        codes = one.position.astype(np.int64)
        return Step(fit_category(one.name, one.levels, codes, given, growth=plan.growth, seed=seed), one.when)
    number, _ = fit_number(
        one.name, one.values.astype(np.float64), given, growth=plan.growth, seed=seed,
        knots=plan.knots, segments=plan.segments, position=one.position,
    )  # fmt: skip
    return Step(number, one.when)
