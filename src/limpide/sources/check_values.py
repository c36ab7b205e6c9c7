"""Checking values: one pass over a file counts, for every column, what the contract does not allow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from limpide.sources.check_files import Readable
from limpide.sources.check_lines import line_faults, reading
from limpide.sources.fault import Fault, Kind, error, quoted, warning
from limpide.sources.scan import parsed_sql
from limpide.sources.sql import literal
from limpide.sources.tables import Column


@dataclass(frozen=True)
class _Rule:
    """One thing to count in one column: ``condition`` and ``example`` are SQL over the cell's two names."""

    column: Column
    kind: Kind
    condition: str
    example: str
    advice: str


@dataclass(frozen=True)
class _Cell:
    """A column's two names in a query: as stored (NULL when empty), and as the number it stands for."""

    stored: str
    number: str


def check_values(connection: duckdb.DuckDBPyConnection, file: Readable) -> list[Fault]:
    """Return the faults of a file's lines and values. Raises duckdb.Error when it cannot be read at all."""
    cells = {column: _Cell(f"s{i}", f"n{i}") for i, column in enumerate(file.found)}
    rules = [rule for column, cell in cells.items() for rule in _rules(column, cell)]
    with reading(connection, file) as source:
        rows, counts = _count(connection, rules, f"SELECT {_cells_sql(file, cells)} FROM {source}")
        faults = line_faults(connection, file, rows=rows)
    for rule, (count, example) in zip(rules, counts, strict=True):
        if count:
            if rule.kind is Kind.WRONG_TYPE:
                example = _first(connection, file, rule, cells[rule.column])
            faults.append(_fault(file, rule, count, example))
    return faults


def _rules(column: Column, cell: _Cell) -> Iterator[_Rule]:
    if column.required:
        blank = f"{cell.stored} IS NULL" + ("" if column.type == "text" else f" OR isnan({cell.number})")
        yield _Rule(column, Kind.MISSING_VALUE, blank, "NULL", "this column is never empty: fill it in")
    if column.type != "text":
        yield _wrong_type(column, cell)
        yield _impossible(column, cell)
    elif column.categories:
        known = ", ".join(literal(str(known)) for known in (*column.categories, *column.sentinels))
        advice = "check the spelling; a new category is treated like a rare one"
        yield _Rule(column, Kind.UNKNOWN_CATEGORY, f"{cell.stored} NOT IN ({known})", cell.stored, advice)


def _wrong_type(column: Column, cell: _Cell) -> _Rule:
    whole = column.type == "integer"
    unparsed = f"{cell.number} IS NULL" + (f" OR {cell.number} <> trunc({cell.number})" if whole else "")
    kind = "whole numbers" if whole else "numbers with a decimal point"
    advice = f"write {kind}, and nothing where not known"
    return _Rule(column, Kind.WRONG_TYPE, f"{cell.stored} IS NOT NULL AND ({unparsed})", "NULL", advice)


def _impossible(column: Column, cell: _Cell) -> _Rule:
    number = cell.number
    bounds, allowed = [f"isinf({number})"], [f"isnan({number})"]
    if column.minimum is not None:
        bounds.append(f"{number} < {column.minimum!r}")
    if column.maximum is not None:
        bounds.append(f"{number} > {column.maximum!r}")
    if column.sentinels:
        allowed.append(f"{number} IN ({', '.join(literal(sentinel) for sentinel in column.sentinels)})")
    if column.sentinel_below is not None:
        allowed.append(f"({number} < {column.sentinel_below!r} AND NOT isinf({number}))")
    condition = f"({' OR '.join(bounds)}) AND NOT ({' OR '.join(allowed)})"
    return _Rule(column, Kind.IMPOSSIBLE_VALUE, condition, number, f"it must be {_range(column)}: correct it")


def _range(column: Column) -> str:
    low, high = (f"{bound:.10g}" if bound is not None else None for bound in (column.minimum, column.maximum))
    if low is not None and high is not None:
        return f"between {low} and {high}"
    if low is not None:
        return f"{low} or more"
    return f"{high} or less" if high is not None else "finite"


def _cells_sql(file: Readable, cells: Mapping[Column, _Cell]) -> str:
    named = ["1"]
    for column, cell in cells.items():
        stored, number = parsed_sql(column, file.found[column], file.header, typed=not file.is_csv)
        named += [f"{stored} AS {cell.stored}", f"{number} AS {cell.number}"]
    return ", ".join(named)


def _count(
    connection: duckdb.DuckDBPyConnection, rules: list[_Rule], cells: str
) -> tuple[int, list[tuple[int, str | None]]]:
    """Return the number of rows, and for each rule how many break it with the smallest example."""
    outer = ["count(*)"]
    for rule in rules:
        only = f"FILTER (WHERE {rule.condition})"
        outer.append(f"count(*) {only}")
        outer.append("NULL" if rule.example == "NULL" else f"CAST(min({rule.example}) {only} AS VARCHAR)")
    [(rows, *found)] = connection.execute(f"SELECT {', '.join(outer)} FROM ({cells})").fetchall()
    return rows, list(zip(found[::2], found[1::2], strict=True))


def _first(connection: duckdb.DuckDBPyConnection, file: Readable, rule: _Rule, cell: _Cell) -> str:
    with reading(connection, file) as source:
        cells = f"SELECT row_number() OVER () AS row, {_cells_sql(file, {rule.column: cell})} FROM {source}"
        [(row, value)] = connection.execute(
            f"SELECT row, CAST({cell.stored} AS VARCHAR) FROM ({cells}) WHERE {rule.condition} LIMIT 1"
        ).fetchall()
    return f"{quoted(value)} in row {row:,}"


def _fault(file: Readable, rule: _Rule, count: int, example: str | None) -> Fault:
    if rule.kind is Kind.UNKNOWN_CATEGORY and example is not None:
        example = quoted(example)
    elif rule.kind is Kind.IMPOSSIBLE_VALUE and example is not None:
        example = example.removesuffix(".0")
    make = warning if rule.kind is Kind.UNKNOWN_CATEGORY else error
    return make(file.file.name, rule.kind, count, rule.advice, column=rule.column.name, example=example)
