"""One file of one table that DuckDB reads as it stands."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from limpide.sources.tables import Table

Format = Literal["csv", "parquet"]


@dataclass(frozen=True)
class TableFile:
    """One file of one table: ``stem`` is the contract's name for it, ``name`` the one that its owner knows.

    ``path`` is the file itself, or a copy that can be read; ``parts`` are the files of a table in several, whose
    folders say the ``partitions``.
    """

    path: Path
    table: Table
    stem: str
    format: Format
    name: str
    parts: tuple[Path, ...] = ()
    partitions: tuple[str, ...] = ()
    copied: bool = False

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files that hold the table's rows."""
        return self.parts or (self.path,)


@dataclass
class Workspace:
    """A folder for copies that can be read; nothing is left of it."""

    folder: Path
    _made: int = field(default=0, init=False)

    def new_path(self, suffix: str) -> Path:
        """Return a path at which there is nothing."""
        self._made += 1
        return Path(tempfile.mkdtemp(prefix=f"{self._made}-", dir=self.folder)) / f"table{suffix}"
