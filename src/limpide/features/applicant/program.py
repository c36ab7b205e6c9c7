"""Ibis expressions as straight-line programs: compiled once, run on a handful of rows in milliseconds.

An engine plans every query anew, and planning hundreds of features takes longer than computing them for one client.
Here the planning is done once: an expression becomes a list of steps on numpy columns, every shared part computed
once, every column that nobody asks for left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.operations as ops
import numpy as np

from limpide.features.applicant.column import Column, array_type, unknown
from limpide.features.applicant.groups import build_aggregation, build_groups
from limpide.features.applicant.operations import build_step
from limpide.features.applicant.relations import (
    build_match,
    build_order,
    is_cumulative,
    row_numbers,
    shifted,
    summed_so_far,
)

Frames = Mapping[str, Mapping[str, Column]]
"""The columns of each table, by the table's name."""


@dataclass(frozen=True)
class Instruction:
    """One step: what to call, on which places, and where the result goes."""

    call: Callable[..., Any]
    arguments: tuple[int, ...]
    result: int


@dataclass(frozen=True)
class Program:
    """What computes one Ibis table; it is never changed, so that any number of threads may run it."""

    start: tuple[Any, ...]
    inputs: tuple[tuple[int, str, str], ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[tuple[str, int], ...]
    rows: int

    def run(self, frames: Frames) -> dict[str, Column]:
        """Return the columns of the table made of these frames."""
        places = list(self.start)
        for place, table, column in self.inputs:
            places[place] = frames[table][column]
        with np.errstate(all="ignore"):
            for step in self.instructions:
                places[step.result] = step.call(*[places[argument] for argument in step.arguments])
        return {name: places[place].repeated(places[self.rows]) for name, place in self.outputs}


def compile_table(expression: ibis.Table) -> Program:
    """Compile an Ibis table made of unbound tables; NotImplementedError names an operation that is missing."""
    compiler = _Compiler()
    relation = expression.op()
    outputs = tuple((name, compiler.field(relation, name)) for name in expression.columns)
    rows = compiler.length(relation)
    return Program(
        start=tuple(compiler.places),
        inputs=tuple(compiler.inputs),
        instructions=tuple(compiler.instructions),
        outputs=outputs,
        rows=rows,
    )


class _Compiler:
    """Gives every part of an expression a place, once."""

    def __init__(self) -> None:
        self.places: list[Any] = []
        self.inputs: list[tuple[int, str, str]] = []
        self.instructions: list[Instruction] = []
        self.known: dict[Any, int] = {}

    def constant(self, value: Any) -> int:
        self.places.append(value)
        return len(self.places) - 1

    def step(self, key: Any, call: Callable[..., Any], arguments: Iterable[int]) -> int:
        """Return the place of a step's result; a step of the same key is done once."""
        if key not in self.known:
            place = self.constant(None)
            self.instructions.append(Instruction(call, tuple(arguments), place))
            self.known[key] = place
        return self.known[key]

    # Tables: which place holds a column of it, and which one its number of rows.

    def field(self, relation: ops.Relation, name: str) -> int:
        """Return the place of a column."""
        key = ("field", relation, name)
        if key not in self.known:
            self.known[key] = self._field(relation, name)
        return self.known[key]

    def _field(self, relation: ops.Relation, name: str) -> int:
        if isinstance(relation, ops.UnboundTable):
            place = self.constant(None)
            self.inputs.append((place, relation.name, name))
            return place
        if isinstance(relation, ops.Project):
            return self.value(relation.values[name])
        if isinstance(relation, (ops.DropColumns, ops.JoinReference, ops.SelfReference)):
            return self.field(relation.parent, name)
        if isinstance(relation, (ops.Filter, ops.Distinct)):
            return self._taken(self.field(relation.parent, name), relation.parent, self._kept(relation))
        if isinstance(relation, ops.JoinChain):
            return self._joined(relation, relation.values[name])
        if isinstance(relation, ops.Aggregate):
            return self._aggregated(relation, name)
        raise _missing(relation)

    def length(self, relation: ops.Relation) -> int:
        """Return the place of the number of rows."""
        if isinstance(relation, ops.UnboundTable):
            first = self.field(relation, next(iter(relation.schema)))
            return self.step(("length", relation), lambda column: len(column.values), [first])
        if isinstance(relation, (ops.Project, ops.DropColumns, ops.JoinReference, ops.SelfReference)):
            return self.length(relation.parent)
        if isinstance(relation, (ops.Filter, ops.Distinct)):
            return self.step(("length", relation), len, [self._kept(relation)])
        if isinstance(relation, ops.JoinChain):
            return self.step(("length", relation), lambda match: len(match[0]), [self._match(relation)])
        if isinstance(relation, ops.Aggregate):
            return self.step(("length", relation), lambda groups: len(groups.starts), [self._groups(relation)])
        raise _missing(relation)

    def _taken(self, column: int, parent: ops.Relation, places: int) -> int:
        def take(column: Column, rows: int, places: Any) -> Column:
            return column.repeated(rows).take(places)

        return self.step(("take", column, places), take, [column, self.length(parent), places])

    def _kept(self, relation: Any) -> int:
        rows = self.length(relation.parent)
        if isinstance(relation, ops.Distinct):
            columns = [self.field(relation.parent, name) for name in relation.schema]
            return self.step(
                ("distinct", relation),
                lambda rows, *keys: build_groups(list(keys), rows).firsts(),
                [rows, *columns],
            )
        conditions = [self.value(condition) for condition in relation.predicates]

        def kept(rows: int, *conditions: Column) -> Any:
            met = np.ones(rows, dtype=np.bool_)
            for condition in conditions:
                met = met & condition.values
            return np.flatnonzero(met)

        return self.step(("kept", relation), kept, [rows, *conditions])

    def _aggregated(self, relation: ops.Aggregate, name: str) -> int:
        groups = self._groups(relation)
        if name in relation.groups:
            key = self.value(relation.groups[name])

            def first(groups: Any, key: Column) -> Column:
                return key.repeated(groups.rows).take(groups.firsts())

            return self.step(("key", relation, name), first, [groups, key])
        return self.value(relation.metrics[name], groups)

    def _groups(self, relation: ops.Aggregate) -> int:
        keys = [self.value(value) for value in relation.groups.values()]
        return self.step(
            ("groups", relation),
            lambda rows, *keys: build_groups(list(keys), rows),
            [self.length(relation.parent), *keys],
        )

    # Joins: for each row of the result, which row of each table it is made of.

    def _match(self, chain: ops.JoinChain) -> int:
        tables = [chain.first, *(link.table for link in chain.rest)]
        lengths = [self.length(table) for table in tables]
        match = self.step(("match", chain, 0), lambda rows: (np.arange(rows),), [lengths[0]])
        for number, link in enumerate(chain.rest, start=1):
            left, right = self._keys(chain, link, match)
            match = self.step(
                ("match", chain, number), build_match(link.how, len(left)), [match, lengths[number], *left, *right]
            )
        return match

    def _keys(self, chain: Any, link: Any, match: int) -> tuple[list[int], list[int]]:
        left, right = [], []
        for predicate in link.predicates:
            if not isinstance(predicate, ops.Equals):
                raise _missing(predicate)
            one, other = predicate.left, predicate.right
            if one.rel == link.table:
                one, other = other, one
            left.append(self._at(chain, one, match))
            right.append(self.field(other.rel, other.name))
        return left, right

    def _at(self, chain: Any, field: Any, match: int) -> int:
        tables = [chain.first, *(link.table for link in chain.rest)]
        number = tables.index(field.rel)

        def at(column: Column, rows: int, match: Any) -> Column:
            return column.repeated(rows).take_or_unknown(match[number])

        place, rows = self.field(field.rel, field.name), self.length(field.rel)
        return self.step(("at", place, match), at, [place, rows, match])

    def _joined(self, chain: ops.JoinChain, value: Any) -> int:
        if not isinstance(value, ops.Field):
            raise _missing(value)
        return self._at(chain, value, self._match(chain))

    # Values of a row, or of a group of rows.

    def value(self, node: Any, groups: int | None = None) -> int:
        """Return the place of a value's column; ``groups`` is where the groups of an aggregate are."""
        if isinstance(node, ops.Field):
            return self.field(node.rel, node.name)
        key = ("value", node, groups)
        if key not in self.known:
            self.known[key] = self._value(node, groups)
        return self.known[key]

    def _value(self, node: Any, groups: int | None) -> int:
        if isinstance(node, ops.Literal):
            return self.constant(_literal(node))
        if isinstance(node, ops.Alias):
            return self.value(node.arg, groups)
        if isinstance(node, ops.WindowFunction):
            return self._window(node)
        if isinstance(node, ops.Reduction):
            if groups is None:
                raise _missing(node)
            return self._reduction(node, groups)
        arguments = [self.value(argument, groups) for argument in _arguments(node)]
        return self.step(("value", node, groups, "step"), build_step(node), arguments)

    def _reduction(self, node: Any, groups: int) -> int:
        aggregation = build_aggregation(node)
        where = self.constant(None) if node.where is None else self.value(node.where)
        columns = [self.value(one) for one in _arguments(node) if one is not node.where]
        return self.step(("reduction", node, groups), aggregation, [groups, where, *columns])

    def _window(self, node: ops.WindowFunction) -> int:
        relation = next(iter(node.find(ops.Field))).rel
        keys = [self.value(key) for key in node.group_by]
        groups = self.step(
            ("window", relation, node.group_by),
            lambda rows, *keys: build_groups(list(keys), rows),
            [self.length(relation), *keys],
        )
        whole_group = node.start is None and node.end is None
        if whole_group and isinstance(node.func, ops.Reduction):
            found = self._reduction(node.func, groups)
            return self.step(("spread", node), lambda groups, found: groups.spread(found), [groups, found])
        order = self._order(node, relation, groups)
        if whole_group and isinstance(node.func, ops.RowNumber):
            return self.step(("number", node), row_numbers, [groups, order])
        if whole_group and isinstance(node.func, (ops.Lag, ops.Lead)):
            return self.step(("shift", node), shifted(node.func), [groups, order, self.value(node.func.arg)])
        if is_cumulative(node) and isinstance(node.func, ops.Sum) and node.func.where is None:
            return self.step(("so far", node), summed_so_far, [groups, order, self.value(node.func.arg)])
        raise _missing(node)

    def _order(self, node: ops.WindowFunction, relation: ops.Relation, groups: int) -> int:
        sorts = [self.value(sort.arg) for sort in node.order_by]
        return self.step(("order", relation, node.group_by, node.order_by), build_order(node), [groups, *sorts])


def _arguments(node: Any) -> Sequence[Any]:
    """The operations that an operation is made of, in order, flat."""
    found: list[Any] = []
    for argument in node.__args__:
        if isinstance(argument, ops.Value):
            found.append(argument)
        elif isinstance(argument, tuple):
            found.extend(one for one in argument if isinstance(one, ops.Value))
    return found


def _literal(node: ops.Literal) -> Column:
    dtype = array_type(node.dtype)
    if node.value is None:
        return unknown(dtype, 1)
    return Column(np.array([node.value], dtype=dtype))


def _missing(node: Any) -> NotImplementedError:
    return NotImplementedError(
        f"features for one applicant do not know {type(node).__name__} here; add it to {__name__}, "
        "or write the feature with other operations"
    )
