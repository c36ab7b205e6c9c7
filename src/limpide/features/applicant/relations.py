"""How rows of two small tables are matched, and how the rows of a group are put in order."""

from collections.abc import Callable
from typing import Any

import ibis.expr.operations as ops
import numpy as np
from numpy.typing import NDArray

from limpide.features.applicant.column import Column
from limpide.features.applicant.groups import Groups

Match = tuple[NDArray[np.intp], ...]
"""For each table joined so far, the place of its row in each row of the result; -1 where it has none."""

_KINDS = ("left", "inner", "semi", "anti")


def build_match(how: str, keys: int) -> Callable[..., Match]:
    """Return what joins one more table by equal keys; unknown keys match nothing."""
    if how not in _KINDS:
        raise NotImplementedError(f"features for one applicant do not know the join {how!r}; use one of {_KINDS}")

    def match(before: Match, rows: int, *columns: Column) -> Match:
        left = [column.to_list() for column in columns[:keys]]
        right = [column.repeated(rows).to_list() for column in columns[keys:]]
        found: dict[Any, list[int]] = {}
        for place, key in enumerate(zip(*right, strict=True)):
            if None not in key:
                found.setdefault(key, []).append(place)
        pairs = [
            (line, place) for line, key in enumerate(zip(*left, strict=True)) for place in _places(found.get(key), how)
        ]
        lines = np.array([line for line, _ in pairs], dtype=np.intp)
        places = np.array([place for _, place in pairs], dtype=np.intp)
        return (*(one[lines] for one in before), places)

    return match


def _places(found: list[int] | None, how: str) -> list[int]:
    if how == "semi":
        return [-1] if found else []
    if how == "anti":
        return [] if found else [-1]
    if found is None:
        return [-1] if how == "left" else []
    return found


def build_order(window: ops.WindowFunction) -> Callable[..., NDArray[np.intp]]:
    """Return what sorts rows by group, then by the window's keys."""
    ascending = [sort.ascending for sort in window.order_by]
    unknown_first = [sort.nulls_first for sort in window.order_by]

    def order(groups: Groups, *columns: Column) -> NDArray[np.intp]:
        of_group = groups.spread(Column(np.arange(len(groups.starts)))).values
        keys: list[Any] = []
        for column, up, first in zip(columns, ascending, unknown_first, strict=True):
            whole = column.repeated(groups.rows)
            _, ranks = np.unique(np.where(whole.mask, whole.values, whole.values[:1]), return_inverse=True)
            known = np.where(whole.mask, ranks if up else -ranks, 0)
            keys += [whole.mask if first else ~whole.mask, known]
        return np.lexsort([*reversed(keys), of_group])

    return order


def row_numbers(groups: Groups, order: NDArray[np.intp]) -> Column:
    """Number the rows of each group from 0."""
    numbers = np.empty(groups.rows, dtype=np.int64)
    numbers[order] = np.arange(groups.rows) - np.repeat(groups.starts, np.diff(groups.starts, append=groups.rows))
    return Column(numbers)


def shifted(function: ops.Lag | ops.Lead) -> Callable[[Groups, NDArray[np.intp], Column], Column]:
    """Return what gives each row a value of the row before it, or after it."""
    distance = 1 if function.offset is None else int(function.offset.value)
    step = -distance if isinstance(function, ops.Lag) else distance
    if function.default is not None:
        raise NotImplementedError("features for one applicant do not know a default of the row before; fill it after")

    def shift(groups: Groups, order: NDArray[np.intp], value: Column) -> Column:
        sizes = np.diff(groups.starts, append=groups.rows)
        starts, stops = np.repeat(groups.starts, sizes), np.repeat(groups.starts + sizes, sizes)
        asked = np.arange(groups.rows) + step
        inside = (asked >= starts) & (asked < stops)
        places = np.full(groups.rows, -1, dtype=np.intp)
        places[order] = np.where(inside, order[np.clip(asked, 0, max(groups.rows - 1, 0))], -1)
        return value.repeated(groups.rows).take_or_unknown(places)

    return shift


def is_cumulative(window: ops.WindowFunction) -> bool:
    """Whether the window goes from the first row of the group to the present one."""
    end = window.end
    return window.start is None and end is not None and isinstance(end.value, ops.Literal) and end.value.value == 0


def summed_so_far(groups: Groups, order: NDArray[np.intp], value: Column) -> Column:
    """Add up the known values from the first row of each group to each row."""
    whole = value.repeated(groups.rows).take(order)
    sizes = np.diff(groups.starts, append=groups.rows)
    sums, counts = np.empty_like(whole.values), np.empty(groups.rows, dtype=np.int64)
    for kept, found in ((np.where(whole.mask, whole.values, 0), sums), (whole.mask.astype(np.int64), counts)):
        running = np.cumsum(kept)
        before = np.repeat(running[groups.starts] - kept[groups.starts], sizes)
        found[order] = running - before
    return Column(sums, counts > 0)
