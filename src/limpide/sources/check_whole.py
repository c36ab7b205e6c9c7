"""Checking applications as a whole: outcomes the wrong way round, amounts in two scales, one person many times."""

from collections.abc import Iterator

import duckdb

from limpide.core.contradictions import (
    FEWEST_INSTALMENTS,
    GOODS_OVER_LOAN,
    LOAN_OVER_GOODS,
    MANY_INSTALMENTS,
    MOST_INCOMES,
)
from limpide.sources.check_files import Readable
from limpide.sources.fault import Fault, Kind, error
from limpide.sources.scan import parsed_sql, source_sql
from limpide.sources.tables import CLIENT, TARGET, Column

_FEWEST_OUTCOMES = 30
_SOME, _SHARE = 5, 0.01  # rows alike but for their number, or odd: so many, and so large a share, are no chance
_CREDIT, _ANNUITY, _INCOME, _GOODS = "AMT_CREDIT", "AMT_ANNUITY", "AMT_INCOME_TOTAL", "AMT_GOODS_PRICE"
# What sends one application to a person says, in many of them, that two amounts are not in one currency or unit.
_AMOUNTS = (
    (_ANNUITY, f"{FEWEST_INSTALMENTS} * {_ANNUITY} > {_CREDIT} OR {_CREDIT} > {MANY_INSTALMENTS} * {_ANNUITY}"),
    (_INCOME, f"{_INCOME} > 0 AND ({_CREDIT} > {MOST_INCOMES} * {_INCOME} OR {_ANNUITY} > 12 * {_INCOME})"),
    (
        _GOODS,
        "NAME_CONTRACT_TYPE IS DISTINCT FROM 'Revolving loans' AND "
        f"({_CREDIT} > {LOAN_OVER_GOODS} * nullif({_GOODS}, 0) OR {_GOODS} > {GOODS_OVER_LOAN} * {_CREDIT})",
    ),
)


def check_whole(connection: duckdb.DuckDBPyConnection, file: Readable, *, rows: int) -> list[Fault]:
    """Return what no single value of the applications shows; nothing for the histories."""
    if file.file.table.name != "application":
        return []
    amounts = _amounts(connection, file, rows=rows)
    return [*_outcomes(connection, file), *amounts, *_twins(connection, file, rows=rows)]


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


def _amounts(connection: duckdb.DuckDBPyConnection, file: Readable, *, rows: int) -> Iterator[Fault]:
    names = (_CREDIT, _ANNUITY, _INCOME, _GOODS, "NAME_CONTRACT_TYPE")
    columns = {column.name: column for column in file.found}
    cells = [f"{_number(file, columns[name]) if name in columns else 'NULL'} AS {name}" for name in names]
    counted = ", ".join(f"count(*) FILTER (WHERE {odd})" for _, odd in _AMOUNTS)
    [counts] = connection.execute(f"SELECT {counted} FROM (SELECT {', '.join(cells)} FROM {_source(file)})").fetchall()
    for (name, _), count in zip(_AMOUNTS, counts, strict=True):
        if count > _SOME and count > rows * _SHARE:
            against = f"{_CREDIT} or {_ANNUITY}" if name == _INCOME else _CREDIT
            advice = f"it does not go with {against}: write all amounts in one currency and unit"
            shown = f"{count / rows:.0%} of the applications"
            yield error(file.file.name, Kind.IMPLAUSIBLE, count, advice, column=name, example=shown)


def _twins(connection: duckdb.DuckDBPyConnection, file: Readable, *, rows: int) -> Iterator[Fault]:
    compared = [_number(file, column) for column in file.found if column.renamed not in (CLIENT, TARGET)]
    if not compared:
        return
    [(different,)] = connection.execute(
        f"SELECT count(DISTINCT h) FROM (SELECT hash({', '.join(compared)}) AS h FROM {_source(file)})"
    ).fetchall()
    twins = rows - different
    if twins > _SOME and twins > rows * _SHARE:
        advice = "the same applications stand under several numbers: keep one of each"
        yield error(file.file.name, Kind.DUPLICATED_KEY, twins, advice, example="rows alike but for SK_ID_CURR")


def _number(file: Readable, column: Column) -> str:
    return parsed_sql(column, file.found[column], file.header, typed=not file.is_csv)[1]


def _source(file: Readable) -> str:
    options = "ignore_errors = true" if file.is_csv else ""
    return source_sql(file.file, file.header, text_only=True, options=options)
