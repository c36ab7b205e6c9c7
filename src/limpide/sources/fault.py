"""One thing that is wrong with the lender's files, said so that somebody can mend it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

_LONGEST = 40
_MANY = 2  # columns with one fault: from here on, one sentence names them all
_NAMED = 5


class Kind(StrEnum):
    """What is wrong."""

    MISSING_TABLE = "missing table"
    UNKNOWN_FILE = "unknown file"
    DUPLICATED_TABLE = "table given twice"
    EMPTY = "empty file"
    TRUNCATED = "truncated file"
    UNREADABLE = "unreadable file"
    WRONG_ENCODING = "wrong encoding"
    MALFORMED_LINE = "malformed line"
    MISSING_COLUMN = "missing column"
    UNKNOWN_COLUMN = "unknown column"
    DUPLICATED_COLUMN = "column given twice"
    WRONG_TYPE = "wrong type"
    MISSING_VALUE = "missing value"
    IMPOSSIBLE_VALUE = "impossible value"
    UNKNOWN_CATEGORY = "unknown category"
    DUPLICATED_KEY = "duplicated key"
    SAME_CLIENT = "client both labelled and unlabelled"
    ORPHAN = "orphan rows"
    IMPLAUSIBLE = "implausible as a whole"
    # Against the base that a model learnt from (``sources.limits``).
    MISSING_SHARE = "missing share"
    UNKNOWN_SHARE = "unknown share"
    IMPOSSIBLE_SHARE = "impossible share"
    SHIFTED_SIGN = "shifted sign"
    SHIFTED_SCALE = "shifted scale"
    MIXED_SCALES = "mixed scales"
    ROWS_PER_CLIENT = "rows per client"
    BASE_RATE = "base rate"
    CHANGED_DEFINITION = "changed definition"  # of features made of the table, since the model learnt from them

    @property
    def code(self) -> str:
        """The name in commands: ``unknown-category``."""
        return self.value.replace(" ", "-")


# A file or a column is there or not: counting to one tells nothing.
_WHOLE = {
    Kind.MISSING_TABLE,
    Kind.UNKNOWN_FILE,
    Kind.DUPLICATED_TABLE,
    Kind.EMPTY,
    Kind.TRUNCATED,
    Kind.UNREADABLE,
    Kind.MISSING_COLUMN,
    Kind.UNKNOWN_COLUMN,
    Kind.DUPLICATED_COLUMN,
    Kind.WRONG_ENCODING,
}


class Severity(StrEnum):
    """Whether the files can be used all the same."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Where, what, how many (rows, values or columns), one example, and what to do.

    ``rows`` are the first ones that have the fault, by their number (the header is not counted), with their value.
    Where a base is compared with another one, ``learnt`` and ``found`` are the two figures and ``limit`` the one that
    was passed; None elsewhere.
    """

    file: str
    kind: Kind
    severity: Severity
    count: int
    advice: str
    column: str | None = None
    example: str | None = None
    rows: tuple[tuple[int, str | None], ...] = ()
    learnt: float | None = None
    found: float | None = None
    limit: float | None = None

    def __str__(self) -> str:
        """One line: ``error: bureau.csv: STATUS: wrong type: 3, such as "Z" in row 12; what to do``."""
        where = f"{self.file}: {self.column}" if self.column else self.file
        count = "" if self.kind in _WHOLE else f": {self.count:,}"
        example = f"{', such as ' if count else ': '}{self.example}" if self.example else ""
        return f"{self.severity}: {where}: {self.kind}{count}{example}; {self.advice}"


def sentences(faults: Iterable[Fault]) -> list[str]:
    """Return one sentence for one cause, errors first: columns of a file with the same fault share theirs."""
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in sorted(faults, key=lambda each: each.severity):
        where = "" if fault.kind is Kind.MISSING_TABLE else fault.file
        advice = fault.advice if fault.column or not where else ""
        groups.setdefault((fault.severity, where, fault.kind, advice), []).append(fault)
    return [sentence for group in groups.values() for sentence in _sentences(group)]


def write_json(faults: Iterable[Fault], file: Path) -> None:
    """Write every fault: its fields, the code that ``--accept`` takes, and its sentence."""
    found = [asdict(fault) | {"code": fault.kind.code, "sentence": str(fault)} for fault in faults]
    errors = sum(each["severity"] == Severity.ERROR for each in found)
    content = {"errors": errors, "warnings": len(found) - errors, "faults": found}
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _sentences(group: list[Fault]) -> list[str]:
    if group[0].kind is Kind.MISSING_TABLE:
        return _tables_missing(group)
    first, columns = group[0], [fault.column for fault in group if fault.column]
    if len(columns) < _MANY or len(columns) < len(group):
        return [str(fault) for fault in group]
    named = ", ".join(columns[:_NAMED]) + (", …" if len(columns) > _NAMED else "")
    example = f", such as {first.example} of {first.column}" if first.example else ""
    what = f"{len(columns):,} columns"
    what += " are missing" if first.kind is Kind.MISSING_COLUMN else f": {first.kind}"
    return [f"{first.severity}: {first.file}: {what}: {named}{example}; {first.advice}"]


def _tables_missing(group: list[Fault]) -> list[str]:
    if len(group) == 1:
        return [str(group[0])]
    names = ", ".join(fault.file for fault in group)
    return [f"{group[0].severity}: {len(group)} tables are missing: {names}; {group[0].advice}"]


def error(file: str, kind: Kind, count: int, advice: str, **rest: Any) -> Fault:
    """Make a fault that forbids using the files."""
    return Fault(file=file, kind=kind, severity=Severity.ERROR, count=count, advice=advice, **rest)


def warning(file: str, kind: Kind, count: int, advice: str, **rest: Any) -> Fault:
    """Make a fault that the user should know of, but can live with."""
    return Fault(file=file, kind=kind, severity=Severity.WARNING, count=count, advice=advice, **rest)


def quoted(value: str) -> str:
    """Write a value of a file so that its ends and odd characters can be seen.

    >>> quoted("a b "), quoted("\\t")
    ('"a b "', '"\\\\t"')
    """
    short = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
    return '"' + (short if short.isprintable() else short.encode("unicode_escape").decode()) + '"'
