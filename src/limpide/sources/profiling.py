"""Profiling: shares and quantiles of every raw column of a folder or a zip, measured by DuckDB."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from limpide.core.identifiers import ClientId
from limpide.core.progress import Progress, silent
from limpide.sources.base_profile import PLACES, BaseProfile, ColumnFigures, TableFigures, profiled_columns
from limpide.sources.check_files import Readable, open_file
from limpide.sources.check_values import impossible_sql
from limpide.sources.reading.source import open_source
from limpide.sources.scan import parsed_sql, source_sql
from limpide.sources.spelling import key_sql
from limpide.sources.sql import literal
from limpide.sources.tables import CLIENT, TABLES, TARGET, Column, Table

_BATCH = 25  # columns a query: the time to plan one grows with the square of its aggregates
_MOST_ROWS = 1_000_000  # quantiles of larger tables are those of a sample, drawn by a hash of the row
_DIGITS = 4


def profile_tables(path: Path, *, without: Sequence[ClientId] = (), progress: Progress = silent) -> BaseProfile | None:
    """Return the profile of a folder or zip of tables, clients ``without`` left out; None without applications.

    Files that cannot be read at all are left out, as the data gate names them.
    """
    connection = duckdb.connect()
    try:
        with open_source(path, progress=progress) as source:
            files = [opened for file in source.files if (opened := open_file(file)[0]) is not None]
            tables = tuple(_profile(connection, table, files, without) for table in TABLES.values())
            outcomes, defaults = _outcomes(connection, files)
    finally:
        connection.close()
    present = tuple(table for table in tables if table is not None)
    found = BaseProfile(tables=present, outcomes=outcomes, defaults=defaults)
    return found if "application" in found.by_name else None


def _profile(
    connection: duckdb.DuckDBPyConnection, table: Table, files: list[Readable], without: Sequence[ClientId]
) -> TableFigures | None:
    own = [file for file in files if file.file.table.name == table.name]
    if not own:
        return None
    owner = table.by_renamed[table.parents[0].column if table.parents else CLIENT]
    columns = profiled_columns(table)
    cells = " UNION ALL BY NAME ".join(_cells(file, columns, owner, without) for file in own)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE cells AS {cells}")
    [(rows, owners)] = connection.execute("SELECT count(*), count(DISTINCT owner) FROM cells").fetchall()
    found = tuple(figures for some in _batches(columns) for figures in _figures(connection, some, rows))
    return TableFigures(name=table.name, rows=rows, owners=owners, columns=found)


def _outcomes(connection: duckdb.DuckDBPyConnection, files: list[Readable]) -> tuple[int, int]:
    """Count the known outcomes and the defaults among them."""
    target = TABLES["application"].by_renamed[TARGET]
    outcomes = defaults = 0
    for file in files:
        if target in file.found:
            options = "ignore_errors = true" if file.is_csv else ""
            source = source_sql(file.file, file.header, text_only=True, options=options)
            counted = "count(*) FILTER (WHERE y IN (0, 1)), count(*) FILTER (WHERE y = 1)"
            query = f"SELECT {counted} FROM (SELECT {_parsed(file, target)[1]} AS y FROM {source})"
            [(known, defaulted)] = connection.execute(query).fetchall()
            outcomes, defaults = outcomes + known, defaults + defaulted
    return outcomes, defaults


def _cells(file: Readable, columns: Sequence[Column], owner: Column, without: Sequence[ClientId]) -> str:
    """Return SQL for the numbers (texts: the word) of a file's columns, and why there is none: 1 missing, 2 unknown."""
    named = [f"{key_sql(file.found[owner]) if owner in file.found else 'NULL'} AS owner"]
    for place, column in enumerate(columns):
        stored, value = _parsed(file, column)
        why = (
            f"CASE WHEN {stored} IS NULL THEN 1 WHEN {value} IS NULL THEN 2 WHEN {_says_nothing(column, value)} THEN 1"
        )
        named += [f"CAST({why} ELSE 0 END AS UTINYINT) AS w{place}"]
        if column.type != "text":
            named += [f"{value} AS n{place}"]
    options = "ignore_errors = true" if file.is_csv else ""
    source = source_sql(file.file, file.header, text_only=True, options=options)
    erased = ", ".join(literal(str(each)) for each in without)
    left_out = f" WHERE owner NOT IN ({erased})" if without and owner.renamed == CLIENT else ""
    return f"SELECT * FROM (SELECT {', '.join(named)} FROM {source}){left_out}"


