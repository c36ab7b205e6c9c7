"""Checking values: one pass over a file counts, for every column, what the contract does not allow."""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace

import duckdb

from limpide.sources.check_files import Readable
from limpide.sources.check_keys import TAKEN, TAKEN_ADVICE, UNFIT, UNFIT_ADVICE
from limpide.sources.check_lines import line_faults, reading
from limpide.sources.check_whole import check_whole
from limpide.sources.fault import Fault, Kind, error, quoted, warning
from limpide.sources.scan import parsed_sql
from limpide.sources.sql import literal
from limpide.sources.tables import CLIENT, TARGET, TEST, Column, is_essential

_BATCH = 60
_SHOWN = 5  # rows of each fault that a report shows
_Rows = tuple[tuple[int, str | None], ...]
# One cause, one advice, whatever the type of the column.
_CAUSES = (
    (
        re.compile(r'"[+-]?[\d.\u00a0\u202f ]*,\d+"|"[+-]?\d{1,3}([,.\u00a0\u202f ]\d{3})+([.,]\d+)?"'),
        "numbers have commas or signs between thousands: save them with a decimal point and nothing else",
    ),
    (re.compile(r'"\W*[$€£]|".*([$€£]|EUR|USD|GBP)\W*"'), "numbers have a sign of currency: save them without it"),
    (
        re.compile(r'"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?"'),
        "it is a date: write days before the application, such as -12000",
    ),
    (re.compile(r'"(na|n/a|null|none|\?|-|\.)"', re.IGNORECASE), "leave it empty where it is not known"),
)
# Unknown words: from so many, in more than so large a share of the rows, a column is in another coding.
_FEW, _SOME, _NEW_SHARE = 3, 5, 0.01
_NEW_WORD = "check the spelling; a word that is not the contract's counts as not known"


@dataclass(frozen=True)
class _Cell:
    """A column's two names in a query: as stored (NULL when empty), and as the number or word it stands for."""

    stored: str
    number: str


@dataclass(frozen=True)
class _Rule:
    """One thing to count in one column: ``condition`` and ``example`` are SQL over the cell's names."""

    column: Column
    cell: _Cell
    kind: Kind
    condition: str
    example: str
    advice: str


def check_values(
    connection: duckdb.DuckDBPyConnection, file: Readable, *, text_keys: Container[str] = ()
) -> list[Fault]:
    """Return the faults of a file's lines and values. Raises duckdb.Error when it cannot be read at all."""
    cells = {column: _Cell(f"s{i}", f"n{i}") for i, column in enumerate(file.found)}
    rules = [rule for column, cell in cells.items() for rule in _rules(column, cell, text_keys)]
    with reading(connection, file) as source:
        rows, counts = _count(connection, file, rules, source)
        faults = line_faults(connection, file, rows=rows)
    broken = {rule: count for rule, count in zip(rules, counts, strict=True) if count}
    with reading(connection, file) as source:
        examples = _find_rows(connection, file, list(broken), source)
    faults += [_fault(file, rule, count, examples[rule], rows=rows) for rule, count in broken.items()]
    return faults + check_whole(connection, file, rows=rows)


def _rules(column: Column, cell: _Cell, text_keys: Container[str]) -> Iterator[_Rule]:
    if column.renamed in text_keys:
        yield from _text_key(column, cell)
        return
    if column.required:
        blank = f"{cell.stored} IS NULL" + ("" if column.type == "text" else f" OR isnan({cell.number})")
        yield _Rule(column, cell, Kind.MISSING_VALUE, blank, "NULL", "")
    if column.renamed == CLIENT:
        taken = TAKEN.format(number=cell.number)
        yield _Rule(column, cell, Kind.IMPOSSIBLE_VALUE, taken, cell.number, TAKEN_ADVICE)
    if column.type != "text":
        yield _wrong_type(column, cell)
        yield _impossible(column, cell)
    elif column.categories:
        unknown = f"{cell.stored} IS NOT NULL AND {cell.number} IS NULL"
        yield _Rule(column, cell, Kind.UNKNOWN_CATEGORY, unknown, cell.stored, _NEW_WORD)


def _text_key(column: Column, cell: _Cell) -> Iterator[_Rule]:
    text = f"CAST({cell.stored} AS VARCHAR)"
    yield _Rule(column, cell, Kind.MISSING_VALUE, f"nullif(trim({text}), '') IS NULL", "NULL", "")
    if column.renamed == CLIENT:
        yield _Rule(column, cell, Kind.IMPOSSIBLE_VALUE, UNFIT.replace("{text}", text), text, UNFIT_ADVICE)


def _wrong_type(column: Column, cell: _Cell) -> _Rule:
    whole = column.type == "integer"
    unparsed = f"{cell.number} IS NULL" + (f" OR {cell.number} <> trunc({cell.number})" if whole else "")
    kind = "whole numbers" if whole else "numbers with a decimal point"
    advice = f"write {kind}, and nothing where not known"
    return _Rule(column, cell, Kind.WRONG_TYPE, f"{cell.stored} IS NOT NULL AND ({unparsed})", cell.stored, advice)


