"""A client's rows of one history as one row of figures: the same generic ones for every table and column."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from limpide.fidelity.sides import WANTED, Ids, Side
from limpide.sources.sql import identifier, literal
from limpide.sources.tables import CLIENT, TABLES, TARGET, Column

HISTORIES = ("bureau", "bureau_balance", "previous", "pos", "card", "installments")
MOST_CATEGORIES = 20
MONTH = "MONTHS_BALANCE"
_LOANS = {
    "bureau": None,
    "previous": None,
    "bureau_balance": "bureau_loan_id",
    "pos": "loan_id",
    "card": "loan_id",
    "installments": "loan_id",
}
_AT_ONCE = 60  # expressions in one query: planning time grows faster than their number
_NUMBERS = ("avg", "min", "max", "sum", "stddev_samp")
Categories = dict[str, tuple[str, ...]]


def find_categories(table: str, *sides: Side) -> Categories:
    """Return the most frequent values of each text column on all sides together, at most 20 a column."""
    found: Categories = {}
    for column in _columns(table, "text"):
        counts: Counter[str] = Counter()
        for side in sides:
            counts.update(dict(side.run(_counts_sql(side.view(table), identifier(column.renamed))).fetchall()))
        ranked = sorted(counts, key=lambda value: (-counts[value], value))
        found[column.renamed] = tuple(ranked[:MOST_CATEGORIES])
    return found


def aggregate(side: Side, table: str, client_ids: Ids, categories: Categories) -> pd.DataFrame:
    """Return one row of figures for each of these clients with rows in the table, by client_id.

    Of every number: mean, least, most, sum, deviation, share missing and share of sentinels; of every category:
    how often and which share; rows, loans and rows a loan (months, in the monthly tables).
    """
    with side.wanting(client_ids):
        side.run(f"CREATE OR REPLACE TEMP TABLE children AS {_rows_sql(side, table)}")
    parts = [
        side.run(f"SELECT {CLIENT}, {', '.join(group)} FROM children GROUP BY {CLIENT}").df()
        for group in _grouped(list(_expressions(table, categories)))
    ]
    if loan := _LOANS[table]:
        parts.append(side.run(_per_loan_sql(loan)).df())
    side.run("DROP TABLE children")
    figures: pd.DataFrame = pd.concat([part.set_index(CLIENT) for part in parts], axis=1).astype("float64")
    return figures.sort_index()


def _counts_sql(view: str, name: str) -> str:
    return f"SELECT {name}, count(*) FROM {view} WHERE {name} IS NOT NULL GROUP BY {name}"


def _rows_sql(side: Side, table: str) -> str:
    """Return the wanted clients' rows; those of bureau_balance find their client through the bureau's loans."""
    if table != "bureau_balance":
        return f"SELECT * FROM {side.view(table)} SEMI JOIN {WANTED} USING ({CLIENT})"
    loans = f"SELECT {CLIENT}, bureau_loan_id FROM {side.view('bureau')} SEMI JOIN {WANTED} USING ({CLIENT})"
    return f"SELECT * FROM {side.view(table)} JOIN ({loans}) USING (bureau_loan_id)"


def _expressions(table: str, categories: Categories) -> Iterator[str]:
    yield 'count(*) AS "rows"'
    for column in _columns(table, "integer", "number"):
        yield from _number_expressions(column)
    for text, values in categories.items():
        yield _named(f"count(DISTINCT {identifier(text)})", f"distinct({text})")
        for value in values:
            held = f"CAST({identifier(text)} IS NOT DISTINCT FROM {literal(value)} AS INT)"
            yield _named(f"sum({held})", f"count({text} = {value})")
            yield _named(f"avg({held})", f"share({text} = {value})")


def _number_expressions(column: Column) -> Iterator[str]:
    name = identifier(column.renamed)
    known = _without_sentinels(column)
    for function in _NUMBERS:
        yield _named(f"{function}({known})", f"{function.removesuffix('_samp')}({column.renamed})")
    yield _named(f"avg(CAST({name} IS NULL AS INT))", f"missing({column.renamed})")
    if known != name:
        sentinel = f"{name} IS NOT NULL AND {known} IS NULL"
        yield _named(f"avg(CAST({sentinel} AS INT))", f"sentinel({column.renamed})")


def _without_sentinels(column: Column) -> str:
    value = identifier(column.renamed)
    for sentinel in column.sentinels:
        value = f"nullif({value}, {literal(sentinel)})"
    if column.sentinel_below is not None:
        value = f"CASE WHEN {value} >= {column.sentinel_below} THEN {value} END"
    return value


def _per_loan_sql(loan: str) -> str:
    measures = ", ".join(
        _named(f"{function}(months)", f"{function}(rows a loan)") for function in ("avg", "min", "max")
    )
    return (
        f'SELECT {CLIENT}, count(*) AS "loans", {measures} '
        f"FROM (SELECT {CLIENT}, count(*) AS months FROM children GROUP BY {CLIENT}, {loan}) GROUP BY {CLIENT}"
    )


def _columns(table: str, *types: str) -> list[Column]:
    """Return the columns of these types that say something: neither keys nor the target."""
    ids = {CLIENT, TARGET, "loan_id", "bureau_loan_id"}
    return [column for column in TABLES[table].columns if column.type in types and column.renamed not in ids]


def _grouped(expressions: list[str]) -> list[list[str]]:
    return [expressions[start : start + _AT_ONCE] for start in range(0, len(expressions), _AT_ONCE)]


def _named(expression: str, name: str) -> str:
    return f"{expression} AS {identifier(name)}"
