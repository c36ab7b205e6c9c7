"""What a caller says of one applicant, checked against the contract of the tables, as columns."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import LONGEST, ClientId, is_number, read_identifier, sort_key
from limpide.features.applicant.column import Column, unknown
from limpide.sources.spelling import is_known, read_value
from limpide.sources.tables import CLIENT, TABLES, TARGET, Table
from limpide.sources.tables import Column as Contract
from limpide.sources.text_keys import LARGEST

Rows: TypeAlias = Sequence[Mapping[str, Any]] | Any
"""A list of rows, or an Arrow table."""
_TABLES = {name.lower(): table for table in TABLES.values() for name in (table.name, *table.files)}
_DTYPES = {"integer": np.dtype(np.int64), "number": np.dtype(np.float64), "text": np.dtype(object)}
# Whole numbers beyond this are no days, counts or identifiers, and features multiply them.
_LARGEST = 10**15
_KIND = {"integer": "a whole number", "number": "a number", "text": "text"}
_LONGEST = {CLIENT: LONGEST, "loan_id": 200, "bureau_loan_id": 200}  # characters of an id
_LOANS = ("loan_id", "bureau_loan_id")
OWN = 0  # the key of the one client there is


def find_table(name: str) -> Table:
    """Return the history table of a name ("bureau") or file stem ("POS_CASH_balance")."""
    table = _TABLES.get(name.lower())
    if table is None or table.name == "application":
        known = ", ".join(table.name for table in TABLES.values() if table.name != "application")
        raise InvalidInput(f"unknown history {name!r}; the histories are {known}")
    return table


def read_application(row: Mapping[str, Any]) -> dict[str, Column]:
    """Return the application as columns of one value, by name after reading, without who it is and the outcome."""
    table = TABLES["application"]
    who = Column(np.array([OWN], dtype=np.int64))
    return _read(table, [row], leave_out=(CLIENT,)) | {TARGET: unknown(np.dtype(np.int64), 1), CLIENT: who}


def read_client(row: Mapping[str, Any]) -> ClientId | None:
    """Return the id that an application bears, None when it bears none yet; ``InvalidInput`` when it cannot be one."""
    value = row.get("SK_ID_CURR", row.get(CLIENT))
    return None if _is_missing(value) else read_identifier(_plain(value))


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


def read_histories_of(tables: Mapping[str, Rows], *, client: ClientId | None) -> dict[str, dict[str, Column]]:
    """Return the rows of histories as columns, by table and name after reading; they must all be of this client.

    A loan's id becomes its number, or its rank where one of them is text (``core.identifiers.sort_key``): features look
    at nothing else of it.
    """
    rows = {name: each.to_pylist() if isinstance(each, pa.Table) else each for name, each in tables.items()}
    read = {name: {key: _read_ids(TABLES[name], key, rows[name]) for key in _keys(TABLES[name])} for name in rows}
    codes = {key: _codes([ids for of_table in read.values() for ids in of_table.get(key, ())]) for key in _LOANS}
    found = {}
    for name, of_table in rows.items():
        _check_owner(TABLES[name], read[name].pop(CLIENT, []), client)
        columns = _read(TABLES[name], of_table, leave_out=_keys(TABLES[name]))
        length = len(of_table)
        for key, ids in read[name].items():
            columns[key] = Column(np.array([codes[key][each] for each in ids], dtype=np.int64))
        if CLIENT in TABLES[name].by_renamed:
            columns[CLIENT] = Column(np.full(length, OWN, dtype=np.int64))
        found[name] = columns
    return found


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(key for key in (CLIENT, *_LOANS) if key in table.by_renamed)


def _read_ids(table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ids in a column; those of loans must all be there, an absent client is the application's."""
    contract = table.by_renamed[key]
    ids = []
    for place, row in enumerate(rows):
        value = _plain(row.get(contract.name, row.get(key)))
        if _is_missing(value):
            if key == CLIENT:
                continue
            raise InvalidInput(f"{table.name} row {place + 1} has no {key}; give it in every row")
        try:
            ids.append(read_identifier(value, longest=_LONGEST[key]))
        except InvalidInput as error:
            raise InvalidInput(f"{table.name} row {place + 1}: {contract.name}: {error}") from error
    return ids


def _codes(ids: Sequence[str]) -> Mapping[str, int]:
    """Return the number behind each id, or its rank where one of them is no number that orders keep apart."""
    if all(is_number(each) and int(each) <= LARGEST for each in ids):
        return {each: int(each) for each in ids}
    return {each: rank for rank, each in enumerate(sorted(set(ids), key=sort_key))}


def _check_owner(table: Table, ids: Sequence[str], client: ClientId | None) -> None:
    other = next((each for each in ids if each != client), None)
    if other is not None:
        of_application = "a client without id" if client is None else f"client {client}"
        raise InvalidInput(f"the {table.name} rows are of client {other}, the application of {of_application}")


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _read(table: Table, rows: Sequence[Mapping[str, Any]], *, leave_out: Sequence[str] = ()) -> dict[str, Column]:
    names: dict[str, Any] = {}
    for row in rows:
        names.update(row)
    given = _given(table, names)
    found = {}
    for contract in table.columns:
        if contract.renamed in leave_out:
            continue
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