def _impossible(column: Column, cell: _Cell) -> _Rule:
    advice, number = f"it must be {_range(column)}: correct it", cell.number
    return _Rule(column, cell, Kind.IMPOSSIBLE_VALUE, impossible_sql(column, number), number, advice)


def impossible_sql(column: Column, number: str) -> str:
    """Return SQL that says whether a number (SQL of a DOUBLE) is one that cannot stand in the column."""
    bounds, allowed = [f"isinf({number})"], [f"isnan({number})"]
    if column.minimum is not None:
        bounds.append(f"{number} < {column.minimum!r}")
    if column.maximum is not None:
        bounds.append(f"{number} > {column.maximum!r}")
    if column.sentinels:
        allowed.append(f"{number} IN ({', '.join(literal(sentinel) for sentinel in column.sentinels)})")
    if column.sentinel_below is not None:
        allowed.append(f"({number} < {column.sentinel_below!r} AND NOT isinf({number}))")
    return f"({' OR '.join(bounds)}) AND NOT ({' OR '.join(allowed)})"


def _range(column: Column) -> str:
    low, high = (f"{bound:.12g}" if bound is not None else None for bound in (column.minimum, column.maximum))
    if low is not None and high is not None:
        return f"between {low} and {high}"
    if low is not None:
        return f"{low} or more"
    return f"{high} or less" if high is not None else "finite"


def _count(
    connection: duckdb.DuckDBPyConnection, file: Readable, rules: list[_Rule], source: str
) -> tuple[int, list[int]]:
    """Return the number of rows, and for each rule how many break it."""
    rows, counts = 0, []
    for some in _batches(rules) or [[]]:
        counted = "".join(f", count(*) FILTER (WHERE {rule.condition})" for rule in some)
        inner = f"SELECT 1{_cells_sql(file, some)} FROM {source}"
        [(rows, *found)] = connection.execute(f"SELECT count(*){counted} FROM ({inner})").fetchall()
        counts += found
    return rows, counts


def _find_rows(
    connection: duckdb.DuckDBPyConnection, file: Readable, rules: list[_Rule], source: str
) -> dict[_Rule, _Rows]:
    """Return the first rows that break each rule (the header is not counted), with their values."""
    found_rows: dict[_Rule, _Rows] = {}
    for some in _batches(rules):
        firsts = (
            f"min({{'row': row, 'value': CAST({rule.example} AS VARCHAR)}}, {_SHOWN}) FILTER (WHERE {rule.condition})"
            for rule in some
        )
        inner = f"SELECT row_number() OVER () AS row{_cells_sql(file, some)} FROM {source}"
        [found] = connection.execute(f"SELECT {', '.join(firsts)} FROM ({inner})").fetchall()
        for rule, rows in zip(some, found, strict=True):
            found_rows[rule] = tuple((each["row"], _shown(rule, each["value"])) for each in rows)
    return found_rows


def _batches(rules: list[_Rule]) -> list[list[_Rule]]:
    """Split the rules: the time DuckDB takes to plan a query grows with the square of its aggregates."""
    return [rules[start : start + _BATCH] for start in range(0, len(rules), _BATCH)]


def _cells_sql(file: Readable, rules: list[_Rule]) -> str:
    named = ""
    for column, cell in {rule.column: rule.cell for rule in rules}.items():
        stored, number = parsed_sql(column, file.found[column], file.header, typed=not file.is_csv)
        named += f", {stored} AS {cell.stored}, {number} AS {cell.number}"
    return named


def _shown(rule: _Rule, value: str | None) -> str | None:
    if value is None:
        return None
    return value.removesuffix(".0") if rule.kind is Kind.IMPOSSIBLE_VALUE else quoted(value)


def _fault(file: Readable, rule: _Rule, count: int, found: _Rows, *, rows: int) -> Fault:
    make, advice = error, rule.advice
    row, value = found[0]
    if rule.kind is Kind.UNKNOWN_CATEGORY:
        make = error if _is_foreign(count, rows) else warning
    elif rule.kind is Kind.MISSING_VALUE:
        make, advice = _missing(file, rule.column, whole=count == rows)
    elif rule.kind is Kind.WRONG_TYPE:
        advice = next((cause for pattern, cause in _CAUSES if pattern.match(value or "")), advice)
    example = f"row {row:,}" if value is None else f"{value} in row {row:,}"
    fault = make(file.file.name, rule.kind, count, advice, column=rule.column.name, example=example)
    return replace(fault, rows=found)


def _is_foreign(count: int, rows: int) -> bool:
    """Whether so many unknown words are another coding or language rather than a few new words."""
    return count >= _FEW and (count > rows / 2 or (count > _SOME and count > rows * _NEW_SHARE))


def _missing(file: Readable, column: Column, *, whole: bool) -> tuple[Callable[..., Fault], str]:
    """Return the severity and the advice of missing values; advice that is followed must lead to a file that passes."""
    if column.renamed == TARGET:
        if whole:
            return error, f"no outcome is known: name the file {TEST}, or give outcomes"
        return warning, "unknown outcomes are fine: these applications are scored, not learnt from"
    if is_essential(file.file.table, column):
        return error, "nothing can be decided without it: fill it in, or leave these rows out"
    if whole:
        return warning, "nothing is known of it: what depends on it will be missing"
    return warning, "empty counts as not known"
