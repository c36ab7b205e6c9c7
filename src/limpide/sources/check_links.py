"""Checking keys: rows that repeat one, rows whose parent is not there, clients both labelled and not."""

from collections.abc import Container, Iterator, Mapping

import duckdb

from limpide.sources.check_files import Readable
from limpide.sources.fault import Fault, Kind, error, warning
from limpide.sources.scan import parsed_sql, source_sql
from limpide.sources.spelling import key_sql
from limpide.sources.sql import identifier
from limpide.sources.tables import CLIENT, TABLES, TEST, TRAIN, Column, Parent, Table


def load_keys(connection: duckdb.DuckDBPyConnection, file: Readable, *, text_keys: Container[str] = ()) -> None:
    """Keep a file's keys as a temporary table, which DuckDB spills when memory is short."""
    columns = {column.renamed: (column, name) for column, name in file.found.items()}
    keys = [
        f"{key_sql(name) if key in text_keys else _number(file, column, name)} AS {identifier(key)}"
        for key in _keys(file.file.table)
        if key in columns
        for column, name in [columns[key]]
    ]
    source = source_sql(file.file, file.header, text_only=True, options="ignore_errors = true" if file.is_csv else "")
    if keys:
        connection.execute(f"CREATE TEMP TABLE {_place(file)} AS SELECT {', '.join(keys)} FROM {source}")


def _number(file: Readable, column: Column, name: str) -> str:
    return f"TRY_CAST({parsed_sql(column, name, file.header, typed=not file.is_csv)[1]} AS BIGINT)"


def check_links(connection: duckdb.DuckDBPyConnection, files: list[Readable]) -> list[Fault]:
    """Return the faults between rows and between tables, from the keys loaded before."""
    loaded = {file.file.stem: file for file in files}
    faults: list[Fault] = []
    for file in files:
        faults += _duplicates(connection, file)
        for parent in file.file.table.parents:
            faults += _orphans(connection, file, parent, loaded)
    return faults + list(_same_clients(connection, loaded))


def _keys(table: Table) -> list[str]:
    return list(dict.fromkeys([*table.key, *(parent.column for parent in table.parents)]))


def _has(file: Readable, *keys: str) -> bool:
    return set(keys) <= {column.renamed for column in file.found}


def _place(file: Readable) -> str:
    return identifier(f"keys_{file.file.stem}")


def _duplicates(connection: duckdb.DuckDBPyConnection, file: Readable) -> Iterator[Fault]:
    key = file.file.table.key
    if not key or not _has(file, *key):
        return
    names = ", ".join(identifier(column) for column in key)
    present = " AND ".join(f"{identifier(column)} IS NOT NULL" for column in key)
    repeated = f"SELECT {names}, count(*) - 1 AS more FROM {_place(file)} WHERE {present} GROUP BY ALL HAVING more > 0"
    rows = connection.execute(
        f"SELECT {names}, sum(more) OVER () FROM ({repeated}) ORDER BY {names} LIMIT 1"
    ).fetchall()
    for *values, more in rows:
        columns = [file.file.table.by_renamed[column].name for column in key]
        example = " and ".join(f"{name} {value}" for name, value in zip(columns, values, strict=True))
        yield error(file.file.name, Kind.DUPLICATED_KEY, int(more), "keep one row for each", example=example)


def _orphans(
    connection: duckdb.DuckDBPyConnection, file: Readable, parent: Parent, loaded: Mapping[str, Readable]
) -> Iterator[Fault]:
    others = [loaded[stem] for stem in TABLES[parent.table].files if stem in loaded]
    if not others or not all(_has(each, parent.column) for each in (file, *others)):
        return
    column = identifier(parent.column)
    ids = " UNION ALL ".join(f"SELECT {column} FROM {_place(other)}" for other in others)
    [(rows, example)] = connection.execute(
        f"SELECT count(*), min(child.{column}) FROM {_place(file)} AS child "
        f"ANTI JOIN ({ids}) AS parent ON child.{column} = parent.{column} WHERE child.{column} IS NOT NULL"
    ).fetchall()
    if rows:
        where = " or ".join(other.file.name for other in others)
        advice = f"no row of {where} has that number; what needs both tables leaves these rows out"
        name = file.file.table.by_renamed[parent.column].name
        yield warning(file.file.name, Kind.ORPHAN, rows, advice, column=name, example=str(example))


def _same_clients(connection: duckdb.DuckDBPyConnection, loaded: Mapping[str, Readable]) -> Iterator[Fault]:
    both = [loaded[stem] for stem in (TRAIN, TEST) if stem in loaded and _has(loaded[stem], CLIENT)]
    if len(both) < 2:
        return
    shared = " INTERSECT ".join(f"SELECT {CLIENT} FROM {_place(file)}" for file in both)
    [(clients, example)] = connection.execute(
        f"SELECT count(*), min({CLIENT}) FROM ({shared}) WHERE {CLIENT} IS NOT NULL"
    ).fetchall()
    if clients:
        advice = f"leave each client in one of {TRAIN} and {TEST}"
        yield error(both[1].file.name, Kind.SAME_CLIENT, clients, advice, example=str(example))
