"""What each Ibis operation on the values of a row means, on columns of a handful of rows, with SQL's unknowns."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import numpy as np

from limpide.features.applicant.column import Array, Column, array_type, condition

Step = Callable[..., Column]
"""Takes the columns of the operation's arguments, in their order."""


def build_step(node: ops.Value) -> Step:
    """Return what computes an operation; ``NotImplementedError`` names one that is missing here."""
    if isinstance(node, ops.InValues):
        return _member
    if isinstance(node, (ops.SearchedCase, ops.SimpleCase)):
        return _cases(node)
    if isinstance(node, ops.Cast):
        return _cast(node.arg.dtype, node.to)
    if isinstance(node, ops.Clip):
        return _clip(node)
    if type(node) in _PLAIN:
        return _plain(_PLAIN[type(node)], array_type(node.dtype))
    if type(node) in _OWN:
        return _OWN[type(node)]
    raise NotImplementedError(
        f"features for one applicant do not know {type(node).__name__} yet; add it to {__name__}, "
        "or write the feature with other operations"
    )


def _both(*columns: Column) -> Array | None:
    masks = [column.known for column in columns if column.known is not None]
    return reduce(np.logical_and, masks) if masks else None


def _plain(function: Callable[..., Array], dtype: np.dtype[Any]) -> Step:
    """An operation that is unknown as soon as one of its arguments is."""

    def step(*columns: Column) -> Column:
        values = np.asarray(function(*[column.values for column in columns]))
        known = _both(*columns)
        if dtype == np.bool_:
            return condition(values.astype(np.bool_, copy=False), known)
        # Exact integers stay as they are, whatever Ibis calls the type of their products.
        return Column(values if values.dtype in (dtype, np.dtype(object)) else values.astype(dtype), known)

    return step


def _and(left: Column, right: Column) -> Column:
    values = left.values & right.values
    if left.known is None and right.known is None:
        return Column(values)
    a, b = left.mask, right.mask
    return Column(values, (a & b) | (a & ~left.values) | (b & ~right.values))


def _or(left: Column, right: Column) -> Column:
    values = left.values | right.values
    if left.known is None and right.known is None:
        return Column(values)
    return Column(values, (left.mask & right.mask) | values)


def _not(value: Column) -> Column:
    return condition(~value.values, value.known)


def _is_null(value: Column) -> Column:
    return Column(~value.mask)


def _not_null(value: Column) -> Column:
    return Column(value.mask)


def _null_if(value: Column, nothing: Column) -> Column:
    equal = np.asarray(value.values == nothing.values, dtype=np.bool_)
    if nothing.known is not None:
        equal = equal & nothing.known
    values = np.broadcast_to(value.values, equal.shape) if value.values.shape != equal.shape else value.values
    return Column(values, ~equal if value.known is None else ~equal & value.known)


def _coalesce(*columns: Column) -> Column:
    found = columns[0]
    for other in columns[1:]:
        if found.known is None:
            return found
        found = _choose(found.known, Column(found.values), other)
    return found


def _choose(chosen: Array, yes: Column, no: Column) -> Column:
    """Take ``yes`` where chosen, ``no`` elsewhere."""
    if yes.values.dtype == no.values.dtype:
        values = np.where(chosen, yes.values, no.values)
    else:
        common = np.result_type(yes.values, no.values) if object not in (yes.values.dtype, no.values.dtype) else object
        values = np.where(chosen, yes.values.astype(common), no.values.astype(common))
    if yes.known is None and no.known is None:
        return Column(values)
    known = np.where(chosen, yes.mask, no.mask)
    return condition(values, known) if values.dtype == np.bool_ else Column(values, known)


def _if_else(test: Column, yes: Column, no: Column) -> Column:
    return _choose(test.values, yes, no)


def _cases(node: Any) -> Step:
    """Cases (on a base or on conditions); the compiler hands over base, cases, results and default, flat."""
    simple = isinstance(node, ops.SimpleCase)
    count = len(node.cases)
    dtype = array_type(node.dtype)

    def step(*columns: Column) -> Column:
        base, rest = (columns[0], columns[1:]) if simple else (None, columns)
        found = _as(rest[-1], dtype)
        for test, result in reversed(list(zip(rest[:count], rest[count:-1], strict=True))):
            met = test if base is None else _equals(base, test)
            found = _choose(met.values, _as(result, dtype), found)
        return found

    return step


