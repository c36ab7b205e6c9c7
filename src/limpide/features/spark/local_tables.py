"""Tables on this machine for Spark: Parquet as it stands, anything else read as DuckDB reads it and kept as Parquet."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.reading.source import open_source
from limpide.sources.reading.table_file import TableFile
from limpide.sources.scan import CHECK_HINT, match, read_header, select_sql
from limpide.sources.sql import identifier, literal
from limpide.sources.text_keys import find_text_keys


@contextmanager
def local_tables(data: str, folder: Path, connection: Any, *, progress: Progress = silent) -> Iterator[str]:
    """Yield a folder of Parquet that Spark reads: ``data`` itself, or a copy in ``folder``.

    What is not on this machine is Spark's to read. Raises InvalidInput for what nobody can read.
    """
    path = Path(data)
    if "://" in data or _is_plain(path):
        yield data
        return
    folder.mkdir()
    with open_source(path, workspace=folder, progress=progress) as source:
        source.raise_first(path)
        headers = {file: read_header(file) for file in source.files}
        text_keys = find_text_keys(connection.con, headers)
        for file, header in headers.items():
            _copy(connection, _select(file, header, text_keys), folder / f"{file.stem}.parquet")
        yield str(folder)


def _is_plain(path: Path) -> bool:
    """Whether a folder holds nothing but Parquet tables under their own names, with columns under theirs."""
    if not path.is_dir():
        return False
    with open_source(path) as source:
        source.raise_first(path)
        return all(map(_is_plain_file, source.files)) and not source.unread


def _is_plain_file(file: TableFile) -> bool:
    if file.copied or file.partitions or file.name != f"{file.stem}.parquet" or file.format != "parquet":
        return False
    found, _, _ = match(read_header(file), file)
    return all(column.name == name for column, name in found.items())


def _select(file: TableFile, header: Mapping[str, str], text_keys: Container[str]) -> str:
    """Return a SELECT of the file's columns under the lender's names; keys that are text stay as they are written."""
    found, _, _ = match(header, file)
    named = ", ".join(f"{identifier(column.renamed)} AS {identifier(column.name)}" for column in found)
    return f"SELECT {named} FROM ({select_sql(file, header, text_keys=text_keys)}) AS read"


def _copy(connection: Any, query: str, target: Path) -> None:
    import duckdb

    try:
        connection.raw_sql(f"COPY ({query}) TO {literal(str(target))} (FORMAT parquet)")
    except duckdb.Error as error:
        raise InvalidInput(f"{target.stem} cannot be read: {str(error).splitlines()[0]}; {CHECK_HINT}") from error
