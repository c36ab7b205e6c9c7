"""Where the tables are: in a folder, a zip or a single file; each made into a file that DuckDB reads."""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.fault import Fault, Kind, Severity
from limpide.sources.reading.names import find_table_name, is_data
from limpide.sources.reading.packed import unpack_zip
from limpide.sources.reading.parts import prepare_parts
from limpide.sources.reading.prepare import prepare_file
from limpide.sources.reading.refusal import Refusal
from limpide.sources.reading.table_file import TableFile, Workspace

_DEEPEST = 3
_NEITHER = "name a folder or a zip; if it was a zip, its end is missing: copy it again"


@dataclass
class Source:
    """The tables of a folder or a zip.

    ``files`` can be read, ``faults`` say what cannot and why; ``unread`` are files that bear a table's name and are of
    another kind, ``others`` files of rows that bear none. Names are as their owner knows them.
    """

    files: list[TableFile] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    others: list[tuple[str, Path]] = field(default_factory=list)

    def raise_first(self, path: Path) -> None:
        """Raise InvalidInput for the first file that cannot be read, or that is there twice."""
        for fault in self.faults:
            if fault.severity is Severity.ERROR:
                raise InvalidInput(f"{path}: {fault.file}: {fault.advice}")
        seen: dict[str, TableFile] = {}
        for file in self.files:
            if other := seen.get(file.stem):
                raise InvalidInput(f"{path} has both {other.name} and {file.name} for one table; keep one of them")
            seen[file.stem] = file


@contextmanager
def open_source(path: Path, *, workspace: Path | None = None, progress: Progress = silent) -> Iterator[Source]:
    """Yield the tables of a folder, a zip or a file for as long as the block lasts.

    Copies are made in ``workspace`` (the system's place by default) and removed afterwards. Raises InvalidInput when
    there is nothing at ``path``.
    """
    require_exists(path)
    with tempfile.TemporaryDirectory(prefix="limpide-", dir=workspace) as name:
        found = Source()
        reader = _Reader(found, Workspace(Path(name)), progress)
        if path.is_dir():
            reader.read_folder(path, depth=0)
        elif find_table_name(path.name):
            reader.read_file(path, path.name)
        elif is_data(path.name):
            found.others.append((path.name, path))
        else:
            reader.read_zip(path, path.name, depth=0)
        yield found


def require_exists(path: Path) -> None:
    """Refuse a path that leads nowhere."""
    if not path.exists():
        raise InvalidInput(f"{path} does not exist; name the folder or the zip that holds the tables")


@dataclass(frozen=True)
class _Reader:
    found: Source
    place: Workspace
    progress: Progress

    def read_folder(self, folder: Path, *, depth: int, inside: str = "") -> None:
        """Read the tables of a folder; those of its folders and zips where it has none itself."""
        inner = []
        before = len(self.found.files) + len(self.found.faults) + len(self.found.unread)
        for path in sorted(folder.iterdir()):
            name = f"{inside}{path.name}"
            if path.name.startswith((".", "__")):
                continue
            if find_table_name(path.name):
                self.read_file(path, name)
            elif path.is_dir() or path.suffix.lower() == ".zip":
                inner.append((path, name))
            elif is_data(path.name):
                self.found.others.append((name, path))
        if before == len(self.found.files) + len(self.found.faults) + len(self.found.unread) and depth < _DEEPEST:
            for path, name in inner:
                if path.is_dir():
                    self.read_folder(path, depth=depth + 1, inside=f"{name}/")
                else:
                    self.read_zip(path, name, depth=depth + 1)

    def read_zip(self, path: Path, name: str, *, depth: int) -> None:
        """Read the tables of a zip, in whatever folder of it they are."""
        folder = self.place.new_path("")
        folder.mkdir()
        try:
            if not zipfile.is_zipfile(path):
                raise Refusal(Kind.UNREADABLE, _NEITHER)
            for member, refusal in unpack_zip(path, folder, wanted=_is_wanted, progress=self.progress):
                self.found.faults.append(refusal.fault(member))
        except Refusal as refusal:
            self.found.faults.append(refusal.fault(name))
            return
        for inner in (folder, *sorted(_folders(folder))):
            self.read_folder(inner, depth=_DEEPEST, inside=_shown(inner, folder))
        if not self.found.files and depth < _DEEPEST:
            for nested in sorted(folder.rglob("*.zip")):
                self.read_zip(nested, str(nested.relative_to(folder)), depth=depth + 1)

    def read_file(self, path: Path, name: str) -> None:
        """Read a file or a folder of parts that bears a table's name."""
        named = find_table_name(path.name)
        if named is None:
            return
        if not named.readable:
            self.found.unread.append(name)
            return
        prepare = prepare_parts if path.is_dir() else prepare_file
        try:
            file, faults = prepare(path, named, name, self.place, progress=self.progress)
        except Refusal as refusal:
            self.found.faults.append(refusal.fault(name))
        else:
            self.found.files.append(file)
            self.found.faults += faults


def _folders(folder: Path) -> Iterator[Path]:
    """Yield the folders below one that are not a table in parts."""
    for path in folder.iterdir():
        if path.is_dir() and not find_table_name(path.name):
            yield path
            yield from _folders(path)


def _shown(inner: Path, folder: Path) -> str:
    return "" if inner == folder else f"{inner.relative_to(folder).as_posix()}/"


def _is_wanted(path: PurePosixPath) -> bool:
    return (
        any(find_table_name(part) for part in path.parts)
        or is_data(path.name)
        or PurePath(path).suffix.lower() == ".zip"
    )
