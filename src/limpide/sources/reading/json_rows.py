"""JSON as rows: an object a line, or one list of objects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from limpide.sources.fault import Kind
from limpide.sources.reading.refusal import Refusal

_LARGEST_LIST = 300_000_000  # bytes: a list is read as a whole
_LARGEST_LINE = 1_000_000
_ADVICE = "write one object a line (JSON lines) with the columns' names, or save it as CSV UTF-8"


def read_json_header(path: Path) -> list[str]:
    """Return every name that a row has, in order of appearance."""
    names: dict[str, None] = {}
    for row in _objects(path):
        names.update(dict.fromkeys(row))
    return list(names)


def json_rows(path: Path, names: list[str]) -> Iterator[list[str]]:
    """Yield the values of each row as text, empty where they are not known; Refusal for what is no row."""
    for number, row in enumerate(_objects(path), start=1):
        yield [_text(row.get(name), name, number) for name in names]


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig") as opened:
            start = opened.read(1)
            while start.isspace():
                start = opened.read(1)
        yield from _list(path) if start == "[" else _lines(path)
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Refusal(Kind.UNREADABLE, f"it is no table in JSON: {_ADVICE}") from problem


def _list(path: Path) -> Iterator[dict[str, Any]]:
    if path.stat().st_size > _LARGEST_LIST:
        raise Refusal(Kind.UNREADABLE, f"it is one list of over {_LARGEST_LIST / 1e6:.0f} MB: {_ADVICE}")
    rows = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str, parse_int=str)
    for number, row in enumerate(rows, start=1):
        yield _object(row, number)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as opened:
        for number, line in enumerate(iter(lambda: opened.readline(_LARGEST_LINE + 1), ""), start=1):
            if line.strip():
                yield _object(json.loads(line, parse_float=str, parse_int=str), number)


def _object(row: object, number: int) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise Refusal(Kind.UNREADABLE, f"its row {number:,} is no object: {_ADVICE}")
    return row


def _text(value: object, name: str, number: int) -> str:
    if isinstance(value, (dict, list)):
        raise Refusal(Kind.UNREADABLE, f"{name} of row {number:,} is no single value: {_ADVICE}")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
