"""Delimited text as spreadsheets and exports write it: encoding, separator, lines before the header, quoted lines."""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_LINES_BEFORE = 50
_LEAST_COLUMNS = 2


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the header of a text is and how its fields are separated.

    ``before`` is the number of lines before the header; ``quoted_whole`` says that the whole header stands in quotes.
    """

    delimiter: str
    before: int = 0
    quoted_whole: bool = False
    names: tuple[str, ...] = ()


def find_encoding(head: bytes) -> str:
    """Return the encoding that the first bytes of a text announce; UTF-8 where they announce none.

    >>> find_encoding("a".encode("utf-16")), find_encoding(b"a,b"), find_encoding("a,b".encode("utf-16-le"))
    ('utf-16', 'utf-8-sig', 'utf-16-le')
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) == pairs:
        return "utf-16-le"
    if pairs and head[0::2].count(0) >= pairs and head[1:2] != b"\0":
        return "utf-16-be"
    return "utf-8-sig"


def find_layout(lines: Iterable[str], is_column: Callable[[str], bool]) -> Layout | None:
    """Return the layout of the first of fifty lines that names columns; None when none does.

    ``is_column`` says whether a name is one that the table may have.

    >>> find_layout(["sep=;", "a;b;c"], {"a", "b"}.__contains__)
    Layout(delimiter=';', before=1, quoted_whole=False, names=('a', 'b', 'c'))
    """
    for number, line in zip(range(_MOST_LINES_BEFORE), lines, strict=False):
        found = _header(line.rstrip("\r\n"), is_column)
        if found:
            delimiter, quoted, names = found
            return Layout(delimiter=delimiter, before=number, quoted_whole=quoted, names=tuple(names))
    return None


def read_rows(lines: Iterable[str], layout: Layout, *, strict: bool = False) -> Iterator[list[str]]:
    """Yield the fields of each line that is not blank, header first; a line in quotes as a whole is taken apart.

    ``lines`` begin with the header. Raises csv.Error for a field of more than 131,072 characters, with ``strict`` also
    for quotes that do not close.

    >>> layout = Layout(delimiter=",", names=("a", "b"))
    >>> list(read_rows(["a,b", '"1,x"', "2,y"], layout))
    [['a', 'b'], ['1', 'x'], ['2', 'y']]
    """
    width = len(layout.names)
    for fields in csv.reader(lines, delimiter=layout.delimiter, strict=strict):
        if len(fields) == 1 and width > 1 and layout.delimiter in fields[0]:
            yield next(csv.reader([fields[0]], delimiter=layout.delimiter))
        elif fields:
            yield fields


def _header(line: str, is_column: Callable[[str], bool]) -> tuple[str, bool, list[str]] | None:
    best: tuple[int, str, bool, list[str]] | None = None
    for delimiter in DELIMITERS:
        for quoted, names in _readings(line, delimiter):
            known = sum(map(is_column, names))
            if known and (best is None or known > best[0]):
                best = known, delimiter, quoted, names
    if best is None or (best[0] < _LEAST_COLUMNS and len(best[3]) > best[0]):
        return None
    return best[1:]


def _readings(line: str, delimiter: str) -> Iterator[tuple[bool, list[str]]]:
    fields = _fields(line, delimiter)
    yield False, fields
    if len(fields) == 1 and delimiter in fields[0]:
        yield True, _fields(fields[0], delimiter)


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def match_names(given: Sequence[str], known: Iterable[str]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Match columns by name: exactly, else blanks and capitals aside; return their places, and what is ambiguous.

    >>> match_names(["b ", "A", "a "], ["a", "b"])
    ({'b': 0}, {'a': ['A', 'a ']})
    """
    folded: dict[str, list[int]] = {}
    for place, name in enumerate(given):
        folded.setdefault(name.strip().casefold(), []).append(place)
    found: dict[str, int] = {}
    ambiguous: dict[str, list[str]] = {}
    for name in known:
        places = folded.get(name.casefold(), [])
        exact = [place for place in places if given[place] == name]
        chosen = exact or places
        if len(chosen) == 1:
            found[name] = chosen[0]
        elif chosen:
            ambiguous[name] = [given[place] for place in chosen]
    return found, ambiguous
