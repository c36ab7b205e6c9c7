"""One file, whatever its format and packing, as CSV or Parquet that DuckDB reads as it stands."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from limpide.core.progress import Progress, silent
from limpide.sources.fault import Fault, Kind, quoted, warning
from limpide.sources.reading.columnar import distinct_names, read_parquet_names, require_distinct, write_parquet
from limpide.sources.reading.content import Content, find_content
from limpide.sources.reading.json_rows import json_rows, read_json_header
from limpide.sources.reading.names import PACKED, TableName, is_data
from limpide.sources.reading.packed import STREAMS, list_members, unpack_stream, unpack_zip
from limpide.sources.reading.plain_csv import known_places, rewrite, write_csv
from limpide.sources.reading.refusal import Refusal
from limpide.sources.reading.sheet import sheet_rows
from limpide.sources.reading.table_file import TableFile, Workspace
from limpide.sources.reading.text import TextFile, read_text_file
from limpide.sources.tables import Table

_DEEPEST = 3
_FOREIGN = "it is no table that can be read: save it as {stem}.csv (UTF-8) or {stem}.parquet"
_EMPTY = "it has 0 bytes; write or copy it again"


def prepare_file(
    path: Path, named: TableName, name: str, place: Workspace, *, progress: Progress = silent
) -> tuple[TableFile, list[Fault]]:
    """Return a file as one that DuckDB reads, and what its owner should know; Refusal when nobody can read it."""
    table = TableFile(path, named.table, named.stem, "csv", name)
    return _read(table, place, progress=progress, depth=0)


def _read(file: TableFile, place: Workspace, *, progress: Progress, depth: int) -> tuple[TableFile, list[Fault]]:
    content = find_content(file.path)
    if content in STREAMS or content == "zip":
        if depth == _DEEPEST:
            raise Refusal(Kind.UNREADABLE, f"it is packed more than {_DEEPEST} times over: pack it once")
        return _read(_unpacked(file, content, place, progress), place, progress=progress, depth=depth + 1)
    if content == "text":
        return _read_text(file, place)
    if content == "parquet":
        return _read_parquet(file, place), []
    if content == "empty":
        raise Refusal(Kind.EMPTY, _EMPTY)
    if content == "foreign":
        raise Refusal(Kind.UNREADABLE, _FOREIGN.format(stem=file.stem))
    return _read_other(file, content, place)


def _unpacked(file: TableFile, content: Content, place: Workspace, progress: Progress) -> TableFile:
    target = place.new_path("")
    if content != "zip":
        unpack_stream(file.path, content, target)
        return replace(file, path=target, copied=True)
    members = [member for member in list_members(file.path) if _may_hold_rows(member)]
    if len(members) != 1:
        shown = ", ".join(str(member) for member in members[:3])
        raise Refusal(Kind.UNREADABLE, f"the zip holds {len(members)} tables: name one {file.stem}", shown or None)
    target.mkdir()
    for _, refusal in unpack_zip(file.path, target, wanted=lambda path: path == members[0], progress=progress):
        raise refusal
    return replace(file, path=target.joinpath(*members[0].parts), copied=True)


def _may_hold_rows(member: PurePosixPath) -> bool:
    return is_data(member.name) or member.suffix.lower() in ("", *PACKED)


def _read_text(file: TableFile, place: Workspace) -> tuple[TableFile, list[Fault]]:
    text = read_text_file(file.path, file.table)
    require_distinct(text.layout.names, file.table)
    faults = _notes(file, text)
    if text.is_plain:
        return file, faults
    target = place.new_path(".csv")
    rewrite(text, target, file.table)
    return replace(file, path=target, copied=True), faults


def _notes(file: TableFile, text: TextFile) -> list[Fault]:
    faults = []
    if text.foreign:
        advice = "read as Western European (Windows-1252): save it as UTF-8 if its words are others"
        faults.append(warning(file.name, Kind.WRONG_ENCODING, 1, advice, example=text.foreign))
    return [*faults, *_left_out(file, text.layout.names)]


def _left_out(file: TableFile, header: Sequence[str]) -> list[Fault]:
    """Say once that very many columns are not the table's."""
    kept = known_places(header, file.table)
    if kept is None:
        return []
    own = set(kept)
    others = [name for place, name in enumerate(header) if place not in own]
    shown = ", ".join(quoted(name) for name in others[:3])
    advice = "they will be ignored"
    return [
        warning(file.name, Kind.UNKNOWN_COLUMN, len(others), advice, example=f"{len(others):,} columns ({shown}, …)")
    ]


def _read_parquet(file: TableFile, place: Workspace) -> TableFile:
    names = read_parquet_names(file.path)
    require_distinct(names, file.table)
    distinct = distinct_names(names, file.table)
    if distinct == names:
        return replace(file, format="parquet")
    target = place.new_path(".parquet")
    write_parquet(file.path, target, distinct)
    return replace(file, path=target, format="parquet", copied=True)


def _read_other(file: TableFile, content: Content, place: Workspace) -> tuple[TableFile, list[Fault]]:
    if content == "arrow":
        target = place.new_path(".parquet")
        write_parquet(file.path, target)
        return _read_parquet(replace(file, path=target, copied=True), place), []
    target = place.new_path(".csv")
    _write_rows(file, content, target, file.table)
    return _read_text(replace(file, path=target, copied=True), place)


def _write_rows(file: TableFile, content: Content, target: Path, table: Table) -> None:
    if content == "json":
        names = read_json_header(file.path)
        write_csv(target, names, json_rows(file.path, names))
        return
    rows = sheet_rows(file.path, table)
    write_csv(target, next(rows), rows)
