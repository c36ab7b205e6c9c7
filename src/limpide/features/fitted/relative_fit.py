"""How the centres of groups are learnt from the clients one is given, and from nobody else."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from limpide.features.fitted.groups import Axis, Comparison, Group
from limpide.features.fitted.relative import FittedAxis, FittedGroup, Matrix, Values, Vector, find_cells

LEAST = 50
"""Clients whose number is known that a cell needs to have a centre of its own."""
_MOST_VALUES = 500  # a number with more different values does not tell groups apart

Categories = Mapping[str, tuple[str, ...] | None]
"""The words behind the codes of a feature by its name, None for a number."""


def fit_groups(comparisons: Sequence[Comparison], values_of: Values, categories: Categories) -> tuple[FittedGroup, ...]:
    """Fit all comparisons whose features are there, group by group."""
    possible = [each for each in comparisons if needs(each) <= set(values_of)]
    groups = dict.fromkeys(each.group for each in possible)
    return tuple(
        _fit(group, [each for each in possible if each.group == group], values_of, categories) for group in groups
    )


def needs(comparison: Comparison) -> set[str]:
    """Return the features that a comparison is made of."""
    return {comparison.quantity, *(axis.feature for axis in comparison.group.axes)}


def _fit(group: Group, comparisons: Sequence[Comparison], values_of: Values, categories: Categories) -> FittedGroup:
    axes = tuple(_fit_axis(axis, values_of[axis.feature], categories[axis.feature]) for axis in group.axes)
    cells = find_cells(axes, values_of)
    count = math.prod(axis.size + 1 for axis in axes)
    centres = [_centres(values_of[each.quantity], cells, count=count, median=each.way.median) for each in comparisons]
    return FittedGroup(
        axes=axes,
        names=tuple(each.name for each in comparisons),
        quantities=tuple(each.quantity for each in comparisons),
        ways=tuple(each.way for each in comparisons),
        centres=np.column_stack(centres),
    )


def _fit_axis(axis: Axis, values: Matrix, words: tuple[str, ...] | None) -> FittedAxis:
    if words is not None:
        return FittedAxis(axis.feature, size=len(words))
    if axis.edges:
        return FittedAxis(axis.feature, size=len(axis.edges) + 1, bounds=np.array(axis.edges))
    found, times = np.unique(values[~np.isnan(values)].astype(np.float64), return_counts=True)
    frequent = np.sort(found[np.argsort(-times, kind="stable")[:_MOST_VALUES]])
    return FittedAxis(axis.feature, size=len(frequent), bounds=frequent, exact=True)


def _centres(values: Matrix, cells: NDArray[np.intp], *, count: int, median: bool) -> Vector:
    """Return the centre of each cell, float64 (cells,): that of everybody where a cell has too few."""
    known = ~np.isnan(values)
    present, cell = values[known].astype(np.float64), cells[known]
    if not len(present):
        return np.full(count, np.nan)
    times = np.bincount(cell, minlength=count)
    middle = _medians(present, cell, times) if median else _means(present, cell, times)
    whole = float(np.median(present) if median else present.mean())
    return np.where(times >= LEAST, middle, whole)


def _means(values: Vector, cells: NDArray[np.intp], times: NDArray[np.intp]) -> Vector:
    sums = np.bincount(cells, weights=values, minlength=len(times))
    means: Vector = sums / np.maximum(times, 1)
    return means


def _medians(values: Vector, cells: NDArray[np.intp], times: NDArray[np.intp]) -> Vector:
    ordered = values[np.lexsort((values, cells))]
    starts = np.cumsum(times) - times
    low = np.minimum(starts + np.maximum(times - 1, 0) // 2, len(ordered) - 1)
    high = np.minimum(starts + times // 2, len(ordered) - 1)
    medians: Vector = (ordered[low] + ordered[high]) / 2
    return medians
