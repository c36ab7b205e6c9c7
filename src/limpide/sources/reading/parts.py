"""A table in parts, as Spark and Dask write it: a folder of Parquet or CSV files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from limpide.core.progress import Progress, silent
from limpide.sources.fault import Fault, Kind, quoted
from limpide.sources.reading.columnar import distinct_names, read_parquet_names, require_distinct
from limpide.sources.reading.content import find_content
from limpide.sources.reading.names import TableName
from limpide.sources.reading.prepare import prepare_file
from limpide.sources.reading.refusal import Refusal
from limpide.sources.reading.table_file import TableFile, Workspace

_MOST = 20_000
_LAKES = {"_delta_log": "Delta", "metadata": "Iceberg", ".hoodie": "Hudi"}


def prepare_parts(
    folder: Path, named: TableName, name: str, place: Workspace, *, progress: Progress = silent
) -> tuple[TableFile, list[Fault]]:
    """Return a folder of parts as one table; Refusal when they do not go together."""
    _require_finished(folder)
    parts = sorted(_parts(folder))
    if not parts:
        raise Refusal(Kind.EMPTY, "the folder has no file of rows; write or copy it again")
    if len(parts) > _MOST:
        raise Refusal(Kind.UNREADABLE, f"it has {len(parts):,} parts, more than {_MOST:,}: write fewer")
    partitions = _partitions(folder, parts)
    if all(find_content(part) == "parquet" for part in parts) and (names := _names(parts, partitions)):
        require_distinct(names, named.table)
        if distinct_names(names, named.table) == names:
            return TableFile(folder, named.table, named.stem, "parquet", name, tuple(parts), partitions), []
    if partitions:
        raise Refusal(
            Kind.UNREADABLE, f"its parts are no Parquet, but folders say {partitions[0]}: write them as Parquet"
        )
    return _joined([prepare_file(part, named, name, place, progress=progress) for part in parts], place)


def _require_finished(folder: Path) -> None:
    for name, lake in _LAKES.items():
        if (folder / name).is_dir():
            raise Refusal(Kind.UNREADABLE, f"it is a table of {lake}, which keeps old rows: write it as plain Parquet")
    if (folder / "_temporary").is_dir():
        raise Refusal(Kind.TRUNCATED, "the job that wrote it has not ended: write or copy it again")


def _parts(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "_")) for part in inner):
            yield path


def _partitions(folder: Path, parts: list[Path]) -> tuple[str, ...]:
    """Return the columns that the parts' folders say: ``TARGET=1/part-0.parquet``."""
    found = {
        tuple(part.split("=", 1)[0] for part in path.relative_to(folder).parts[:-1] if "=" in part) for path in parts
    }
    if len(found) > 1:
        raise Refusal(Kind.UNREADABLE, "its parts are in folders of different columns: write it again")
    return found.pop()


def _names(parts: list[Path], partitions: tuple[str, ...]) -> list[str]:
    first = read_parquet_names(parts[0])
    for part in parts[1:]:
        other = read_parquet_names(part)
        if set(other) != set(first):
            odd = sorted(set(first) ^ set(other))
            shown = f"{part.name} ({', '.join(quoted(name) for name in odd[:3])})"
            raise Refusal(Kind.UNREADABLE, "its parts have different columns: write all with the same ones", shown)
    return [*first, *(name for name in partitions if name not in first)]


def _joined(prepared: list[tuple[TableFile, list[Fault]]], place: Workspace) -> tuple[TableFile, list[Fault]]:
    """Join parts that were read one by one."""
    files = [file for file, _ in prepared]
    faults = [fault for _, found in prepared for fault in found][:1]
    if len(files) == 1:
        return files[0], faults
    if {file.format for file in files} != {"csv"}:
        raise Refusal(Kind.UNREADABLE, "its parts have different formats: write all as Parquet")
    target = place.new_path(".csv")
    with target.open("wb") as joined:
        first = b""
        for number, file in enumerate(files):
            with file.path.open("rb") as part:
                header = part.readline().removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
                if number and header != first:
                    advice = "its parts have different headers: write all with the same columns in the same order"
                    raise Refusal(Kind.UNREADABLE, advice)
                first = header
                joined.write(b"" if number else header + b"\n")
                _copy(part, joined)
    return replace(files[0], path=target, copied=True), faults


def _copy(part: IO[bytes], joined: IO[bytes]) -> None:
    piece = b""
    while read := part.read(1 << 20):
        piece = read
        joined.write(piece)
    if piece and not piece.endswith(b"\n"):
        joined.write(b"\n")
