"""Profile of a client base: shares and quantiles of every raw column, kept with what is made of the base.

A snapshot holds the profile of its tables, a bundle that of the base it was trained on; ``sources.limits`` holds the
one to the other. Sentinels count as missing, so that a base in which they were emptied is the same base.
"""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from limpide.sources.tables import CLIENT, TARGET, Column, Table

FILE = "profile.json"
PLACES = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, kw_only=True)
class ColumnFigures:
    """One column: shares are of all rows, between 0 and 1.

    ``missing`` says nothing, ``unknown`` is a word or text that the contract does not have, ``impossible`` a number
    beyond its bounds, ``negative`` a number below 0. ``sizes`` are the quantiles ``PLACES`` of the numbers' absolute
    values, zeros left out, ``span`` the 0.1 % and 99.9 % quantiles of the numbers; None of a text or of nothing.
    ``numbers`` counts what the sizes are of.
    """

    name: str
    missing: float
    unknown: float
    impossible: float
    negative: float
    numbers: int
    sizes: tuple[float, ...] | None
    span: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class TableFigures:
    """One table: ``owners`` are the clients (months of the bureau: loans) that have rows in it."""

    name: str
    rows: int
    owners: int
    columns: tuple[ColumnFigures, ...]

    @cached_property
    def by_name(self) -> dict[str, ColumnFigures]:
        """The columns by the lender's name."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, kw_only=True)
class BaseProfile:
    """Figures of each table that is there, by its name; outcomes that are known, and how many are defaults."""

    tables: tuple[TableFigures, ...]
    outcomes: int = 0
    defaults: int = 0

    @cached_property
    def by_name(self) -> dict[str, TableFigures]:
        """The tables by name."""
        return {table.name: table for table in self.tables}

    def write(self, folder: Path) -> None:
        """Write ``profile.json``."""
        text = json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


def find_profile(folder: Path) -> BaseProfile | None:
    """Read the profile of a verified folder; None where older releases wrote none."""
    path = folder / FILE
    return TypeAdapter(BaseProfile).validate_json(path.read_bytes()) if path.is_file() else None


def profiled_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table that figures are kept of: neither keys nor outcomes."""
    keys = {*table.key, *(parent.column for parent in table.parents), TARGET, CLIENT} - {"MONTHS_BALANCE"}
    return tuple(column for column in table.columns if column.renamed not in keys)
