"""Unpacking gz, bz2, xz, zst and zip, bounded in size, ratio, number of members and depth."""

import bz2
import errno
import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import IO, cast

import pyarrow as pa

from limpide.core.progress import Progress, silent
from limpide.sources.fault import Kind
from limpide.sources.reading.content import Content
from limpide.sources.reading.refusal import Refusal

_PIECE = 1 << 20
_SMALL = 100_000_000  # bytes that nobody minds unpacking
_MOST_TIMES = 500  # no table of numbers and words packs so well
_MOST_MEMBERS = 20_000
_OPENERS: dict[Content, Callable[[Path], object]] = {
    "gz": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
    "zst": lambda path: pa.CompressedInputStream(str(path), "zstd"),
}
FAILURES = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, pa.ArrowException)
STREAMS = tuple(_OPENERS)


def unpack_stream(path: Path, kind: Content, target: Path) -> None:
    """Unpack a gz, bz2, xz or zst file; Refusal when it is damaged, or when it would fill the disk."""
    try:
        with (
            cast(AbstractContextManager[IO[bytes]], _OPENERS[kind](path)) as packed,
            target.open("wb") as plain,
        ):
            _copy(packed, plain, packed_size=path.stat().st_size)
    except FAILURES as problem:
        if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
            raise Refusal(
                Kind.UNREADABLE, "there is no room to unpack it: make room, or unpack it yourself"
            ) from problem
        raise Refusal(Kind.TRUNCATED, f"it cannot be unpacked ({_first_line(problem)}); copy it again") from problem


def unpack_zip(
    path: Path, folder: Path, *, wanted: Callable[[PurePosixPath], bool], progress: Progress = silent
) -> Iterator[tuple[str, Refusal]]:
    """Unpack the members that are ``wanted`` under their own paths below the folder; yield those that cannot be.

    A path that would lead outside the folder is cut to what lies below it. Raises Refusal for a zip that is none.
    """
    with _open(path) as opened:
        members = [member for member in opened.infolist() if _is_file(member) and wanted(member_path(member))]
        _require_bounds(members, folder)
        pieces = sum(-(-member.file_size // _PIECE) for member in members)
        with progress(f"Unpacking {path.name}", total=pieces) as step:
            for member in members:
                target = folder.joinpath(*member_path(member).parts)
                if target.exists():
                    yield member.filename, Refusal(Kind.TRUNCATED, "it is in the zip twice; pack it once")
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    with opened.open(member) as packed, target.open("wb") as plain:
                        _copy(packed, plain, packed_size=member.compress_size, step=step)
                except (*FAILURES, RuntimeError, NotImplementedError, ValueError) as problem:
                    target.unlink(missing_ok=True)
                    yield member.filename, Refusal(Kind.TRUNCATED, _why_not(problem))


def list_members(path: Path) -> list[PurePosixPath]:
    """Return the paths of a zip's files; Refusal for a zip that is none."""
    with _open(path) as opened:
        return [member_path(member) for member in opened.infolist() if _is_file(member)]


def member_path(member: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's path without what would lead out of a folder."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return PurePosixPath(*[part for part in parts if part not in ("/", "..", ".") and ":" not in part] or ["_"])


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise Refusal(Kind.UNREADABLE, "it is no complete zip: copy it again") from problem


def _is_file(member: zipfile.ZipInfo) -> bool:
    path = member_path(member)
    return not member.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith("._")


def _require_bounds(members: list[zipfile.ZipInfo], folder: Path) -> None:
    if len(members) > _MOST_MEMBERS:
        advice = f"it has {len(members):,} files of tables, more than {_MOST_MEMBERS:,}: join the parts of a table"
        raise Refusal(Kind.UNREADABLE, advice)
    size, free = sum(member.file_size for member in members), shutil.disk_usage(folder).free
    if size > free:
        sizes = f"it unpacks to {size / 1e9:.1f} GB but {folder.parent} has {free / 1e9:.1f} GB free"
        raise Refusal(Kind.UNREADABLE, f"{sizes}; make room, or unpack it yourself elsewhere and name that folder")


def _copy(packed: IO[bytes], plain: IO[bytes], *, packed_size: int, step: Callable[[int], object] = int) -> None:
    written = 0
    most = max(_SMALL, _MOST_TIMES * packed_size)
    while piece := packed.read(_PIECE):
        written += len(piece)
        if written > most:
            times = f"it unpacks to more than {_MOST_TIMES} times its size"
            raise Refusal(Kind.UNREADABLE, f"{times}: if it is a table all the same, unpack it yourself")
        plain.write(piece)
        step(1)


def _why_not(problem: Exception) -> str:
    if isinstance(problem, RuntimeError) and "password" in str(problem):
        return "it has a password: pack it without one"
    return f"it cannot be unpacked ({_first_line(problem)}); copy the zip again"


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]
