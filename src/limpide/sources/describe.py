"""Sizes, ranges and gaps of the lender's tables, as DuckDB counts them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
from ibis.backends.duckdb import Backend

from limpide.core.progress import Progress, silent
from limpide.sources.home_credit import blank, open_tables
from limpide.sources.tables import CLIENT, TABLES, TARGET, Column, Table

_BATCH = 25


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """What one column holds. Shares are of all rows, between 0 and 1.

    ``minimum`` and ``maximum`` leave sentinels out and are None for text, as ``most_frequent`` is for numbers.
    ``distinct`` is approximate (within a few per cent).
    """

    column: Column
    missing: float
    sentinel: float
    distinct: int
    minimum: float | None
    maximum: float | None
    most_frequent: str | None


@dataclass(frozen=True, kw_only=True)
class TableProfile:
    """What one table holds.

    ``clients`` is None in a table without client number, ``labelled`` and ``default_rate`` in all but the
    applications; ``default_rate`` is also None when no application is labelled.
    """

    table: Table
    rows: int
    clients: int | None
    labelled: int | None
    default_rate: float | None
    columns: tuple[ColumnProfile, ...]


def describe(path: Path, *, progress: Progress = silent) -> list[TableProfile]:
    """Return the profile of every table that is there; raises InvalidInput for what cannot be read."""
    connection = ibis.duckdb.connect()
    try:
        with open_tables(path, connection, progress=progress) as tables:
            present = [name for name in TABLES if name not in tables.missing]
            profiles = []
            with progress("Describing", total=len(present)) as step:
                for name in present:
                    described = _describe(connection, TABLES[name], getattr(tables, name))
                    profiles.append(_without_codes(described, tables.text_keys))
                    step(1)
        return profiles
    finally:
        connection.disconnect()


def _describe(connection: Backend, table: Table, rows: ibis.Table) -> TableProfile:
    counts: dict[str, Any] = {}
    for measures in _measures(table, rows):
        counts |= connection.to_pyarrow(rows.aggregate(**measures)).to_pylist()[0]
    labelled = counts.get("labelled")
    return TableProfile(
        table=table,
        rows=counts["rows"],
        clients=counts.get("clients"),
        labelled=labelled,
        default_rate=counts["defaults"] / labelled if labelled else None,
        columns=tuple(_column(column, counts) for column in table.columns),
    )


def _without_codes(profile: TableProfile, text_keys: frozenset[str]) -> TableProfile:
    """Say no smallest and largest value of keys that are text: those of their codes mean nothing."""
    columns = tuple(
        replace(each, minimum=None, maximum=None) if each.column.renamed in text_keys else each
        for each in profile.columns
    )
    return replace(profile, columns=columns)


def _measures(table: Table, rows: ibis.Table) -> Iterator[dict[str, ibis.Value]]:
    """Yield what to compute in one query each: planning time grows with the square of the aggregates."""
    measures: dict[str, ibis.Value] = {"rows": rows.count()}
    if CLIENT in table.by_renamed:
        measures["clients"] = rows[CLIENT].nunique()
    if TARGET in table.by_renamed:
        measures |= {"labelled": rows[TARGET].count(), "defaults": rows[TARGET].sum()}
    yield measures
    for start in range(0, len(table.columns), _BATCH):
        measures = {}
        for column in table.columns[start : start + _BATCH]:
            measures |= _column_measures(column, rows[column.renamed])
        yield measures


def _column_measures(column: Column, value: ibis.Value) -> dict[str, ibis.Value]:
    known, name = blank(value, column), column.renamed
    measures = {
        f"{name}:present": value.count(),
        f"{name}:known": known.count(),
        f"{name}:distinct": known.approx_nunique(),
    }
    if column.type == "text":
        return measures | {f"{name}:mode": known.mode()}
    return measures | {f"{name}:min": known.min(), f"{name}:max": known.max()}


def _column(column: Column, counts: Mapping[str, Any]) -> ColumnProfile:
    rows, name = max(counts["rows"], 1), column.renamed
    present, known = counts[f"{name}:present"], counts[f"{name}:known"]
    return ColumnProfile(
        column=column,
        missing=(counts["rows"] - present) / rows,
        sentinel=(present - known) / rows,
        distinct=counts[f"{name}:distinct"],
        minimum=counts.get(f"{name}:min"),
        maximum=counts.get(f"{name}:max"),
        most_frequent=counts.get(f"{name}:mode"),
    )
