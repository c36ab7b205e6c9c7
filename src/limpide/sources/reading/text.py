"""A text file as it is: its encoding, its line ends, its layout, and whether DuckDB reads it as it stands."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from limpide.contract import Unit
from limpide.core.delimited import Layout, find_encoding, find_layout, match_names, read_rows
from limpide.core.number_style import NumberStyle, find_style
from limpide.sources.fault import Kind, quoted
from limpide.sources.reading.content import read_head
from limpide.sources.reading.refusal import Refusal
from limpide.sources.tables import Table

_PIECE = 1 << 22
_LOOKED_AT = 2_000  # rows
_QUOTED_LINE = re.compile(rb'\n"(?:[^"\n]|"")*+"\r?(?=\n)')
_WESTERN = "cp1252"
MOST_COLUMNS = 600  # beyond these only the table's own are kept, before DuckDB plans for all of them


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """What a text file is. ``foreign`` shows the first byte that is not UTF-8, None where all of it is.

    ``positions`` are the places of the contract's columns of numbers, by name; ``is_plain`` says that DuckDB reads the
    file as it stands.
    """

    path: Path
    encoding: str
    layout: Layout
    style: NumberStyle
    positions: dict[str, int]
    is_plain: bool
    foreign: str | None = None

    def rows(self) -> Iterator[list[str]]:
        """Yield the fields of each line, header first."""
        return read_rows(_lines(self.path, self.encoding, skip=self.layout.before), self.layout)


@dataclass(frozen=True)
class _Bytes:
    encoding: str
    lone_returns: bool
    quoted_lines: bool
    foreign: str | None


def read_text_file(path: Path, table: Table) -> TextFile:
    """Look at all bytes and the first rows of a text; Refusal when it has no header or is no text."""
    found = _scan(path)
    names = {name.casefold() for name in table.by_name}
    try:
        layout = find_layout(
            _lines(path, found.encoding), lambda name: name.strip().lstrip("\ufeff").casefold() in names
        )
        if layout is None:
            raise _no_header(path, found.encoding, table)
        places, _ = match_names(layout.names, table.by_name)
        numbers = {name: place for name, place in places.items() if _is_number(table, name)}
        sample = read_rows(_lines(path, found.encoding, skip=layout.before), layout)
        rows = list(islice(sample, 1, _LOOKED_AT))
    except csv.Error as problem:
        raise Refusal(Kind.MALFORMED_LINE, f"it cannot be taken apart ({problem}): save it as CSV again") from problem
    cells = [[row[place] for row in rows if place < len(row)] for place in numbers.values()]
    style = find_style(cell.strip() for column in cells for cell in column)
    odd = any(cell != cell.strip() for column in cells for cell in column)
    return TextFile(
        path=path,
        encoding=found.encoding,
        layout=layout,
        style=style,
        positions=numbers,
        is_plain=not (odd or _is_odd(found, layout)) and style.is_plain,
        foreign=found.foreign,
    )


def _is_number(table: Table, name: str) -> bool:
    """Whether a column holds numbers; identifiers are read letter by letter."""
    column = table.by_name[name]
    keys = {*table.key, *(parent.column for parent in table.parents)}
    return column.type != "text" and (column.renamed not in keys or column.unit is Unit.MONTHS)


def _is_odd(found: _Bytes, layout: Layout) -> bool:
    return (
        found.encoding != "utf-8-sig"
        or found.lone_returns
        or found.quoted_lines
        or layout.quoted_whole
        or layout.before > 0
        or len(layout.names) > MOST_COLUMNS
    )


def _lines(path: Path, encoding: str, *, skip: int = 0) -> Iterator[str]:
    """Yield the lines of a text from one on, whatever their ends are."""
    with path.open(encoding=encoding, newline=None) as opened:
        yield from islice(opened, skip, None)


def _no_header(path: Path, encoding: str, table: Table) -> Refusal:
    first = next((line.strip() for line in _lines(path, encoding) if line.strip()), "")
    if not first:
        return Refusal(Kind.EMPTY, "it has no header; write or copy it again")
    names = ", ".join(column.name for column in table.columns[:3])
    advice = f"line 1 is not the header: it is {quoted(first)}; begin with a line of the columns' names ({names}, …)"
    return Refusal(Kind.UNREADABLE, advice)


def _scan(path: Path) -> _Bytes:
    """Look at every byte once: the encoding, line ends of CR only, lines that are in quotes as a whole."""
    encoding = find_encoding(read_head(path))
    if encoding != "utf-8-sig":
        _require_text(path, encoding)
        return _Bytes(encoding, lone_returns=False, quoted_lines=False, foreign=None)
    decoder = codecs.getincrementaldecoder("utf-8")()
    returns = quoted_lines = False
    foreign: str | None = None
    offset, tail = 0, b"\n"
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            foreign = foreign or _decode(decoder, piece, offset, path)
            offset += len(piece)
            piece = tail + piece
            returns |= piece.count(b"\r") - piece.endswith(b"\r") != piece.count(b"\r\n")
            quoted_lines |= b'\n"' in piece and _QUOTED_LINE.search(piece) is not None
            tail = piece[max(piece.rfind(b"\n"), len(piece) - _PIECE) :]
    if foreign is None:
        return _Bytes(encoding, returns, quoted_lines, None)
    _require_text(path, _WESTERN, foreign)
    return _Bytes(_WESTERN, returns, quoted_lines, foreign)


def _decode(decoder: codecs.IncrementalDecoder, piece: bytes, offset: int, path: Path) -> str | None:
    """Decode a piece; return where it is no UTF-8."""
    if b"\0" in piece:
        raise Refusal(Kind.UNREADABLE, "it is no text: save it as CSV in UTF-8")
    pending = decoder.getstate()[0]
    if not pending and piece.isascii():
        return None
    try:
        decoder.decode(piece)
    except UnicodeDecodeError as problem:
        return _show_byte(path, offset - len(pending) + problem.start)
    return None


def _show_byte(path: Path, offset: int) -> str:
    """Return the byte at an offset with its line, and the word that it is in Western European."""
    with path.open("rb") as opened:
        line, start = 1, 0
        while piece := opened.read(min(_PIECE, offset - start)):
            line, start = line + piece.count(b"\n"), start + len(piece)
        opened.seek(max(0, offset - 100))
        before, byte, after = opened.read(min(offset, 100)), opened.read(1), opened.read(100)
    word = re.split(rb"[\r\n,;\t|]", before)[-1] + byte + re.split(rb"[\r\n,;\t|]", after)[0]
    shown = quoted(word.strip().decode(_WESTERN, errors="replace"))
    return f"byte 0x{byte.hex()} at offset {offset:,}, line {line:,} ({shown} if it is Western European)"


def _require_text(path: Path, encoding: str, foreign: str | None = None) -> None:
    try:
        with path.open(encoding=encoding, newline="") as opened:
            while piece := opened.read(_PIECE):
                if "\0" in piece:
                    raise Refusal(Kind.UNREADABLE, "it is no text: save it as CSV in UTF-8")
    except UnicodeError as problem:
        raise Refusal(Kind.WRONG_ENCODING, "save it again as UTF-8", foreign or str(problem)) from problem
