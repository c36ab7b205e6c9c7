"""Fitting variables one after the other, each given those before it."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.quantiles import positions
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given, Levels, fit_category, fit_number
from limpide.sources.synthetic.measured import Measured, Texts
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.variables import Variable

_FEW = 12
"""A number of so few different values is a category."""


@dataclass(frozen=True)
class Plan:
    """How a sequence is fitted: ``along`` names, for a variable, the earlier number it is missing together with."""

    growth: Growth = field(default_factory=Growth)
    knots: int = 120  # of a number's distribution as a whole
    segments: int = 16  # of its distribution in a leaf
    along: Mapping[str, str] = field(default_factory=dict)
    more_knots: Mapping[str, int] = field(default_factory=dict)
    categories: Collection[str] = ()  # numbers whose values are names rather than amounts
    leaves: Mapping[str, int] = field(default_factory=dict)  # of the trees of some variables
    pulls: int = 0  # how many earlier numbers may pull a number beyond what its tree says


@dataclass(frozen=True)
class _Placed:
    """A variable whose rows have their positions, and what is known before it."""

    name: str
    values: Floats | Texts
    position: Floats
    levels: Levels | None
    given: Given


def fit_sequence(
    measured: Measured, given: Given, *, plan: Plan, seed: int, done: Callable[[int], None] = lambda _count: None
) -> tuple[Sequence, Given]:
    """Fit the variables in their order; return them, and all that is known of each row afterwards."""
    placed: list[_Placed] = []
    for name, values in measured.items():
        placed.append(_place(name, values, given, plan=plan, seed=seed + len(placed)))
        given = given.then(name, placed[-1].position, codes=len(levels) if (levels := placed[-1].levels) else None)
    with ThreadPoolExecutor() as pool:  # trees grow outside the interpreter's lock
        fitted = pool.map(lambda index: _fit(placed[index], plan=plan, seed=seed + index), range(len(placed)))
        variables = []
        for variable in fitted:
            variables.append(variable)
            done(1)
    return Sequence(tuple(variables)), given


def _place(name: str, values: Floats | Texts, given: Given, *, plan: Plan, seed: int) -> _Placed:
    if name in plan.categories or values.dtype == object or len(np.unique(values[~np.isnan(values)])) <= _FEW:
        levels, codes = coded(values)
        return _Placed(name, values, codes.astype(np.float64), levels, given)
    position = positions(values.astype(np.float64), np.random.default_rng(seed))
    return _Placed(name, values, position, None, given)


def _fit(one: _Placed, *, plan: Plan, seed: int) -> Variable:
    along = plan.along.get(one.name)
    growth = replace(plan.growth, leaves=plan.leaves.get(one.name, plan.growth.leaves))
    if one.levels is not None:
        codes = one.position.astype(np.int64)
        return fit_category(one.name, one.levels, codes, one.given, growth=growth, seed=seed, along=along)
    return fit_number(
        one.name, one.values.astype(np.float64), one.given, growth=growth, seed=seed, along=along,
        knots=plan.more_knots.get(one.name, plan.knots), segments=plan.segments, position=one.position,
        most_pulls=plan.pulls,
    )[0]  # fmt: skip


def coded(values: Floats | Texts) -> tuple[Levels, Ints]:
    """Return the different values of a column, None last where something is missing, and the code of each row."""
    missing = np.array([value is None or value != value for value in values.tolist()], dtype=bool)
    found = sorted(set(values[~missing].tolist()))
    levels = (*found, None) if missing.any() else tuple(found)
    codes = np.full(len(values), len(found), dtype=np.int64)
    codes[~missing] = np.searchsorted(np.array(found, dtype=values.dtype), values[~missing])
    return levels, codes
