"""One file of a table as DuckDB SQL: which columns it has, and how each becomes what the contract says."""

import csv
from collections.abc import Container, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from limpide.core.delimited import DELIMITERS, find_layout
from limpide.core.errors import InvalidInput
from limpide.sources.reading.columnar import distinct_names
from limpide.sources.reading.table_file import TableFile
from limpide.sources.spelling import MISSING_WORDS, flag_sql, is_flag, key_sql, stored_sql, text_of, word_sql
from limpide.sources.sql import identifier, literal
from limpide.sources.tables import Column

SQL_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR"}
_HEADER_LIMIT = 1 << 20
# What stands for nothing in a cell, in the capitals that programs write.
_NOTHING = ("", *(dict.fromkeys(form for word in MISSING_WORDS for form in (word, word.upper(), word.title(), "NaN"))))
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
    if file.format == "parquet":
        paths = ", ".join(literal(str(path)) for path in file.paths)
        parts = (
            f", union_by_name = true, hive_partitioning = {str(bool(file.partitions)).lower()}" if file.parts else ""
        )
        return f"read_parquet([{paths}]{parts})"
    nothing = ", ".join(map(literal, _NOTHING))
    columns = ", ".join(
        f"{literal(name)}: {literal('VARCHAR' if text_only else type_)}" for name, type_ in header.items()
    )
    return (
        f"read_csv({literal(str(file.path))}, auto_detect = false, header = true, delim = {literal(delimiter(file))}, "
        f"quote = '\"', escape = '\"', nullstr = [{nothing}], columns = {{{columns}}}{options and ', '}{options})"
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
    return stored_sql(text) if typed else f"nullif({text}, '')", flag_sql(column, text) if is_flag(
        column
    ) else f"TRY_CAST({text} AS DOUBLE)"


def null_sql(column: Column) -> str:
    """Return a column that has no values, under its contract name and type."""
    return f"CAST(NULL AS {SQL_TYPES[column.type]}) AS {identifier(column.renamed)}"


def delimiter(file: TableFile) -> str:
    """Return what separates the fields of a CSV file, told from its header."""
    return _layout(file)[0]


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
        stored = stored_sql(text) if type_ == "other" else f"nullif({text}, '')"
        bad = f"{stored} IS NOT NULL AND {parsed} IS NULL"
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
    found: dict[str, str] = {}
    for path in file.paths:
        try:
            schema = pq.read_schema(path)
        except (pa.ArrowException, OSError) as error:
            raise InvalidInput(
                f"{path} is not a complete Parquet file ({str(error).splitlines()[0]}); copy it again"
            ) from error
        for field in schema:
            found[field.name] = _wider(found.get(field.name), _duckdb_type(field.type))
    return found | {name: found.get(name, "other") for name in file.partitions}


def _wider(one: str | None, other: str) -> str:
    """Return the type of a column whose parts have two."""
    if one is None or one == other:
        return other
    return "DOUBLE" if {one, other} == {"BIGINT", "DOUBLE"} else "other"


def _duckdb_type(type_: pa.DataType) -> str:
    if pa.types.is_integer(type_) or pa.types.is_boolean(type_):
        return "BIGINT"
    return "DOUBLE" if pa.types.is_floating(type_) else "other"


def _csv_header(file: TableFile) -> dict[str, str]:
    header: dict[str, str] = {}
    for name in distinct_names(_layout(file)[1], file.table):
        column = file.table.by_name.get(name.strip().upper())
        header[name] = "DOUBLE" if column and column.type != "text" and not is_flag(column) else "VARCHAR"
    return header


def _layout(file: TableFile) -> tuple[str, list[str]]:
    """Return what separates the fields of a CSV that DuckDB reads, and the names of its columns."""
    with file.path.open(encoding="utf-8-sig", newline="\n") as opened:
        line = opened.readline(_HEADER_LIMIT).rstrip("\r\n")
    names = {name.casefold() for name in file.table.by_name}
    found = find_layout([line], lambda name: name.strip().casefold() in names)
    if found:
        return found.delimiter, list(found.names)
    delimiter = max(DELIMITERS, key=line.count)
    return delimiter, next(csv.reader([line], delimiter=delimiter), [])
