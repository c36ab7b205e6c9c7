"""Checking lines: which lines of a CSV file DuckDB could not take apart, and why."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from limpide.sources.check_files import Readable
from limpide.sources.fault import Fault, Kind, error, warning
from limpide.sources.scan import source_sql

_ERRORS, _SCANS = "rejected_lines", "rejected_scans"
_REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "a quote that is never closed",
}
_TAIL = 1 << 20


@contextmanager
def reading(connection: duckdb.DuckDBPyConnection, file: Readable) -> Iterator[str]:
    """Yield the file as a table function of nothing but text; lines it cannot take apart are set aside."""
    _forget(connection)
    rejects = f"store_rejects = true, rejects_table = '{_ERRORS}', rejects_scan = '{_SCANS}'"
    yield source_sql(file.file, file.header, text_only=True, options=rejects)
    _forget(connection)


def _forget(connection: duckdb.DuckDBPyConnection) -> None:
    for table in (_ERRORS, _SCANS):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def line_faults(connection: duckdb.DuckDBPyConnection, file: Readable, *, rows: int) -> list[Fault]:
    """Return what was wrong with the lines set aside while ``reading``; ``rows`` is how many were fine."""
    if not file.is_csv:
        return [] if rows else [_no_rows(file)]
    rejected = _rejected(connection)
    if not rows and not rejected:
        return [_no_rows(file)]
    faults = [_fault(file, group) for group in rejected]
    if not rejected and not _ends_with_newline(file):
        advice = "its last line has no end: make sure that nothing is missing"
        faults.append(warning(file.file.name, Kind.TRUNCATED, 1, advice))
    return faults


@dataclass(frozen=True)
class _Rejected:
    """The lines set aside for one reason: how many, the number and the offset of the first."""

    reason: str
    count: int
    line: int
    offset: int


def _rejected(connection: duckdb.DuckDBPyConnection) -> list[_Rejected]:
    found = connection.execute(
        "SELECT error_type, count(DISTINCT line), min(line), min(line_byte_position) - 1 "
        f"FROM {_ERRORS} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [_Rejected(*group) for group in found]


def _fault(file: Readable, group: _Rejected) -> Fault:
    name = file.file.name
    what = f"line {group.line:,}, which has {_REASONS.get(group.reason, group.reason.lower())}"
    if group.count == 1 and _is_last(file, group.offset):
        return error(name, Kind.TRUNCATED, 1, "its end is missing: write or copy it again", example=what)
    advice = f"every line must have as many fields as the header ({len(file.header)})"
    return error(name, Kind.MALFORMED_LINE, group.count, advice, example=what)


def _is_last(file: Readable, offset: int) -> bool:
    with file.file.path.open("rb") as opened:
        opened.seek(offset)
        return b"\n" not in opened.read(_TAIL).rstrip(b"\r\n")


def _ends_with_newline(file: Readable) -> bool:
    if file.file.copied:
        return True  # a packer's checksum, or a program, vouches for the end
    with file.file.path.open("rb") as opened:
        opened.seek(-1, os.SEEK_END)
        return opened.read() in b"\r\n"


def _no_rows(file: Readable) -> Fault:
    advice = "it has a header but no row; write or copy it again"
    make = error if file.file.table.name == "application" else warning
    return make(file.file.name, Kind.EMPTY, 1, advice)
