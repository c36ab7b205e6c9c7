"""Reading the lender's tables as typed Ibis tables: a folder or zip of CSV or Parquet, or rows in memory."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId, is_number
from limpide.core.progress import Progress, silent
from limpide.sources.reading.source import Source, open_source
from limpide.sources.reading.table_file import TableFile
from limpide.sources.scan import CHECK_HINT, match, null_sql, read_header, select_sql, source_sql
from limpide.sources.spelling import is_known, key_sql, read_value
from limpide.sources.tables import CLIENT, TABLES, Column, Table, is_essential
from limpide.sources.text_keys import Headers, coded_sql, codes_sql, find_text_keys

if TYPE_CHECKING:  # a scoring server computes applicants' features without DuckDB
    import duckdb
    from ibis.backends.duckdb import Backend

_ARROW_TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}
_DIGITS = 19  # of a number that int64 may not hold
_serial = count(1)


@dataclass(frozen=True)
class Tables:
    """The seven tables with the contract's names and types; ``missing`` ones are there, but without rows.

    ``application`` holds labelled and unlabelled applications; ``target`` is NULL in the latter. Keys are int64:
    the lender's numbers, or the codes of its texts (``sources.text_keys``) for the keys that ``text_keys`` names;
    ``client_names`` has then the clients' own ids, that of code 1 first.
    """

    application: ibis.Table
    bureau: ibis.Table
    bureau_balance: ibis.Table
    previous: ibis.Table
    pos: ibis.Table
    card: ibis.Table
    installments: ibis.Table
    missing: tuple[str, ...]
    text_keys: frozenset[str] = frozenset()
    client_names: pa.Array | None = None

    def codes_of(self, clients: Iterable[ClientId]) -> list[int]:
        """Return the keys of some clients in these tables; those who are not in them have none."""
        if self.client_names is None:
            return [int(each) for each in clients if is_number(each) and len(each) < _DIGITS]
        found = pc.index_in(pa.array(list(clients), pa.string()), value_set=self.client_names)
        return [place + 1 for place in found.to_pylist() if place is not None]

    def name_of(self, code: int) -> ClientId:
        """Return the client's own id behind a key of these tables."""
        return str(code) if self.client_names is None else str(self.client_names[code - 1])


@contextmanager
def open_tables(
    path: Path, connection: "Backend", *, workspace: Path | None = None, progress: Progress = silent
) -> Iterator[Tables]:
    """Yield the tables of a folder or a zip as views that DuckDB reads when they are asked for.

    Use them inside the block only: a zip is unpacked into a temporary folder in ``workspace`` that goes
    with it. What DuckDB cannot read, also later in the block, is raised as InvalidInput with the file.
    """
    import duckdb

    made: list[str] = []
    names: dict[str, str] = {}  # of files, as their owner knows them, by path
    try:
        with open_source(path, workspace=workspace, progress=progress) as source:
            names |= {str(file.path): file.name for file in source.files}
            yield _open(source, path, connection, made)
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.IOException) as error:
        raise InvalidInput(explain(error, path, names)) from error
    finally:
        for view in reversed(made):
            connection.raw_sql(f"DROP {view}")


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


def _open(source: Source, path: Path, connection: "Backend", made: list[str]) -> Tables:
    source.raise_first(path)
    files = source.files
    if not any(file.table.name == "application" for file in files):
        raise InvalidInput(
            f"{path} has no application table; it needs application_train or application_test "
            "as CSV, Parquet or a workbook"
        )
    serial = next(_serial)
    headers = {file: _read_header(file) for file in files}
    codes = _load_codes(files, headers, connection, made, prefix=f"limpide_{serial}_of")
    tables = {}
    for name, table in TABLES.items():
        view = f"limpide_{serial}_{name}"
        own = [file for file in files if file.table is table]
        sql = _table_sql(table, {file: headers[file] for file in own}, codes)
        connection.raw_sql(f"CREATE TEMP VIEW {view} AS {sql}")
        made.append(f"VIEW {view}")
        tables[name] = connection.table(view)
    present = {file.table.name for file in files}
    names = codes.get(CLIENT)
    return Tables(
        **tables,
        missing=tuple(name for name in TABLES if name not in present),
        text_keys=frozenset(codes),
        client_names=None if names is None else _read_names(names, connection),
    )


def _load_codes(
    files: list[TableFile], headers: Headers, connection: "Backend", made: list[str], *, prefix: str
) -> dict[str, str]:
    """Make a table of codes for each key that is text; return their names by key."""
    codes = {}
    for key in sorted(find_text_keys(connection.con, headers)):
        selects = [
            f"SELECT {key_sql(name)} AS id FROM {source_sql(file, headers[file], text_only=True)}"
            for file in files
            for column, name in match(headers[file], file)[0].items()
            if column.renamed == key
        ]
        codes[key] = f"{prefix}_{key}"
        connection.raw_sql(f"CREATE TEMP TABLE {codes[key]} AS {codes_sql(selects)}")
        made.append(f"TABLE {codes[key]}")
    return codes


def _read_names(table: str, connection: "Backend") -> pa.Array:
    found = connection.con.sql(f"SELECT id FROM {table} ORDER BY code").to_arrow_table()
    return found["id"].combine_chunks()


def _table_sql(table: Table, headers: Headers, codes: Mapping[str, str]) -> str:
    if not headers:
        return f"SELECT {', '.join(null_sql(column) for column in table.columns)} WHERE false"
    whole = " UNION ALL ".join(select_sql(file, header, text_keys=codes) for file, header in headers.items())
    return coded_sql(whole, table.columns, codes)


def _read_header(file: TableFile) -> Mapping[str, str]:
    header = read_header(file)
    _, missing, _ = match(header, file)
    needed = [column.name for column in missing if is_essential(file.table, column)]
    if needed:
        names = ", ".join(needed[:5]) + (", …" if len(needed) > 5 else "")
        raise InvalidInput(f"{file.name} lacks {len(needed)} columns that nothing works without: {names}; {CHECK_HINT}")
    return header


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


def explain(error: "duckdb.Error", path: Path, names: Mapping[str, str] | None = None) -> str:
    """Say which file, line and column of ``path`` DuckDB could not read, and what to do.

    ``names`` are the names of files by the path that DuckDB read, where they differ.
    """
    text = str(error)
    file = re.search(r"file = (.+)", text)
    line = re.search(r"Line: (\d+)", text)
    column = re.search(r'converting column "(.*?)"\. (.+)', text)
    if not file:
        return f"{path}: {text.split(': ', 1)[-1].splitlines()[0]}; {CHECK_HINT}"
    name = (names or {}).get(file[1].strip(), Path(file[1]).name)
    where = f"{name}, line {line[1] if line else '?'}"
    what = f"column {column[1]}: {column[2]}" if column else _csv_fault(text)
    return f"{path}: {where}: {what}; {CHECK_HINT}"


def _csv_fault(text: str) -> str:
    for line in text.splitlines()[1:]:
        if line and not line.startswith("Original Line"):
            return line
    return "the line cannot be read"