def _parsed(file: Readable, column: Column) -> tuple[str, str]:
    if column not in file.found:
        return "NULL", "CAST(NULL AS DOUBLE)"
    return parsed_sql(column, file.found[column], file.header, typed=not file.is_csv)


def _says_nothing(column: Column, value: str) -> str:
    found = [f"{value} IN ({', '.join(literal(each) for each in column.sentinels)})"] if column.sentinels else []
    if column.type != "text":
        found += [f"isnan({value})"]
    if column.sentinel_below is not None:
        found += [f"({value} < {column.sentinel_below!r} AND NOT isinf({value}))"]
    return " OR ".join(found) or "false"


def _batches(columns: Sequence[Column]) -> Iterator[list[tuple[int, Column]]]:
    numbered = list(enumerate(columns))
    return (numbered[start : start + _BATCH] for start in range(0, len(numbered), _BATCH))


def _figures(
    connection: duckdb.DuckDBPyConnection, columns: list[tuple[int, Column]], rows: int
) -> Iterator[ColumnFigures]:
    sampled = f"WHERE hash(cells) % {rows // _MOST_ROWS + 1} = 0" if rows > _MOST_ROWS else ""
    counted, measured = [], []
    for place, column in columns:
        counted += [f"count(*) FILTER (WHERE w{place} = {why})" for why in (1, 2)]
        if column.type != "text":
            known = f"w{place} = 0"
            counted += [f"count(*) FILTER (WHERE {known} AND {impossible_sql(column, f'n{place}')})"]
            counted += [f"count(*) FILTER (WHERE {known} AND n{place} {sign} 0)" for sign in ("<", "<>")]
            finite = f"{known} AND NOT isinf(n{place})"
            measured += [
                f"quantile_disc(abs(n{place}), {list(PLACES)}) FILTER (WHERE {finite} AND n{place} <> 0)",
                f"quantile_disc(n{place}, [0.001, 0.999]) FILTER (WHERE {finite})",
            ]
    [counts] = connection.execute(f"SELECT {', '.join(counted)} FROM cells").fetchall()
    [quantiles] = connection.execute(f"SELECT {', '.join([*measured, '0'])} FROM cells {sampled}").fetchall()
    numbers, sizes = iter(counts), iter(quantiles)
    for _, column in columns:
        yield _read(column, numbers, sizes, max(rows, 1))


def _read(column: Column, counts: Iterator[int], quantiles: Iterator[Any], rows: int) -> ColumnFigures:
    missing, unknown = next(counts), next(counts)
    if column.type == "text":
        impossible = negative = numbers = 0
        sizes = span = None
    else:
        impossible, negative, numbers = next(counts), next(counts), next(counts)
        sizes, span = next(quantiles), next(quantiles)
    return ColumnFigures(
        name=column.name,
        missing=missing / rows,
        unknown=unknown / rows,
        impossible=impossible / rows,
        negative=negative / rows,
        numbers=numbers,
        sizes=None if sizes is None else tuple(map(_rounded, sizes)),
        span=None if span is None else (_rounded(span[0]), _rounded(span[1])),
    )


def _rounded(value: float) -> float:
    """Round to four digits: enough for a limit, and not somebody's exact income."""
    return float(f"{value:.{_DIGITS}g}")
