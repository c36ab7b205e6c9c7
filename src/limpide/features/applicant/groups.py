"""Groups of a handful of rows, and what can be computed on each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis.expr.operations as ops
import numpy as np
from numpy.typing import NDArray

from limpide.features.applicant.column import Array, Column


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows put together: ``order`` sorts them by group (None: they are), ``starts`` is where each group begins."""

    rows: int
    order: NDArray[np.intp] | None
    starts: NDArray[np.intp]

    def firsts(self) -> NDArray[np.intp]:
        """Return the first row of each group."""
        return self.starts if self.order is None else self.order[self.starts]

    def sorted(self, values: Array) -> Array:
        """Return one value a row, group after group."""
        whole = values if len(values) == self.rows else np.broadcast_to(values, self.rows)
        return whole if self.order is None else whole[self.order]

    def spread(self, per_group: Column) -> Column:
        """Return to each row the value of its group."""
        lengths = np.diff(self.starts, append=self.rows)
        of_sorted = np.repeat(np.arange(len(self.starts)), lengths)
        if self.order is None:
            return per_group.take(of_sorted)
        places = np.empty(self.rows, dtype=np.intp)
        places[self.order] = of_sorted
        return per_group.take(places)


def build_groups(keys: list[Column], rows: int) -> Groups:
    """Put together the rows that have the same keys; unknown keys are equal to each other."""
    codes: dict[Any, int] = {}
    lines = zip(*[key.repeated(rows).to_list() for key in keys], strict=True)
    found = [codes.setdefault(line, len(codes)) for line in lines]
    if len(codes) <= 1:
        return Groups(rows, None, np.zeros(len(codes), dtype=np.intp))
    sorted_ = np.argsort(found, kind="stable")
    starts = np.searchsorted(np.asarray(found)[sorted_], np.arange(len(codes)))
    return Groups(rows, sorted_, starts)


Aggregation = Callable[..., Column]
"""Takes the groups, the rows that count (None: all), then the columns of the aggregate's arguments."""


def build_aggregation(node: ops.Reduction) -> Aggregation:
    """Return what computes an aggregate; ``NotImplementedError`` names one that is missing here."""
    if type(node) not in _AGGREGATIONS or (isinstance(node, (ops.Min, ops.Max)) and node.arg.dtype.is_string()):
        raise NotImplementedError(
            f"features for one applicant do not know the aggregate {type(node).__name__} yet; add it to {__name__}, "
            "or write the feature with other operations"
        )
    return _AGGREGATIONS[type(node)]


def _kept(groups: Groups, where: Column | None, *columns: Column) -> NDArray[np.bool_]:
    """Which rows count: the condition holds and the values are known."""
    kept = None if where is None else where.values
    for column in columns:
        if column.known is not None:
            kept = column.known if kept is None else kept & column.known
    return groups.sorted(np.ones(1, dtype=np.bool_) if kept is None else kept)


def _reduce(function: np.ufunc, values: Array, groups: Groups) -> Array:
    if not len(groups.starts):
        return np.zeros(0, dtype=values.dtype)
    if len(groups.starts) == 1:
        return np.asarray(function.reduce(values)).reshape(1)
    return np.asarray(function.reduceat(values, groups.starts))


def _count(groups: Groups, where: Column | None, *columns: Column) -> Column:
    return Column(_reduce(np.add, _kept(groups, where, *columns).astype(np.int64), groups))


def _sum(groups: Groups, where: Column | None, value: Column) -> Column:
    kept = _kept(groups, where, value)
    values = groups.sorted(value.values)
    if values.dtype == np.bool_:
        values = values.astype(np.int64)
    count = _reduce(np.add, kept.astype(np.int64), groups)
    return Column(_reduce(np.add, np.where(kept, values, values.dtype.type(0)), groups), count > 0)


def _mean(groups: Groups, where: Column | None, value: Column) -> Column:
    kept = _kept(groups, where, value)
    count = _reduce(np.add, kept.astype(np.int64), groups)
    values = groups.sorted(value.values)
    total = _reduce(np.add, np.where(kept, values.astype(np.float64), 0.0), groups)
    return Column(total / count, count > 0)


def _extreme(function: np.ufunc, sign: int) -> Aggregation:
    def aggregate(groups: Groups, where: Column | None, value: Column) -> Column:
        kept = _kept(groups, where, value)
        values = groups.sorted(value.values)
        worst = _worst(values.dtype, sign)
        return Column(_reduce(function, np.where(kept, values, worst), groups), _reduce(np.logical_or, kept, groups))

    return aggregate


def _worst(dtype: np.dtype[Any], sign: int) -> Any:
    """The value that every other one replaces."""
    if dtype == np.float64:
        return sign * np.inf
    if dtype == np.bool_:
        return sign > 0
    return np.iinfo(np.int64).max if sign > 0 else np.iinfo(np.int64).min


def _at_extreme(choose: Callable[[Array], Any]) -> Aggregation:
    """The value where the key is largest or smallest; unknown when that value is."""

    def aggregate(groups: Groups, where: Column | None, value: Column, key: Column) -> Column:
        kept = _kept(groups, where, value, key)
        keys, places = groups.sorted(key.values), np.full(len(groups.starts), -1, dtype=np.intp)
        for group, (start, stop) in enumerate(_spans(groups)):
            rows = np.flatnonzero(kept[start:stop])
            if len(rows):
                places[group] = start + rows[choose(keys[start:stop][rows])]
        return Column(groups.sorted(value.values), groups.sorted(value.mask)).take_or_unknown(places)

    return aggregate


def _distinct(groups: Groups, where: Column | None, value: Column) -> Column:
    kept, values = _kept(groups, where, value), groups.sorted(value.values)
    found = [len(set(values[start:stop][kept[start:stop]].tolist())) for start, stop in _spans(groups)]
    return Column(np.array(found, dtype=np.int64))


def _logical(function: np.ufunc, *, neutral: bool) -> Aggregation:
    def aggregate(groups: Groups, where: Column | None, value: Column) -> Column:
        kept = _kept(groups, where, value)
        found = _reduce(function, np.where(kept, groups.sorted(value.values), neutral), groups)
        known = _reduce(np.logical_or, kept, groups)
        return Column(found & known, known)

    return aggregate


def _spans(groups: Groups) -> list[tuple[int, int]]:
    starts = groups.starts.tolist()
    return list(zip(starts, [*starts, groups.rows][1:], strict=False))


_AGGREGATIONS: dict[type, Aggregation] = {
    ops.CountStar: _count,
    ops.Count: _count,
    ops.Sum: _sum,
    ops.Mean: _mean,
    ops.Min: _extreme(np.minimum, +1),
    ops.Max: _extreme(np.maximum, -1),
    ops.ArgMax: _at_extreme(np.argmax),
    ops.ArgMin: _at_extreme(np.argmin),
    ops.CountDistinct: _distinct,
    ops.Any: _logical(np.logical_or, neutral=False),
    ops.All: _logical(np.logical_and, neutral=True),
}
