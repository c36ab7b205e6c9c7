"""Where the tables' files are: in a folder, or in a zip that is unpacked for as long as they are read."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.tables import TABLES, Table

Format = Literal["csv", "parquet"]
_SUFFIXES: dict[str, Format] = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet"}
_STEMS = {stem.lower(): (table, stem) for table in TABLES.values() for stem in table.files}
_PIECE = 1 << 20  # one step of the progress bar


@dataclass(frozen=True)
class TableFile:
    """One file of one table: ``stem`` is the contract's name for it, ``path`` where it is."""

    path: Path
    table: Table
    stem: str
    format: Format

    @property
    def name(self) -> str:
        """The file's own name, as the user knows it."""
        return self.path.name


def identify(name: str) -> tuple[Table, str, Format] | None:
    """Say which table, stem and format a file name stands for, or None; letter case does not matter."""
    lowered = name.lower()
    for suffix, format_ in _SUFFIXES.items():
        if lowered.endswith(suffix) and (found := _STEMS.get(lowered.removesuffix(suffix))):
            return (*found, format_)
    return None


def find_files(folder: Path) -> list[TableFile]:
    """List the tables' files in a folder, or in its one inner folder when it has none itself."""
    files = _in(folder)
    inner = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))]
    return _in(inner[0]) if not files and len(inner) == 1 else files


def require_single(files: list[TableFile]) -> None:
    """Refuse two files for the same table: which one is meant?"""
    seen: dict[str, TableFile] = {}
    for file in files:
        if other := seen.get(file.stem):
            raise InvalidInput(
                f"{file.path.parent} has both {other.name} and {file.name} for one table; keep one of them"
            )
        seen[file.stem] = file


@contextmanager
def open_folder(path: Path, *, workspace: Path | None = None, progress: Progress = silent) -> Iterator[Path]:
    """Yield a folder with the tables' files: ``path`` itself, or a temporary one that a zip is unpacked into.

    The temporary folder is made in ``workspace`` (the system's place by default) and removed afterwards.
    """
    if path.is_dir():
        yield path
        return
    _require_zip(path)
    with tempfile.TemporaryDirectory(prefix="limpide-", dir=workspace) as name:
        folder = Path(name)
        faults = unpack(path, folder, progress=progress)
        for member, fault in faults.items():
            raise InvalidInput(f"{path}: {member} {fault}; copy or download the zip again")
        yield folder


def require_exists(path: Path) -> None:
    """Refuse a path that leads nowhere."""
    if not path.exists():
        raise InvalidInput(f"{path} does not exist; name the folder or the zip that holds the tables")


def _require_zip(path: Path) -> None:
    require_exists(path)
    if not zipfile.is_zipfile(path):
        raise InvalidInput(f"{path} is neither a folder nor a complete zip; name a folder, or copy the zip again")


def unpack(archive: Path, folder: Path, *, progress: Progress = silent) -> dict[str, str]:
    """Unpack the tables' files, and nothing else, into a flat folder; return what is wrong by member.

    Members are written under their own last name only, so no path in the archive can lead outside the folder.
    """
    faults: dict[str, str] = {}
    with zipfile.ZipFile(archive) as opened:
        members = [member for member in opened.infolist() if _is_table(member)]
        size = sum(member.file_size for member in members)
        _require_space(folder, size=size, archive=archive)
        pieces = sum(-(-member.file_size // _PIECE) for member in members)
        with progress(f"Unpacking {archive.name}", total=pieces) as step:
            for member in members:
                target = folder / PurePosixPath(member.filename).name
                if target.exists():
                    faults[member.filename] = "is in the zip twice"
                    continue
                try:
                    with opened.open(member) as packed, target.open("wb") as plain:
                        while piece := packed.read(_PIECE):
                            plain.write(piece)
                            step(1)
                except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
                    faults[member.filename] = f"cannot be unpacked ({error})"
                    target.unlink(missing_ok=True)
                except OSError as error:
                    raise InvalidInput(f"{archive} cannot be unpacked: {error.strerror or error}") from error
    return faults


def _is_table(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    return not member.is_dir() and "__MACOSX" not in path.parts and identify(path.name) is not None


def _require_space(folder: Path, *, size: int, archive: Path) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise InvalidInput(
            f"{archive} unpacks to {size / 1e9:.1f} GB but {folder.parent} has {free / 1e9:.1f} GB free; "
            "make room, or unpack it yourself elsewhere and name that folder"
        )


def _in(folder: Path) -> list[TableFile]:
    found = []
    for path in sorted(folder.iterdir()):
        known = identify(path.name) if path.is_file() else None
        if known:
            found.append(TableFile(path, *known))
    return found
