"""What a caller says of one applicant, checked against the contract of the tables, as columns."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from limpide.core.errors import InvalidInput
from limpide.features.applicant.column import Column, unknown
from limpide.sources.spelling import is_known, read_value
from limpide.sources.tables import CLIENT, TABLES, TARGET, Table
from limpide.sources.tables import Column as Contract

Rows: TypeAlias = Sequence[Mapping[str, Any]] | Any
"""A list of rows, or an Arrow table."""
_TABLES = {name.lower(): table for table in TABLES.values() for name in (table.name, *table.files)}
_DTYPES = {"integer": np.dtype(np.int64), "number": np.dtype(np.float64), "text": np.dtype(object)}
# Whole numbers beyond this are no days, counts or identifiers, and features multiply them.
_LARGEST = 10**15
_KIND = {"integer": "a whole number", "number": "a number", "text": "text"}


def find_table(name: str) -> Table:
    """Return the history table of a name ("bureau") or file stem ("POS_CASH_balance")."""
    table = _TABLES.get(name.lower())
    if table is None or table.name == "application":
        known = ", ".join(table.name for table in TABLES.values() if table.name != "application")
        raise InvalidInput(f"unknown history {name!r}; the histories are {known}")
    return table


def read_application(row: Mapping[str, Any]) -> dict[str, Column]:
    """Return the application as columns of one value, by their name after reading; the outcome is left out."""
    return _read(TABLES["application"], [row]) | {TARGET: unknown(np.dtype(np.int64), 1)}


def read_changes(changes: Mapping[str, Any]) -> dict[str, Column]:
    """Return only the columns that an edit of the application names."""
    return read_variants({name: [value] for name, value in changes.items()})


def read_variants(changes: Mapping[str, Sequence[Any]]) -> dict[str, Column]:
    """Return the columns that edits of the application name, with one value an edit."""
    table = TABLES["application"]
    columns = _given(table, changes)
    if CLIENT in columns or TARGET in columns:
        raise InvalidInput("an edit cannot change who the client is or what became of the loan; leave that column out")
    return {name: _column(table, contract, list(changes[raw])) for name, (raw, contract) in columns.items()}


def read_history(table: Table, rows: Rows, *, client: int) -> dict[str, Column]:
    """Return a history's rows as columns, by their name after reading; they must all be of this client."""
    columns = _read(table, rows.to_pylist() if isinstance(rows, pa.Table) else rows)
    length = len(next(iter(columns.values())).values)
    for name in {*table.key, *(parent.column for parent in table.parents)} - {CLIENT}:
        if not columns[name].mask.all():
            place = int(np.flatnonzero(~columns[name].mask)[0])
            raise InvalidInput(f"{table.name} row {place + 1} has no {name}; give it in every row")
    if CLIENT in columns:
        others = columns[CLIENT].mask & (columns[CLIENT].values != client)
        if others.any():
            other = columns[CLIENT].values[np.flatnonzero(others)[0]]
            raise InvalidInput(f"the {table.name} rows are of client {other}, the application of client {client}")
        columns[CLIENT] = Column(np.full(length, client, dtype=np.int64))
    return columns


def _read(table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    names: dict[str, Any] = {}
    for row in rows:
        names.update(row)
    given = _given(table, names)
    found = {}
    for contract in table.columns:
        if contract.renamed in given:
            raw = given[contract.renamed][0]
            found[contract.renamed] = _column(table, contract, [row.get(raw) for row in rows])
        else:
            found[contract.renamed] = unknown(_DTYPES[contract.type], len(rows))
    return found


def _given(table: Table, row: Mapping[str, Any]) -> dict[str, tuple[str, Contract]]:
    """Pair what is given with the contract, by the lender's names or those after reading."""
    found: dict[str, tuple[str, Contract]] = {}
    strangers = []
    for name in row:
        contract = table.by_name.get(name) or table.by_renamed.get(name)
        if contract is None:
            strangers.append(str(name))
        elif contract.renamed in found:
            raise InvalidInput(f"{table.name} has {contract.name} twice, also as {contract.renamed}; give it once")
        else:
            found[contract.renamed] = (name, contract)
    if strangers:
        raise InvalidInput(
            f"{table.name} has {len(strangers)} unknown columns: {', '.join(sorted(strangers)[:5])}; "
            "give the lender's columns only, under their usual names"
        )
    return found


def _column(table: Table, contract: Contract, values: list[Any]) -> Column:
    values = [read_value(contract, value) for value in values]
    allowed = {str, type(None)} if contract.type == "text" else {int, float, type(None)}
    if not set(map(type, values)) <= allowed:
        values = [_plain(value) for value in values]
        if not set(map(type, values)) <= allowed:
            raise _fault(table, contract, values, lambda value: type(value) not in allowed)
    if contract.type == "text":
        values = [value if value and is_known(contract, value) else None for value in values]
        known = np.array([value is not None for value in values], dtype=np.bool_)
        return Column(np.array([value or "" for value in values], dtype=object), None if known.all() else known)
    return _numbers(table, contract, values)


def _plain(value: Any) -> Any:
    """Turn NumPy's numbers into Python's."""
    return value.item() if isinstance(value, np.generic) else value


def _numbers(table: Table, contract: Contract, values: list[Any]) -> Column:
    try:
        numbers = np.array(values, dtype=np.float64)
    except OverflowError:
        raise _fault(table, contract, values, lambda value: isinstance(value, int) and abs(value) > _LARGEST) from None
    known = ~np.isnan(numbers)
    if np.isinf(numbers).any():
        raise _fault(table, contract, values, lambda value: value is not None and math.isinf(value))
    full = None if known.all() else known
    if contract.type == "number":
        return Column(numbers, full)
    whole = np.where(known, numbers, 0.0)
    if (np.rint(whole) != whole).any() or (np.abs(whole) > _LARGEST).any():
        raise _fault(table, contract, values, lambda value: value is not None and not _is_whole(value))
    return Column(whole.astype(np.int64), full)


def _is_whole(value: float) -> bool:
    return math.isnan(value) or (value == math.floor(value) and abs(value) <= _LARGEST)


def _fault(table: Table, contract: Contract, values: list[Any], wrong: Any) -> InvalidInput:
    place = next(number for number, value in enumerate(values) if wrong(value))
    where = table.name if table.name == "application" else f"{table.name} row {place + 1}"
    return InvalidInput(
        f"{where}: {contract.name} must be {_KIND[contract.type]}, not {str(values[place])[:40]!r} "
        f"({type(values[place]).__name__}); leave it out when it is not known"
    )
