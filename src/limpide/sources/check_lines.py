"""Checking lines: which lines of a CSV file DuckDB could not take apart, and why."""

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

import duckdb

from limpide.sources.check_files import Readable
from limpide.sources.fault import Fault, Kind, error, quoted, warning
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
    if group.reason == "INVALID ENCODING":
        return error(name, Kind.WRONG_ENCODING, group.count, "save it again as UTF-8", example=_bad_byte(file, group))
    what = f"line {group.line:,}, which has {_REASONS.get(group.reason, group.reason.lower())}"
    if group.count == 1 and _is_last(file, group.offset):
        return error(name, Kind.TRUNCATED, 1, "its end is missing: write or copy it again", example=what)
    if _is_quoted_whole(file, group.offset):
        advice = "a spreadsheet put whole lines in quotes: open the file as text and save it as CSV again"
        return error(name, Kind.MALFORMED_LINE, group.count, advice, example=what)
    advice = f"every line must have as many fields as the header ({len(file.header)})"
    return error(name, Kind.MALFORMED_LINE, group.count, advice, example=what)


def _bad_byte(file: Readable, group: _Rejected) -> str:
    with _open(file) as opened:
        opened.seek(group.offset)
        line = opened.readline()
    try:
        line.decode()
    except UnicodeDecodeError as problem:
        byte, end = line[problem.start], problem.start + 1
        start = line.rfind(b",", 0, end) + 1
        text = line[start:].split(b",")[0].strip().decode("cp1252", errors="replace")
        place = f"offset {group.offset + problem.start:,}, line {group.line:,}"
        return f"byte {byte:#04x} at {place} ({quoted(text)} if it is Western European)"
    return f"line {group.line:,}"


def _is_last(file: Readable, offset: int) -> bool:
    with _open(file) as opened:
        opened.seek(offset)
        return b"\n" not in opened.read(_TAIL).rstrip(b"\r\n")


def _is_quoted_whole(file: Readable, offset: int) -> bool:
    with _open(file) as opened:
        opened.seek(offset)
        line = opened.readline(_TAIL).rstrip(b"\r\n")
    return line.startswith(b'"') and line.endswith(b'"') and line.count(b",") >= len(file.header) - 1


def _ends_with_newline(file: Readable) -> bool:
    if file.file.path.suffix.lower() == ".gz":
        return True  # the packer's own checksum vouches for the end
    with file.file.path.open("rb") as opened:
        opened.seek(-1, os.SEEK_END)
        return opened.read() in b"\r\n"


def _open(file: Readable) -> IO[bytes]:
    path = file.file.path
    return cast(IO[bytes], gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def _no_rows(file: Readable) -> Fault:
    advice = "it has a header but no row; write or copy it again"
    make = error if file.file.table.name == "application" else warning
    return make(file.file.name, Kind.EMPTY, 1, advice)
