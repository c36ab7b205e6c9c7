"""Naming every fault of the lender's files before anything is computed from them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from limpide.core.progress import Progress, silent
from limpide.sources.check_files import Readable, name_faults, open_file
from limpide.sources.check_keys import find_keys, mixed_keys
from limpide.sources.check_links import check_links, load_keys
from limpide.sources.check_values import check_values
from limpide.sources.fault import Fault, Kind, error
from limpide.sources.reading.source import open_source
from limpide.sources.reading.table_file import TableFile

_MEMORY = "1GB"  # keys of tens of millions of rows go to the disk


def check(path: Path, *, progress: Progress = silent) -> list[Fault]:
    """Return every fault of a folder or a zip of tables, file by file; an empty list is a clean bill.

    Everything is counted by DuckDB in a few passes over each file; rows never enter Python.
    Raises InvalidInput only when ``path`` does not exist.
    """
    with tempfile.TemporaryDirectory(prefix="limpide-") as spill, open_source(path, progress=progress) as source:
        connection = duckdb.connect(config={"temp_directory": spill, "memory_limit": _MEMORY})
        try:
            return [*source.faults, *name_faults(source), *_check_files(connection, source.files, progress)]
        finally:
            connection.close()


def _check_files(connection: duckdb.DuckDBPyConnection, files: Sequence[TableFile], progress: Progress) -> list[Fault]:
    faults: list[Fault] = []
    readable: list[Readable] = []
    text_keys = find_keys(connection, list(files))
    with progress("Checking", total=len(files) + 1) as step:
        for file in files:
            opened, found = open_file(file)
            faults += found
            again = any(file.stem == other.file.stem for other in readable)
            if opened and not again:
                faults += _check_file(connection, opened, readable, text_keys)
            step(1)
        faults += check_links(connection, readable)
        step(1)
    return faults


def _check_file(
    connection: duckdb.DuckDBPyConnection, file: Readable, readable: list[Readable], text_keys: frozenset[str]
) -> list[Fault]:
    try:
        faults = check_values(connection, file, text_keys=text_keys)
        faults += mixed_keys(connection, file, text_keys)
        load_keys(connection, file, text_keys=text_keys)
    except duckdb.Error as problem:
        advice = f"it cannot be read ({str(problem).splitlines()[0]}); write or copy it again"
        return [error(file.file.name, Kind.UNREADABLE, 1, advice)]
    readable.append(file)
    return faults
