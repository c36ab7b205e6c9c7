"""Reading the lender's tables as typed Ibis tables: a folder or zip of CSV or Parquet, or rows in memory."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.files import TableFile, find_files, open_folder, require_single
from limpide.sources.scan import CHECK_HINT, match, null_sql, read_header, select_sql
from limpide.sources.spelling import is_known, read_value
from limpide.sources.sql import identifier
from limpide.sources.tables import TABLES, Column, Table

if TYPE_CHECKING:  # a scoring server computes applicants' features without DuckDB
    import duckdb
    from ibis.backends.duckdb import Backend

_ARROW_TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}
_serial = count(1)


@dataclass(frozen=True)
class Tables:
    """The seven tables with the contract's names and types; ``missing`` ones are there, but without rows.

    ``application`` holds labelled and unlabelled applications; ``target`` is NULL in the latter.
    """

    application: ibis.Table
    bureau: ibis.Table
    bureau_balance: ibis.Table
    previous: ibis.Table
    pos: ibis.Table
    card: ibis.Table
    installments: ibis.Table
    missing: tuple[str, ...]


@contextmanager
def open_tables(
    path: Path, connection: "Backend", *, workspace: Path | None = None, progress: Progress = silent
) -> Iterator[Tables]:
    """Yield the tables of a folder or a zip as views that DuckDB reads when they are asked for.

    Use them inside the block only: a zip is unpacked into a temporary folder in ``workspace`` that goes
    with it. What DuckDB cannot read, also later in the block, is raised as InvalidInput with the file.
    """
    import duckdb

    views: list[str] = []
    try:
        with open_folder(path, workspace=workspace, progress=progress) as folder:
            yield _open(folder, path, connection, views)
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.IOException) as error:
        raise InvalidInput(explain(error, path)) from error
    finally:
        for view in views:
            connection.raw_sql(f"DROP VIEW IF EXISTS {identifier(view)}")


def build_tables(connection: "Backend", frames: Mapping[str, pa.Table]) -> Tables:  # noqa: ARG001 - see below
    """Make the tables of rows in memory, such as one applicant's, by table: "application", "bureau", …

    Columns bear the lender's names or the contract's; those not given are missing values, but keys must
    be there. A table not given has no rows. Raises InvalidInput for unknown tables, absent keys and values
    of the wrong type. Rows in memory belong to no engine yet: ``connection`` says which one will run them.
    """
    if unknown := sorted(set(frames) - set(TABLES)):
        raise InvalidInput(f"unknown table {', '.join(unknown)}; the tables are {', '.join(TABLES)}")
    if "application" not in frames:
        raise InvalidInput("there is no application row: it is the only table that cannot be left out")
    tables = {name: _in_memory(table, frames.get(name, pa.table({}))) for name, table in TABLES.items()}
    return Tables(**tables, missing=tuple(name for name in TABLES if name not in frames))


def without_sentinels(table: ibis.Table, name: str) -> ibis.Table:
    """Return the table with NULL for every value that the contract of table ``name`` calls a sentinel."""
    columns = [column for column in TABLES[name].columns if column.renamed in table.columns]
    blanked = {
        column.renamed: blank(table[column.renamed], column)
        for column in columns
        if column.sentinels or column.sentinel_below is not None
    }
    return table.mutate(**blanked) if blanked else table


def blank(value: ibis.Value, column: Column) -> ibis.Value:
    """Return a column's value with NULL for its sentinels."""
    for sentinel in column.sentinels:
        value = value.nullif(sentinel)
    if column.sentinel_below is not None:
        value = ibis.ifelse(value < column.sentinel_below, ibis.null(value.type()), value)
    return value


def _open(folder: Path, path: Path, connection: "Backend", views: list[str]) -> Tables:
    files = find_files(folder)
    require_single(files)
    if not any(file.table.name == "application" for file in files):
        raise InvalidInput(
            f"{path} has no application table; it needs application_train or application_test "
            "as .csv, .csv.gz or .parquet"
        )
    serial = next(_serial)
    tables = {}
    for name, table in TABLES.items():
        view = f"limpide_{serial}_{name}"
        views.append(view)
        own = [file for file in files if file.table is table]
        connection.raw_sql(f"CREATE TEMP VIEW {identifier(view)} AS {_table_sql(table, own)}")
        tables[name] = connection.table(view)
    present = {file.table.name for file in files}
    return Tables(**tables, missing=tuple(name for name in TABLES if name not in present))


def _table_sql(table: Table, files: list[TableFile]) -> str:
    if not files:
        return f"SELECT {', '.join(null_sql(column) for column in table.columns)} WHERE false"
    return " UNION ALL ".join(_file_sql(file) for file in files)


def _file_sql(file: TableFile) -> str:
    header = read_header(file)
    _, missing, _ = match(header, file)
    if missing:
        names = ", ".join(column.name for column in missing[:5]) + (", …" if len(missing) > 5 else "")
        raise InvalidInput(
            f"{file.path} lacks {len(missing)} of {len(file.table.expected(file.stem))} columns: {names}; {CHECK_HINT}"
        )
    return select_sql(file, header)


def _in_memory(table: Table, rows: pa.Table) -> ibis.Table:
    arrays = [_array(rows, column, table) for column in table.columns]
    frame = pa.table(arrays, names=[column.renamed for column in table.columns])
    return ibis.memtable(frame)


def _array(rows: pa.Table, column: Column, table: Table) -> pa.Array | pa.ChunkedArray:
    type_ = _ARROW_TYPES[column.type]
    name = next((name for name in (column.renamed, column.name) if name in rows.column_names), None)
    if name is None:
        if rows.num_rows and column.renamed in table.key:
            raise InvalidInput(f"the {table.name} rows have no {column.renamed}; give it in every row")
        return pa.nulls(rows.num_rows, type_)
    try:
        if column.type == "text":
            words = [read_value(column, word) for word in rows[name].cast(type_).to_pylist()]
            return pa.array([word if word is None or is_known(column, word) else None for word in words], type_)
        return rows[name].cast(type_)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InvalidInput(f"{table.name}.{column.name} must be {column.type}: {error}") from error


def explain(error: "duckdb.Error", path: Path) -> str:
    """Say which file, line and column of ``path`` DuckDB could not read, and what to do."""
    text = str(error)
    file = re.search(r"file = (.+)", text)
    line = re.search(r"Line: (\d+)", text)
    column = re.search(r'converting column "(.*?)"\. (.+)', text)
    if not file:
        return f"{path}: {text.split(': ', 1)[-1].splitlines()[0]}; {CHECK_HINT}"
    where = f"{Path(file[1]).name}, line {line[1] if line else '?'}"
    what = f"column {column[1]}: {column[2]}" if column else _csv_fault(text)
    return f"{path}: {where}: {what}; {CHECK_HINT}"


def _csv_fault(text: str) -> str:
    for line in text.splitlines()[1:]:
        if line and not line.startswith("Original Line"):
            return line
    return "the line cannot be read"
