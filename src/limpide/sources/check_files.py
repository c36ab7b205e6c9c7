"""Checking files as a whole: are they all there, with the columns of the contract?"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from limpide.core.errors import InvalidInput
from limpide.sources.fault import Fault, Kind, error, quoted, warning
from limpide.sources.feature_table import is_feature_table, table_of_columns
from limpide.sources.reading.names import find_table_name
from limpide.sources.reading.source import Source
from limpide.sources.reading.table_file import TableFile
from limpide.sources.scan import match, read_header
from limpide.sources.tables import TABLES, TARGET, TEST, TRAIN, Column, Table, is_essential

_KNOWN_EXTRAS = {"homecredit_columns_description", "sample_submission"}
_FEATURES = "this is a table of features: Limpide starts from raw tables"
_SHOWN = 3
# What notebooks write beside the columns: the number of the row.
_INDEX = re.compile(r"(unnamed: ?\d+|index|__index_level_\d+__)?( \(column \d+\))?", re.IGNORECASE)


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


def name_faults(source: Source) -> list[Fault]:
    """Compare the files with the tables that should be there; nothing when what holds them cannot be opened."""
    found = source.files or source.unread or source.others
    if not found and source.faults and not any(find_table_name(fault.file) for fault in source.faults):
        return []
    return [
        *_missing_tables(source),
        *_duplicated_tables(source.files),
        *_unread_files(source),
        *_unknown_files(source),
    ]


def open_file(file: TableFile) -> tuple[Readable | None, list[Fault]]:
    """Read a file's header; return it unless it is beyond reading, and the faults seen on the way."""
    try:
        header = read_header(file)
    except InvalidInput as problem:
        return None, [error(file.name, Kind.UNREADABLE, 1, str(problem))]
    found, missing, unknown = match(header, file)
    if not found:
        return None, [error(file.name, Kind.UNREADABLE, 1, "it has no column of this table: copy the right file")]
    if file.table.name == "application" and is_feature_table(header, file.table):
        example = ", ".join(quoted(name) for name in unknown[:_SHOWN])
        return None, [error(file.name, Kind.UNREADABLE, 1, _FEATURES, example=example)]
    return Readable(file, header, found), [*_missing_columns(file, missing), *_unknown_columns(file, unknown)]


def _missing_columns(file: TableFile, missing: Sequence[Column]) -> Iterator[Fault]:
    for column in missing:
        make = warning
        if column.renamed == TARGET:
            advice = "no outcome is known: these applications are scored, not learnt from"
        elif is_essential(file.table, column):
            make, advice = error, _needed(file.table)
        else:
            advice = "what depends on it will be missing; add it if you have it"
        yield make(file.name, Kind.MISSING_COLUMN, 1, advice, column=column.name)


def _needed(table: Table) -> str:
    names = [column.name for column in table.columns if is_essential(table, column)]
    return f"add it: nothing works without {', '.join(names[:-1])} and {names[-1]}; other columns may be absent"


def _unknown_columns(file: TableFile, unknown: Sequence[str]) -> Iterator[Fault]:
    unknown = [name for name in unknown if not _INDEX.fullmatch(name)]
    if not unknown:
        return
    columns = "1 column" if len(unknown) == 1 else f"{len(unknown):,} columns"
    shown = ", ".join(quoted(name) for name in unknown[:_SHOWN]) + (", …" if len(unknown) > _SHOWN else "")
    advice = "not a column of this table: it will be ignored" if len(unknown) == 1 else "they will be ignored"
    yield warning(file.name, Kind.UNKNOWN_COLUMN, len(unknown), advice, example=f"{columns} ({shown})")


def _missing_tables(source: Source) -> Iterator[Fault]:
    """Yield what is not there, in no form: a file that cannot be read has a fault of its own."""
    present = {file.table.name for file in source.files}
    present |= {table.name for table in TABLES.values() if _stems(source) & {stem.lower() for stem in table.files}}
    likely = any(table_of_columns(path) in ("features", TRAIN, TEST) for _, path in source.others)
    if "application" not in present and not likely:
        advice = f"add {TRAIN} (labelled) or {TEST} as CSV, Parquet or a workbook: nothing works without it"
        yield error(TRAIN, Kind.MISSING_TABLE, 1, advice)
    for table in TABLES.values():
        if table.name not in present and table.name != "application":
            advice = "what depends on it will be missing; add it if you have it"
            yield warning(table.files[0], Kind.MISSING_TABLE, 1, advice)


def _stems(source: Source) -> set[str]:
    names = [*source.unread, *(fault.file for fault in source.faults)]
    return {_stem(name).lower() for name in names}


def _stem(name: str) -> str:
    return PurePath(name).name.split(".", 1)[0].strip()


def _duplicated_tables(files: Sequence[TableFile]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for file in files:
        if other := seen.get(file.stem):
            advice = f"{other} is there for the same table; keep one of them"
            yield error(file.name, Kind.DUPLICATED_TABLE, 1, advice)
        seen[file.stem] = file.name


def _unread_files(source: Source) -> Iterator[Fault]:
    """Yield files of a table in a format that is not read: an error where the table is not there otherwise."""
    read = {file.stem.lower() for file in source.files}
    for name in source.unread:
        stem = _stem(name)
        if stem.lower() in read:
            yield warning(name, Kind.UNKNOWN_FILE, 1, "it will be ignored: the table is there in another file")
        else:
            advice = f"it cannot be read: save it as {stem}.csv (UTF-8) or {stem}.parquet"
            yield error(name, Kind.UNKNOWN_FILE, 1, advice)


def _unknown_files(source: Source) -> Iterator[Fault]:
    stems = [stem for table in TABLES.values() for stem in table.files]
    present = {file.stem for file in source.files}
    for name, path in source.others:
        stem = _stem(name)
        if stem.lower() in _KNOWN_EXTRAS:
            continue
        columns = table_of_columns(path)
        if columns == "features":
            make = warning if present & {TRAIN, TEST} else error
            yield make(name, Kind.UNKNOWN_FILE, 1, _FEATURES)
        elif columns and columns not in present:
            yield error(name, Kind.UNKNOWN_FILE, 1, f"it has the columns of {columns}: rename it {columns}")
        else:
            close = [each for each in difflib.get_close_matches(stem, stems, n=1) if each not in present]
            yield warning(
                name, Kind.UNKNOWN_FILE, 1, f"rename it if it is {close[0]}" if close else "it will be ignored"
            )
