"""Fitting steps: variables one after the other, some of them only on rows of certain categories."""

from collections.abc import Callable, Mapping

import numpy as np

from limpide.sources.synthetic.draws import Floats
from limpide.sources.synthetic.elsewhere.steps import Step, Steps, When
from limpide.sources.synthetic.fitting.evidence import LEAST, applications
from limpide.sources.synthetic.fitting.sequence import Plan, coded
from limpide.sources.synthetic.fitting.variables import Given, fit_category, fit_number
from limpide.sources.synthetic.measured import Measured, Texts
from limpide.sources.synthetic.variables import Category

Whens = Mapping[str, tuple[str, tuple[str, ...]]]
"""By variable: the category it depends on, and the levels of it for which there is a value."""


def fit_steps(
    measured: Measured,
    given: Given,
    *,
    whens: Whens,
    levels: Mapping[str, tuple[str | None, ...]],
    plan: Plan,
    seed: int,
    done: Callable[[int], None],
) -> tuple[Steps, Given]:
    """Fit the variables in their order; a variable with values of too few applications is left out.

    ``levels`` of the categories that were fitted before. Returns the steps and all that is known of each row.
    """
    steps: list[Step] = []
    known_levels = dict(levels)
    for index, (name, values) in enumerate(measured.items()):
        when = _when(whens.get(name), known_levels)
        rows = np.arange(len(values)) if when is None else np.flatnonzero(when.holds(given.positions))
        if values.dtype != object:
            rows = rows[~np.isnan(values[rows].astype(np.float64))] if when else rows
        if (when is None or when.codes) and applications(given.owners[rows]) >= LEAST:
            step, position, codes = _fit(name, values[rows], given.rows(rows), when, plan=plan, seed=seed + index)
            whole = np.full(len(values), step.elsewhere)
            whole[rows] = position
            steps.append(step)
            given = given.then(name, whole, codes=codes)
            if isinstance(step.variable, Category):
                known_levels[name] = step.variable.levels
        done(1)
    return Steps(tuple(steps)), given


def _when(wanted: tuple[str, tuple[str, ...]] | None, levels: Mapping[str, tuple[str | None, ...]]) -> When | None:
    if wanted is None:
        return None
    name, texts = wanted
    known = levels.get(name, ())
    return When(name, tuple(known.index(text) for text in texts if text in known))


def _fit(
    name: str, values: Floats | Texts, given: Given, when: When | None, *, plan: Plan, seed: int
) -> tuple[Step, Floats, int | None]:
    """Return the step, the positions of its rows and, for a category, how many codes there are with the one beside."""
    if values.dtype == object:
        levels, codes = coded(values)
        category = fit_category(name, levels, codes, given, growth=plan.growth, seed=seed)
        return Step(category, when), codes.astype(np.float64), len(levels) + 1
    number, position = fit_number(
        name, values.astype(np.float64), given, growth=plan.growth, seed=seed, knots=plan.knots, segments=plan.segments
    )
    return Step(number, when), position, None