def _as(column: Column, dtype: np.dtype[Any]) -> Column:
    return column if column.values.dtype == dtype else Column(column.values.astype(dtype), column.known)


def _cast(from_: dt.DataType, to: dt.DataType) -> Step:
    dtype = array_type(to)
    if to.is_decimal():
        return lambda value: Column(value.values.astype(np.int64).astype(object), value.known)
    if to.is_integer() and from_.is_floating():
        return lambda value: Column(np.rint(value.values).astype(dtype), value.known)
    if to.is_string() and not from_.is_string():
        return lambda value: Column(np.array([str(one) for one in value.values.tolist()], dtype=object), value.known)
    return lambda value: _as(value, dtype)


def _clip(node: ops.Clip) -> Step:
    dtype = array_type(node.dtype)
    given = [bound is not None for bound in (node.lower, node.upper)]

    def step(value: Column, *bounds: Column) -> Column:
        values, left = value.values, list(bounds)
        if given[0]:
            values = np.maximum(values, left.pop(0).values)
        if given[1]:
            values = np.minimum(values, left.pop(0).values)
        return Column(values if values.dtype == dtype else values.astype(dtype), value.known)

    return step


def _member(value: Column, *options: Column) -> Column:
    found = reduce(np.logical_or, [np.asarray(value.values == option.values, dtype=np.bool_) for option in options])
    return condition(found, value.known)


def _extreme(function: Any) -> Step:
    """Least or greatest of the known values, as DuckDB and Spark have it."""

    def step(*columns: Column) -> Column:
        found = columns[0]
        for other in columns[1:]:
            if found.known is None and other.known is None:
                found = Column(function(found.values, other.values))
                continue
            a, b = found.mask, other.mask
            both = function(found.values, other.values)
            found = Column(np.where(a & b, both, np.where(a, found.values, other.values)), a | b)
        return found

    return step


def _power(base: Array, exponent: Array) -> Array:
    return np.power(base.astype(np.float64), exponent.astype(np.float64))


def _divide(part: Array, whole: Array) -> Array:
    if object in (part.dtype, whole.dtype):
        part, whole = part.astype(np.float64), whole.astype(np.float64)
    return np.true_divide(part, whole)


def _truncated(part: Array, whole: Array) -> Array:
    return np.floor_divide(part, whole)


_PLAIN: dict[type, Callable[..., Any]] = {
    ops.Add: np.add,
    ops.Subtract: np.subtract,
    ops.Multiply: np.multiply,
    ops.Divide: _divide,
    ops.FloorDivide: _truncated,
    ops.Power: _power,
    ops.Negate: np.negative,
    ops.Abs: np.abs,
    ops.Floor: np.floor,
    ops.Ceil: np.ceil,
    ops.Sqrt: lambda value: np.sqrt(value.astype(np.float64)),
    ops.Exp: lambda value: np.exp(value.astype(np.float64)),
    ops.Ln: lambda value: np.log(value.astype(np.float64)),
    ops.Sin: lambda value: np.sin(value.astype(np.float64)),
    ops.Cos: lambda value: np.cos(value.astype(np.float64)),
    ops.Sign: np.sign,
    ops.Equals: np.equal,
    ops.NotEquals: np.not_equal,
    ops.Less: np.less,
    ops.LessEqual: np.less_equal,
    ops.Greater: np.greater,
    ops.GreaterEqual: np.greater_equal,
    ops.Between: lambda value, lower, upper: (value >= lower) & (value <= upper),
    ops.StringConcat: lambda *parts: reduce(np.add, parts),
}
_equals = _plain(np.equal, np.dtype(np.bool_))
_OWN: dict[type, Step] = {
    ops.And: _and,
    ops.Or: _or,
    ops.Not: _not,
    ops.IsNull: _is_null,
    ops.NotNull: _not_null,
    ops.NullIf: _null_if,
    ops.Coalesce: _coalesce,
    ops.IfElse: _if_else,
    ops.Least: _extreme(np.minimum),
    ops.Greatest: _extreme(np.maximum),
}
