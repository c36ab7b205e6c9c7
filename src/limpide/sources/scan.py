"""One file of a table as DuckDB SQL: which columns it has, and how each becomes what the contract says."""

import csv
import gzip
import io
from collections.abc import Container, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from limpide.core.errors import InvalidInput
from limpide.sources.files import TableFile
from limpide.sources.spelling import flag_sql, is_flag, key_sql, stored_sql, text_of, word_sql
from limpide.sources.sql import identifier, literal
from limpide.sources.tables import Column

SQL_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR"}
_HEADER_LIMIT = 1 << 16
_DELIMITERS = ",;\t|"
CARRIAGE_RETURNS = "its lines end in CR only, as on old Macs; save it again with LF or CRLF line ends"
CHECK_HINT = 'run "limpide data check" on it to see every fault'


def read_header(file: TableFile) -> dict[str, str]:
    """Return the type that DuckDB reads each column of a file as, by the column's name in the file, in order.

    CSV carries no types: numbers of the contract are read as DOUBLE (public files write integers as ``1.0``),
    everything else as VARCHAR. Raises InvalidInput when the file has no readable header.
    """
    return _parquet_header(file) if file.format == "parquet" else _csv_header(file)


def match(header: Mapping[str, str], file: TableFile) -> tuple[dict[Column, str], list[Column], list[str]]:
    """Pair the contract's columns with the file's, letter case aside: found, missing, unknown."""
    names = {name.strip().upper(): name for name in reversed(list(header))}
    names |= {name: name for name in header}  # the exact name wins over one that only folds to it
    expected = file.table.expected(file.stem)
    found = {column: names[column.name] for column in expected if column.name in names}
    missing = [column for column in expected if column.name not in names]
    return found, missing, [name for name in header if name not in found.values()]


def source_sql(file: TableFile, header: Mapping[str, str], *, text_only: bool = False, options: str = "") -> str:
    """Return the table function that reads the file with the types of its header, or a CSV as nothing but text.

    ``options`` are further arguments of read_csv.
    """
    path = literal(str(file.path))
    if file.format == "parquet":
        return f"read_parquet({path})"
    columns = ", ".join(
        f"{literal(name)}: {literal('VARCHAR' if text_only else type_)}" for name, type_ in header.items()
    )
    return (
        f"read_csv({path}, auto_detect = false, header = true, delim = {literal(delimiter(file))}, "
        f"quote = '\"', escape = '\"', nullstr = '', columns = {{{columns}}}{options and ', '}{options})"
    )


def select_sql(file: TableFile, header: Mapping[str, str], *, text_keys: Container[str] = ()) -> str:
    """Return a SELECT of the contract's columns, renamed and typed; those that the file lacks are NULL.

    ``text_keys`` are the keys (as renamed) that are text in this base.
    """
    found, _, _ = match(header, file)
    texts = {name for column, name in found.items() if column.renamed in text_keys}
    header = {name: "VARCHAR" if name in texts and file.format == "csv" else type_ for name, type_ in header.items()}

    def selected(column: Column) -> str:
        if column not in found:
            return null_sql(column)
        if found[column] in texts:
            return f"{key_sql(found[column])} AS {identifier(column.renamed)}"
        return typed_sql(column, found[column], header[found[column]], file=file.name)

    columns = map(selected, file.table.columns)
    return f"SELECT {', '.join(columns)} FROM {source_sql(file, header)}"


def parsed_sql(column: Column, name: str, header: Mapping[str, str], *, typed: bool) -> tuple[str, str]:
    """Return the file's column as it is stored, NULL when empty, and as what it stands for (NULL if nothing).

    That is the contract's word (VARCHAR) of a text, a DOUBLE of anything else.

    ``typed`` says that the file is read with the types of its header, not as text only.
    """
    stored = identifier(name)
    if typed and column.type != "text" and header[name] != "other":
        return stored, f"CAST({stored} AS DOUBLE)"
    text = text_of(name)
    if column.type == "text":
        return stored_sql(text), word_sql(column, text)
    return f"nullif({text}, '')", flag_sql(column, text) if is_flag(column) else f"TRY_CAST({text} AS DOUBLE)"


