"""Identifiers in the lender's files: whole numbers where all are, otherwise text, which engines compute with as codes.

The table that owns a key decides for all tables: if each of its values is a whole number of at most twelve digits
without leading zeros, the key is a number everywhere ("00100001" in another table is 100001). Otherwise it is text
everywhere, letter by letter. The codes of text are 1, 2, … in the order of ``core.identifiers.sort_key``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import fault_of
from limpide.sources.reading.table_file import TableFile
from limpide.sources.scan import match, source_sql
from limpide.sources.spelling import key_sql
from limpide.sources.tables import CLIENT, Column

if TYPE_CHECKING:  # a scoring server computes applicants' features without DuckDB
    import duckdb

OWNERS = {CLIENT: "application", "loan_id": "previous", "bureau_loan_id": "bureau"}
LARGEST = 10**12 - 1  # more digits, and orders by time and number do not fit 64 bits (features.rows.recency)
Headers = Mapping[TableFile, Mapping[str, str]]


def find_text_keys(connection: "duckdb.DuckDBPyConnection", headers: Headers) -> frozenset[str]:
    """Return which keys are text, by their name after reading; ``headers`` are those of the files that can be read."""
    return frozenset(
        key
        for key in OWNERS
        if any(count_texts(connection, file, headers[file], key)[0] for file in owners_of(key, list(headers)))
    )


def owners_of(key: str, files: Sequence[TableFile]) -> list[TableFile]:
    """Return the files that decide what a key is: its owner's, else those of the first table that has it."""
    having = [file for file in files if key in file.table.by_renamed]
    owner = OWNERS[key] if any(file.table.name == OWNERS[key] for file in having) else None
    first = owner or next((file.table.name for file in having), None)
    return [file for file in having if file.table.name == first]


def count_texts(
    connection: "duckdb.DuckDBPyConnection", file: TableFile, header: Mapping[str, str], key: str
) -> tuple[int, int, str | None]:
    """Return how many values of a key are no such numbers, how many there are, and one that is none."""
    name = _name_in(file, header, key)
    if name is None:
        return 0, 0, None
    text = key_sql(name)
    options = "ignore_errors = true" if file.format == "csv" else ""
    [counted] = connection.execute(
        f"SELECT count(id) FILTER (WHERE NOT plain), count(id), min(id) FILTER (WHERE NOT plain) FROM "
        f"(SELECT {text} AS id, {number_sql(text)} AS plain FROM "
        f"{source_sql(file, header, text_only=True, options=options)})"
    ).fetchall()
    texts, total, example = counted
    return int(texts), int(total), example


def number_sql(text: str, *, matches: str = "regexp_matches") -> str:
    """Return SQL (BOOLEAN) for whether a key is a number in the sense above."""
    number = f"TRY_CAST({text} AS DOUBLE)"
    whole = f"{number} = floor({number}) AND {number} BETWEEN 0 AND {LARGEST}"
    return f"coalesce({whole} AND NOT {matches}({text}, '^0[0-9]'), false)"


def order_sql(text: str, *, matches: str = "regexp_matches") -> str:
    """Return what to order by: numbers by value, then texts by code point."""
    number = f"{matches}({text}, '^(0|[1-9][0-9]*)$')"
    return f"CASE WHEN {number} THEN 0 ELSE 1 END, CASE WHEN {number} THEN length({text}) ELSE 0 END, {text}"


def codes_sql(selects: Sequence[str], *, matches: str = "regexp_matches") -> str:
    """Return a SELECT of the distinct ids of some SELECTs of one column ``id``, each with its code."""
    union = " UNION ALL ".join(selects)
    distinct = f"SELECT DISTINCT id FROM ({union}) AS every_id WHERE id IS NOT NULL"
    order = order_sql("id", matches=matches)
    return f"SELECT id, row_number() OVER (ORDER BY {order}) AS code FROM ({distinct}) AS distinct_id"


def coded_sql(select: str, columns: Sequence[Column], codes: Mapping[str, str]) -> str:
    """Return a SELECT with the codes of its text keys; ``codes`` are the tables of ``codes_sql`` by key."""
    keys = [column.renamed for column in columns if column.renamed in codes]
    if not keys:
        return select
    names = [f"of_{each.renamed}.code" if each.renamed in keys else f"t.{each.renamed}" for each in columns]
    named = [f"{name} AS {each.renamed}" for name, each in zip(names, columns, strict=True)]
    joins = [f"LEFT JOIN {codes[key]} AS of_{key} ON t.{key} = of_{key}.id" for key in keys]
    return f"SELECT {', '.join(named)} FROM ({select}) AS t {' '.join(joins)}"


def check_names(names: Iterable[str]) -> None:
    """Refuse text that cannot name a client: ``InvalidInput`` says which and why."""
    for name in names:
        if fault := fault_of(name):
            raise InvalidInput(f'{name[:80]!r} cannot be a client\'s id ({fault}); see "limpide data check"')


def _name_in(file: TableFile, header: Mapping[str, str], key: str) -> str | None:
    found, _, _ = match(header, file)
    return next((name for column, name in found.items() if column.renamed == key), None)
