"""From one raw application and its histories to every feature: compiled once, run by any number of threads."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import ibis
import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId
from limpide.features.applicant.column import Column, array_type, unknown
from limpide.features.applicant.lineage import trace_inputs
from limpide.features.applicant.program import Program, compile_table
from limpide.features.applicant.raw import (
    Rows,
    find_table,
    read_application,
    read_changes,
    read_client,
    read_histories_of,
    read_variants,
)
from limpide.features.assemble import aggregate, complete, prepare
from limpide.features.catalogue import CATALOGUE, HISTORIES
from limpide.features.layout import FeatureColumn
from limpide.sources.home_credit import Tables
from limpide.sources.tables import CLIENT, TABLES

Value = float | str | None
_TYPES = {"integer": "int64", "number": "float64", "text": "string"}


@dataclass(frozen=True)
class ApplicantEngine:
    """Every feature as a compiled program: one for each history, one for the application beside the aggregates."""

    histories: Mapping[str, Program]
    application: Program
    types: Mapping[str, np.dtype[Any]]

    def compute(self, application: Mapping[str, Any], histories: Mapping[str, Rows] | None = None) -> "Applicant":
        """Return one applicant's features.

        ``application`` is the lender's row, by the lender's column names; ``histories`` are rows by table
        ("bureau") or file stem ("POS_CASH_balance"), as a list of such rows or an Arrow table. What is left out is
        unknown; a history that is left out is that of a client without one. Raises InvalidInput that names the
        field for unknown columns and values of the wrong type.
        """
        row = read_application(application)
        found = read_histories(histories or {}, client=read_client(application))
        return self._completed(row, self._aggregated(found))

    def resume(self, application: Mapping[str, Any], features: Mapping[str, Value]) -> "Applicant":
        """Return an applicant whose histories were summed up before: ``features`` has what came of them, by name.

        What comes of the application itself is computed anew, so that it can be edited.
        """
        row = read_application(application)
        aggregates = {name: _known(features[name], dtype) for name, dtype in self.types.items()}
        return self._completed(row, aggregates)

    @cached_property
    def lineage(self) -> Mapping[str, frozenset[str]]:
        """The columns of the application, as Limpide names them, and the aggregates that reach each feature."""
        return trace_inputs(self.application)

    def _aggregated(self, frames: Mapping[str, Mapping[str, Column]]) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for program in self.histories.values():
            for name, column in program.run(frames).items():
                if name != CLIENT:
                    found[name] = column if len(column.values) else unknown(column.values.dtype, 1)
        return found

    def _completed(self, row: Mapping[str, Column], aggregates: Mapping[str, Column]) -> "Applicant":
        return Applicant(engine=self, application=row, aggregates=aggregates)


@dataclass(frozen=True, eq=False)
class Applicant:
    """One applicant; the features are computed when first asked for."""

    engine: ApplicantEngine
    application: Mapping[str, Column]
    aggregates: Mapping[str, Column]

    @cached_property
    def features(self) -> Mapping[str, Value]:
        """The features by name: numbers, words of categories, None where missing or infinite."""
        found = self.engine.application.run({"application": {**self.application, **self.aggregates}})
        return {feature.name: _value(found[feature.name]) for _, feature in CATALOGUE}

    def edited(self, changes: Mapping[str, Any]) -> "Applicant":
        """Return the same applicant with other values of the application; the histories are not looked at again."""
        return self.engine._completed({**self.application, **read_changes(changes)}, self.aggregates)

    def edited_rows(
        self, changes: Mapping[str, Sequence[Any]], columns: Sequence[FeatureColumn]
    ) -> NDArray[np.float32]:
        """Return many edits at once as rows of a client base: float32 (edits, columns).

        ``changes`` has one value an edit for each column of the application that any of them changes.
        """
        edits = len(next(iter(changes.values())))
        client = Column(np.repeat(self.application[CLIENT].values, edits))
        row = {**self.application, **self.aggregates, **read_variants(changes), CLIENT: client}
        found = self.engine.application.run({"application": row})
        rows = np.column_stack([_codes(found[column.name].repeated(edits), column) for column in columns])
        with np.errstate(over="ignore"):
            narrow = rows.astype(np.float32)
        narrow[np.isinf(narrow)] = np.nan
        return narrow

    def row(self, columns: Sequence[FeatureColumn]) -> NDArray[np.float32]:
        """Return the features as a row of a client base with these columns: float32 (1, columns)."""
        coded = [_coded(self.features[column.name], column) for column in columns]
        with np.errstate(over="ignore"):
            row = np.array([coded], dtype=np.float64).astype(np.float32)
        row[np.isinf(row)] = np.nan
        return row


@cache
def build_engine() -> ApplicantEngine:
    """Compile every feature: a second or two, once in a process."""
    tables = unbound_tables()
    aggregates = {history.source: aggregate(history, tables) for history in HISTORIES}
    columns = dict(tables.application.schema())
    for table in aggregates.values():
        columns |= {name: type_ for name, type_ in table.schema().items() if name != CLIENT}
    beside = replace(tables, application=ibis.table(columns, name="application"))
    return ApplicantEngine(
        histories={source: compile_table(table) for source, table in aggregates.items()},
        application=compile_table(complete(prepare(beside))),
        types={
            name: array_type(type_)
            for table in aggregates.values()
            for name, type_ in table.schema().items()
            if name != CLIENT
        },
    )


def unbound_tables() -> Tables:
    """Return the tables without rows or engine, for expressions that are compiled."""
    return Tables(**{name: _unbound(name) for name in TABLES}, missing=())


def _unbound(name: str) -> ibis.Table:
    return ibis.table({column.renamed: _TYPES[column.type] for column in TABLES[name].columns}, name=name)


def read_histories(histories: Mapping[str, Rows], *, client: ClientId | None) -> dict[str, dict[str, Column]]:
    """Return the columns of every history by table, without rows where it is left out; ``InvalidInput`` as above."""
    given: dict[str, Rows] = {}
    for name, rows in histories.items():
        table = find_table(name)
        if table.name in given:
            raise InvalidInput(f"the history {table.name} is given twice, also as {name}; give it once")
        given[table.name] = rows
    frames = read_histories_of(given, client=client)
    for name in TABLES:
        if name not in frames and name != "application":
            frames[name] = _EMPTY[name]
    return frames


_EMPTY = {
    name: {column.renamed: unknown(array_type(ibis.dtype(_TYPES[column.type])), 0) for column in table.columns}
    for name, table in TABLES.items()
}


def _value(column: Column) -> Value:
    value: Value = column.to_list()[0]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _known(value: Value, dtype: np.dtype[Any]) -> Column:
    return unknown(dtype, 1) if value is None else Column(np.array([value], dtype=dtype))


def _codes(found: Column, column: FeatureColumn) -> NDArray[np.float64]:
    if column.categories is None:
        return np.where(found.mask, found.values, math.nan).astype(np.float64)
    known = np.broadcast_to(found.mask, found.values.shape).tolist()
    words = zip(found.values.tolist(), known, strict=True)
    return np.array([_coded(word, column) if is_known else math.nan for word, is_known in words])


def _coded(value: Value, column: FeatureColumn) -> float:
    if value is None:
        return math.nan
    if column.categories is None:
        return float(value)
    return float(column.categories.index(str(value))) if value in column.categories else math.nan
