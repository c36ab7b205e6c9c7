"""Naming every fault of the lender's files before anything is computed from them."""

import tempfile
import zipfile
from pathlib import Path

import duckdb

from limpide.core.progress import Progress, silent
from limpide.sources.check_files import Readable, list_names, name_faults, open_file
from limpide.sources.check_keys import find_keys, mixed_keys
from limpide.sources.check_links import check_links, load_keys
from limpide.sources.check_values import check_values
from limpide.sources.fault import Fault, Kind, error
from limpide.sources.files import find_files, require_exists, unpack


def check(path: Path, *, progress: Progress = silent) -> list[Fault]:
    """Return every fault of a folder or a zip of tables, file by file; an empty list is a clean bill.

    Everything is counted by DuckDB in a few passes over each file; rows never enter Python.
    Raises InvalidInput only when ``path`` does not exist.
    """
    require_exists(path)
    with tempfile.TemporaryDirectory(prefix="limpide-") as name:
        workspace = Path(name)
        if path.is_dir():
            return _check_folder(path, names=list_names(path), workspace=workspace, progress=progress)
        if not zipfile.is_zipfile(path):
            advice = "name a folder or a zip; if it was a zip, its end is missing: copy it again"
            return [error(path.name, Kind.UNREADABLE, 1, advice)]
        folder = workspace / "unpacked"
        folder.mkdir()
        damaged = unpack(path, folder, progress=progress)
        faults = [
            error(member, Kind.TRUNCATED, 1, f"it {what}; copy the zip again") for member, what in damaged.items()
        ]
        names = list_names(path)
        return faults + _check_folder(folder, names=names, workspace=workspace, progress=progress)


def _check_folder(folder: Path, *, names: list[str], workspace: Path, progress: Progress) -> list[Fault]:
    files = find_files(folder)
    faults = name_faults(files, names)
    connection = duckdb.connect(config={"temp_directory": str(workspace / "spill")})
    try:
        readable: list[Readable] = []
        text_keys = find_keys(connection, files)
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
    finally:
        connection.close()


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
