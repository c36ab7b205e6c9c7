"""Checking files as a whole: are they all there, whole, in UTF-8, with the columns of the contract?"""

import difflib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from limpide.core.errors import InvalidInput
from limpide.sources.fault import Fault, Kind, error, quoted, warning
from limpide.sources.files import TableFile
from limpide.sources.scan import CARRIAGE_RETURNS, match, read_first_line, read_header
from limpide.sources.tables import TABLES, TARGET, TEST, TRAIN, Column, is_essential

_DATA = (".csv", ".csv.gz", ".parquet")
# Where a table is there in another format or packing, leaving it out in silence would be worse than stopping.
_OTHERS = (*_DATA, ".tsv", ".txt", ".xlsx", ".xls", ".json", ".feather", ".arrow", ".bz2", ".xz", ".zip", ".7z")
_NO_HEADER = "delete what stands before the names of the columns"
_KNOWN_EXTRAS = {"homecredit_columns_description", "sample_submission"}
_PARQUET_MARK = b"PAR1"


@dataclass(frozen=True)
class Readable:
    """A file whose header could be read: the types by name in the file, and the contract's columns it has."""

    file: TableFile
    header: Mapping[str, str]
    found: Mapping[Column, str]

    @property
    def is_csv(self) -> bool:
        """Whether the file is text, in which anything can stand anywhere."""
        return self.file.format == "csv"


def list_names(path: Path) -> list[str]:
    """Return the names of all data files in a folder or a zip, tables or not."""
    if path.is_dir():
        names = [file.name for file in path.iterdir() if file.is_file() or _is_other(file.name)]
    else:
        with zipfile.ZipFile(path) as archive:
            members = [PurePosixPath(member.filename) for member in archive.infolist() if not member.is_dir()]
        names = [member.name for member in members if "__MACOSX" not in member.parts]
    return sorted(name for name in names if name.lower().endswith(_DATA) or _is_other(name))


def _is_other(name: str) -> bool:
    stems = {stem.lower() for table in TABLES.values() for stem in table.files}
    return name.lower().endswith(_OTHERS) and name.lower().split(".", 1)[0] in stems


def name_faults(files: list[TableFile], names: list[str]) -> list[Fault]:
    """Compare the files with the tables that should be there."""
    return [*_missing_tables(files, names), *_duplicated_tables(files), *_unknown_files(files, names)]


def open_file(file: TableFile) -> tuple[Readable | None, list[Fault]]:
    """Read a file's header; return it unless it is beyond reading, and the faults seen on the way."""
    if fault := _broken(file):
        return None, [fault]
    try:
        header = read_header(file)
    except InvalidInput as problem:
        return None, [error(file.name, Kind.UNREADABLE, 1, str(problem))]
    found, missing, unknown = match(header, file)
    if not found:
        first = quoted(", ".join(header))
        return None, [error(file.name, Kind.UNREADABLE, 1, f"line 1 is not the header: it is {first}; {_NO_HEADER}")]
    faults = [error(file.name, Kind.MISSING_COLUMN, 1, _advice(file, column), column=column.name) for column in missing]
    faults += [
        warning(file.name, Kind.UNKNOWN_COLUMN, 1, "it will be ignored; remove or rename it", column=name)
        for name in unknown
    ]
    return Readable(file, header, found), faults


def _advice(file: TableFile, column: Column) -> str:
    if column.renamed == TARGET:
        return f"name the file {TEST} if no outcome is known, or give outcomes"
    if is_essential(file.table, column):
        return "add the column: nothing can be decided without it"
    return "add the column, empty if it is not known"


def _missing_tables(files: list[TableFile], names: list[str]) -> Iterator[Fault]:
    stems = {name.lower().split(".", 1)[0] for name in names if _is_other(name)}
    present = {file.table.name for file in files}
    present |= {table.name for table in TABLES.values() if stems & {stem.lower() for stem in table.files}}
    if "application" not in present:
        advice = f"add {TRAIN} (labelled) or {TEST} as .csv, .csv.gz or .parquet: nothing works without it"
        yield error(TRAIN, Kind.MISSING_TABLE, 1, advice)
    for table in TABLES.values():
        if table.name not in present and table.name != "application":
            advice = "what depends on it will be missing; add it if you have it"
            yield warning(table.files[0], Kind.MISSING_TABLE, 1, advice)


def _duplicated_tables(files: list[TableFile]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for file in files:
        if other := seen.get(file.stem):
            advice = f"{other} is there for the same table; keep one of them"
            yield error(file.name, Kind.DUPLICATED_TABLE, 1, advice)
        seen[file.stem] = file.name


def _unknown_files(files: list[TableFile], names: list[str]) -> Iterator[Fault]:
    stems = [stem for table in TABLES.values() for stem in table.files]
    read = {file.name for file in files}
    for name in names:
        stem = name.split(".", 1)[0]
        if name in read or stem.lower() in _KNOWN_EXTRAS:
            continue
        if _is_other(name):
            advice = f"it cannot be read: save it as {stem}.csv (UTF-8) or {stem}.parquet, one file"
            yield error(name, Kind.UNKNOWN_FILE, 1, advice)
            continue
        close = difflib.get_close_matches(stem, stems, n=1)
        advice = f"rename it if it is {close[0]}" if close else "it will be ignored"
        yield warning(name, Kind.UNKNOWN_FILE, 1, advice)


def _broken(file: TableFile) -> Fault | None:
    if not file.path.stat().st_size:
        return error(file.name, Kind.EMPTY, 1, "it has 0 bytes; write or copy it again")
    if file.format == "parquet":
        return _broken_parquet(file)
    return _broken_csv(file)


def _broken_parquet(file: TableFile) -> Fault | None:
    with file.path.open("rb") as opened:
        starts = opened.read(4) == _PARQUET_MARK
        opened.seek(-4, 2) if file.path.stat().st_size >= 4 else None
        ends = opened.read(4) == _PARQUET_MARK
    if not starts:
        return error(file.name, Kind.UNREADABLE, 1, "it is not a Parquet file; write it again")
    if not ends:
        return error(file.name, Kind.TRUNCATED, 1, "its footer is missing: it was cut; write or copy it again")
    return None


def _broken_csv(file: TableFile) -> Fault | None:
    try:
        line = read_first_line(file.path)
    except (OSError, EOFError) as problem:
        return error(file.name, Kind.TRUNCATED, 1, f"it cannot be unpacked ({problem}); copy it again")
    if b"\r" in line:
        return error(file.name, Kind.UNREADABLE, 1, CARRIAGE_RETURNS)
    if not line.strip():
        return error(file.name, Kind.EMPTY, 1, "it has no header; write or copy it again")
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        where = f"byte {line[problem.start]:#04x} at offset {problem.start}, line 1"
        return error(file.name, Kind.WRONG_ENCODING, 1, "save it again as UTF-8", example=where)
    return None
