"""Waivers: faults of the data that somebody accepts by name, as ``--accept`` and ``LIMPIDE_ACCEPT`` take them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from limpide.core.errors import InvalidInput
from limpide.sources.admission import AcceptedFault
from limpide.sources.fault import Fault, Kind
from limpide.sources.reading.names import find_table_name
from limpide.sources.tables import TABLES

_SHORT = {"missing": Kind.MISSING_TABLE.code}
_WAIVER = re.compile(r"(?P<table>\w+)(?:\.(?P<column>\w+))?:(?P<code>[a-z-]+)")


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """A fault that the caller accepts by name: ``table.COLUMN:code``, or ``table:code`` for a whole file."""

    table: str
    column: str | None
    code: str

    @classmethod
    def of(cls, fault: Fault) -> "Waiver":
        """Return the waiver that names a fault."""
        column = None if fault.column is None else fault.column.upper()
        return cls(table=table_of(fault), column=column, code=fault.kind.code)

    def __str__(self) -> str:
        """As ``--accept`` takes it."""
        return f"{self.table}{'.' + self.column if self.column else ''}:{self.code}"


def read_waivers(texts: Sequence[str]) -> tuple[Waiver, ...]:
    """Read ``--accept``; ``InvalidInput`` for a table, a column or a fault that does not exist."""
    return tuple(map(_read_waiver, texts))


def waiver_of(accepted: AcceptedFault) -> Waiver:
    """Return the waiver behind an error that a snapshot sealed as accepted."""
    column = None if accepted.column is None else accepted.column.upper()
    return Waiver(table=accepted.table, column=column, code=accepted.code)


def table_of(fault: Fault) -> str:
    """Return the stem of the table whose file has the fault, the file's own name for an unknown file."""
    known = find_table_name(fault.file)
    return known.stem if known else fault.file.split(".", 1)[0]


def _read_waiver(text: str) -> Waiver:
    found = _WAIVER.fullmatch(text.strip())
    codes = [kind.code for kind in Kind]
    code = None if found is None else _SHORT.get(found["code"], found["code"])
    if found is None or code not in codes:
        raise InvalidInput(f"--accept {text}: write table.COLUMN:fault, with a fault of {', '.join(codes)}")
    stems = {stem.lower(): (stem, table) for table in TABLES.values() for stem in table.files}
    stems |= {table.name.lower(): (table.files[0], table) for table in TABLES.values()}
    known = stems.get(found["table"].lower())
    if known is None:
        raise InvalidInput(f"--accept {text}: no table is called {found['table']}; the tables are {', '.join(stems)}")
    stem, table = known
    column = found["column"] and found["column"].upper()
    if column and column not in table.by_name:
        raise InvalidInput(f"--accept {text}: {stem} has no column {column}")
    return Waiver(table=stem, column=column, code=code)