def null_sql(column: Column) -> str:
    """Return a column that has no values, under its contract name and type."""
    return f"CAST(NULL AS {SQL_TYPES[column.type]}) AS {identifier(column.renamed)}"


def delimiter(file: TableFile) -> str:
    """Return what separates the fields of a CSV file, told from its header."""
    line = _first_line(file.path)
    return max(_DELIMITERS, key=line.count)


def typed_sql(column: Column, name: str, type_: str, *, file: str) -> str:
    """Return the file's column ``name``, read as ``type_``, under its contract name and type.

    A value that is not of that type stops the query with an error that names file, column and value.
    """
    return f"{_value_sql(column, name, type_, file=file)} AS {identifier(column.renamed)}"


def _value_sql(column: Column, name: str, type_: str, *, file: str) -> str:
    value = identifier(name)
    if column.type == "text":
        return word_sql(column, text_of(name))
    refuse = f"error({literal(f'{file}: column {column.name}: not a {_KIND[column.type]}: ')} || {value})"
    if type_ not in ("BIGINT", "DOUBLE"):
        text = text_of(name)
        parsed = flag_sql(column, text) if is_flag(column) else f"TRY_CAST({text} AS DOUBLE)"
        bad = f"nullif({text}, '') IS NOT NULL AND {parsed} IS NULL"
        parsed = f"CASE WHEN {bad} THEN CAST({refuse} AS DOUBLE) ELSE {parsed} END"
    else:
        parsed = value
    if type_ == "BIGINT":
        return f"CAST({value} AS {SQL_TYPES[column.type]})"
    if column.type == "number":
        return f"CASE WHEN isnan({parsed}) THEN NULL ELSE {parsed} END"
    return (
        f"CASE WHEN isnan({parsed}) THEN NULL WHEN {parsed} = trunc({parsed}) THEN CAST({parsed} AS BIGINT) "
        f"WHEN {value} IS NOT NULL THEN CAST({refuse} AS BIGINT) END"
    )


_KIND = {"integer": "whole number", "number": "number"}


def _parquet_header(file: TableFile) -> dict[str, str]:
    try:
        schema = pq.read_schema(file.path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InvalidInput(
            f"{file.path} is not a complete Parquet file ({str(error).splitlines()[0]}); copy it again"
        ) from error
    return {field.name: _duckdb_type(field.type) for field in schema}


def _duckdb_type(type_: pa.DataType) -> str:
    if pa.types.is_integer(type_) or pa.types.is_boolean(type_):
        return "BIGINT"
    return "DOUBLE" if pa.types.is_floating(type_) else "other"


def _csv_header(file: TableFile) -> dict[str, str]:
    line = _first_line(file.path)
    names = next(csv.reader(io.StringIO(line), delimiter=delimiter(file)))
    header: dict[str, str] = {}
    for position, name in enumerate(names):
        column = file.table.by_name.get(name.strip().upper())
        unique = name if name and name not in header else f"{name} (column {position + 1})"
        header[unique] = "DOUBLE" if column and column.type != "text" and not is_flag(column) else "VARCHAR"
    return header


def read_first_line(path: Path) -> bytes:
    """Return the first line of a CSV file, packed or not, without its end."""
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        return file.readline(_HEADER_LIMIT).rstrip(b"\r\n")


def _first_line(path: Path) -> str:
    try:
        line = read_first_line(path)
    except (OSError, EOFError) as error:
        raise InvalidInput(f"{path} cannot be read ({error}); copy it again") from error
    if b"\r" in line:
        raise InvalidInput(f"{path}: {CARRIAGE_RETURNS}")
    if not line.strip():
        raise InvalidInput(f"{path} is empty: it has not even a header; copy it again")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{path} is not UTF-8: byte {error.object[error.start]:#04x} at offset {error.start} "
            "of the header; save it again as UTF-8"
        ) from error
