"""Checking applications as a whole: outcomes the wrong way round, one person under many numbers."""

from collections.abc import Iterator

import duckdb

from limpide.sources.check_files import Readable
from limpide.sources.fault import Fault, Kind, error
from limpide.sources.scan import parsed_sql, source_sql
from limpide.sources.tables import CLIENT, TARGET, Column

_FEWEST_OUTCOMES = 30
_SOME, _TWIN_SHARE = 5, 0.01  # rows alike but for their number: so many, and so large a share, are no chance


def check_whole(connection: duckdb.DuckDBPyConnection, file: Readable, *, rows: int) -> list[Fault]:
    """Return what no single value of the applications shows; nothing for the histories."""
    if file.file.table.name != "application":
        return []
    return [*_outcomes(connection, file), *_twins(connection, file, rows=rows)]


def _outcomes(connection: duckdb.DuckDBPyConnection, file: Readable) -> Iterator[Fault]:
    target = next((column for column in file.found if column.renamed == TARGET), None)
    if target is None:
        return
    number = _number(file, target)
    [(known, defaults)] = connection.execute(
        f"SELECT count(y), count(*) FILTER (WHERE y = 1) FROM (SELECT {number} AS y FROM {_source(file)})"
    ).fetchall()
    if known >= _FEWEST_OUTCOMES and defaults * 2 > known:
        advice = "1 must stand for a default, 0 for a loan repaid: turn them round"
        shown = f"{defaults / known:.0%} of {known:,} loans in default"
        yield error(file.file.name, Kind.IMPLAUSIBLE, defaults, advice, column=target.name, example=shown)


def _twins(connection: duckdb.DuckDBPyConnection, file: Readable, *, rows: int) -> Iterator[Fault]:
    compared = [_number(file, column) for column in file.found if column.renamed not in (CLIENT, TARGET)]
    if not compared:
        return
    [(different,)] = connection.execute(
        f"SELECT count(DISTINCT h) FROM (SELECT hash({', '.join(compared)}) AS h FROM {_source(file)})"
    ).fetchall()
    twins = rows - different
    if twins > _SOME and twins > rows * _TWIN_SHARE:
        advice = "the same applications stand under several numbers: keep one of each"
        yield error(file.file.name, Kind.DUPLICATED_KEY, twins, advice, example="rows alike but for SK_ID_CURR")


def _number(file: Readable, column: Column) -> str:
    return parsed_sql(column, file.found[column], file.header, typed=not file.is_csv)[1]


def _source(file: Readable) -> str:
    options = "ignore_errors = true" if file.is_csv else ""
    return source_sql(file.file, file.header, text_only=True, options=options)
