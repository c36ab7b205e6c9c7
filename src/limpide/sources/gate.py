"""Data gate: what ``data check`` calls an error stops every command, unless the caller accepts it by name."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.admission import AcceptedFault, Admission
from limpide.sources.base_profile import BaseProfile, profile_tables
from limpide.sources.check import check
from limpide.sources.fault import Fault, Kind, Severity, sentences
from limpide.sources.limits import check_limits
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


def admit(
    path: Path,
    *,
    accept: Sequence[str] = (),
    learnt: BaseProfile | None = None,
    tell: Callable[[str], object] = str,
    progress: Progress = silent,
) -> Admission:
    """Check the tables of a folder or a zip; ``InvalidInput`` with a sentence for each error that is not accepted.

    With ``learnt``, the profile of the base that a model learnt from, the tables are also held to its limits. Each
    warning goes to ``tell``, one sentence for one cause.
    """
    waivers = read_waivers(accept)
    faults = check(path, progress=progress)
    if learnt is not None:
        faults += _beyond(path, learnt, faults, progress=progress)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    refused = [fault for fault in errors if Waiver.of(fault) not in waivers]
    if refused:
        told = "\n  ".join(sentences(refused))
        example = Waiver.of(refused[0])
        raise InvalidInput(
            f"{path} is refused:\n  {told}\ncorrect the files; what is right as it is can be accepted by name, "
            f"such as --accept {example}"
        )
    for sentence in sentences(fault for fault in faults if fault.severity is Severity.WARNING):
        tell(sentence)
    accepted = tuple(
        AcceptedFault(
            table=table_of(fault), column=fault.column, code=fault.kind.code, count=fault.count, sentence=str(fault)
        )
        for fault in errors
    )
    return Admission(accepted=accepted, warnings=len(faults) - len(errors))


def table_of(fault: Fault) -> str:
    """Return the stem of the table whose file has the fault, the file's own name for an unknown file."""
    known = find_table_name(fault.file)
    return known.stem if known else fault.file.split(".", 1)[0]


def _beyond(path: Path, learnt: BaseProfile, faults: list[Fault], *, progress: Progress) -> list[Fault]:
    """Hold the tables to the limits; a column that the contract refuses is not named twice."""
    profile = profile_tables(path, progress=progress)
    named = {(table_of(fault), fault.column) for fault in faults if fault.severity is Severity.ERROR and fault.column}
    found = [] if profile is None else check_limits(profile, learnt)
    return [fault for fault in found if (table_of(fault), fault.column) not in named]


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
