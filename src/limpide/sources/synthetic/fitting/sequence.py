"""Fitting variables one after the other, each given those before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given, fit_category, fit_number
from limpide.sources.synthetic.measured import Measured, Texts
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.variables import Variable


@dataclass(frozen=True)
class Plan:
    """How a sequence is fitted: ``along`` names, for a number, the earlier one that it is missing together with."""

    growth: Growth = field(default_factory=Growth)
    knots: int = 120  # of a number's distribution as a whole
    segments: int = 16  # of its distribution in a leaf
    along: Mapping[str, str] = field(default_factory=dict)


def fit_sequence(
    measured: Measured, given: Given, *, plan: Plan, seed: int, done: Callable[[int], None] = lambda _count: None
) -> tuple[Sequence, Given]:
    """Fit the variables in their order; return them, and all that is known of each row afterwards."""
    variables: list[Variable] = []
    for index, (name, values) in enumerate(measured.items()):
        fit = _category if values.dtype == object else _number
        variable, given = fit(name, values, given, plan=plan, seed=seed + index)
        variables.append(variable)
        done(1)
    return Sequence(tuple(variables)), given


def _number(name: str, values: Floats | Texts, given: Given, *, plan: Plan, seed: int) -> tuple[Variable, Given]:
    variable, position = fit_number(
        name, values.astype(np.float64), given, growth=plan.growth, seed=seed,
        knots=plan.knots, segments=plan.segments, along=plan.along.get(name),
    )  # fmt: skip
    return variable, given.then(name, position)


def _category(name: str, values: Floats | Texts, given: Given, *, plan: Plan, seed: int) -> tuple[Variable, Given]:
    levels, codes = coded(values)
    variable = fit_category(name, levels, codes, given, growth=plan.growth, seed=seed)
    return variable, given.then(name, codes.astype(np.float64), codes=len(levels))


def coded(values: Floats | Texts) -> tuple[tuple[str | None, ...], Ints]:
    """Return the levels of a text column, None last where something is missing, and the code of each row."""
    missing = np.array([value is None or value != value for value in values], dtype=bool)
    names = sorted(set(values[~missing]))
    levels: tuple[str | None, ...] = (*names, None) if missing.any() else tuple(names)
    codes = np.full(len(values), len(names), dtype=np.int64)
    codes[~missing] = np.searchsorted(np.array(names, dtype=object), values[~missing])
    return levels, codes
