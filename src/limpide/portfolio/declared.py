"""What a caller declares of an applicant, checked against the contract of the lender's tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from limpide.contract import Unit
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import LONGEST, read_identifier
from limpide.portfolio.faults import Fault, Rejected
from limpide.sources.spelling import is_known, read_value
from limpide.sources.tables import CLIENT, TABLES, TARGET, Column, Table
from limpide.sources.text_keys import OWNERS

Row = Mapping[str, Any]
_LARGEST = 10**15
_DAYS_IN_YEAR = 365.25
LONGEST_TEXT = 200
_MOST_FAULTS = 20
HISTORIES = tuple(table for table in TABLES.values() if table.name != "application")
_BY_NAME = {name.lower(): table for table in HISTORIES for name in (table.name, *table.files)}
_EXPECTED = {"integer": "int_type", "number": "float_type", "text": "string_type"}


def check_declared(application: Row, histories: Mapping[str, Sequence[Row]]) -> None:
    """Raise ``Rejected`` with the first twenty faults of an application and its histories."""
    found: list[Fault] = []
    for fault in _all_faults(application, histories):
        found.append(fault)
        if len(found) == _MOST_FAULTS:
            break
    if found:
        raise Rejected(found)


def table_called(name: str) -> Table | None:
    """Return the history that a caller names by its table or its file, letter case aside."""
    return _BY_NAME.get(name.lower())


def check_row(table: Table, row: Row, where: str) -> Iterator[Fault]:
    """Yield what is wrong with one row; ``where`` is how the caller names it."""
    seen: set[str] = set()
    for name, value in row.items():
        column = table.by_name.get(name) or table.by_renamed.get(name)
        if column is None:
            yield Fault(f"{where}.{name}", "column_unknown", {"table": table.name})
        elif column.renamed in seen:
            yield Fault(f"{where}.{name}", "column_twice")
        else:
            seen.add(column.renamed)
            kind, values = fault_of(column, value)
            if kind:
                yield Fault(f"{where}.{name}", kind, values)


def fault_of(column: Column, value: Any) -> tuple[str | None, Mapping[str, Any]]:
    """Return why a value cannot stand in a column and what completes the sentence; None when it can."""
    value = read_value(column, value)
    if value is None:
        return None, {}
    if column.renamed in OWNERS:
        return _fault_of_identifier(column, value), {}
    if column.type == "text":
        return _fault_of_text(value), {"max_length": LONGEST_TEXT}
    if type(value) not in (int, float):
        return _EXPECTED[column.type], {}
    if not abs(value) <= _LARGEST:  # also what is not a number
        return "int_parsing_size", {}
    if column.type == "integer" and value != int(value):
        return "int_from_float", {}
    if value in column.sentinels or (column.sentinel_below is not None and value < column.sentinel_below):
        return None, {}
    if column.unit is Unit.DAYS and column.maximum is not None and column.maximum <= 0:
        return _fault_of_days(column, value)
    if column.minimum is not None and value < column.minimum:
        return "greater_than_equal", {"ge": f"{column.minimum:g}"}
    if column.maximum is not None and value > column.maximum:
        return "less_than_equal", {"le": f"{column.maximum:g}"}
    return None, {}


def _fault_of_days(column: Column, value: float) -> tuple[str | None, Mapping[str, Any]]:
    """Return why a day of the past cannot be, in years before the application: nobody thinks in negative days."""
    if value > (column.maximum or 0):
        years = f"{-(column.maximum or 0) / _DAYS_IN_YEAR:.0f}"
        return ("day_too_late", {"years": years}) if column.maximum else ("day_to_come", {})
    if column.minimum is not None and value < column.minimum:
        return "day_too_early", {"years": f"{-column.minimum / _DAYS_IN_YEAR:.0f}"}
    return None, {}


def _fault_of_identifier(column: Column, value: Any) -> str | None:
    try:
        read_identifier(value, longest=LONGEST if column.renamed == CLIENT else LONGEST_TEXT)
    except InvalidInput:
        return "client_id"
    return None


def _fault_of_text(value: Any) -> str | None:
    if type(value) is not str:
        return "string_type"
    if len(value) > LONGEST_TEXT:
        return "string_too_long"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return "string_unicode"
    return None


def _all_faults(application: Row, histories: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    yield from check_row(TABLES["application"], application, "application")
    client = application.get("SK_ID_CURR", application.get(CLIENT))
    given: set[str] = set()
    for name, rows in histories.items():
        table = table_called(name)
        if table is None:
            yield Fault(f"histories.{name}", "table_unknown", {"expected": ", ".join(one.name for one in HISTORIES)})
        elif table.name in given:
            yield Fault(f"histories.{name}", "table_twice")
        else:
            given.add(table.name)
            for place, row in enumerate(rows):
                yield from _history_faults(table, row, f"histories.{name}.{place + 1}", client)
            yield from _repeated(table, rows, f"histories.{name}")


def _history_faults(table: Table, row: Row, where: str, client: Any) -> Iterator[Fault]:
    yield from check_row(table, row, where)
    for name in sorted({*table.key, *(parent.column for parent in table.parents)} - {CLIENT}):
        column = table.by_renamed[name]
        if row.get(column.name, row.get(name)) is None:
            yield Fault(f"{where}.{column.name}", "missing")
    owner = row.get("SK_ID_CURR", row.get(CLIENT))
    if owner is not None and _spelled(owner) != _spelled(client):
        yield Fault(f"{where}.SK_ID_CURR", "other_client")


def _spelled(identifier: Any) -> Any:
    """Return what an identifier is compared as; what is none stays as it is, and is told by the check of its column."""
    try:
        return read_identifier(identifier, longest=LONGEST_TEXT)
    except InvalidInput:
        return identifier


def _repeated(table: Table, rows: Sequence[Row], where: str) -> Iterator[Fault]:
    """Yield the rows that have the key of a row before, as the gate of files does."""
    columns = [table.by_renamed[name] for name in table.key if name != CLIENT]
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(rows):
        key = tuple(_key(row.get(column.name, row.get(column.renamed)), column) for column in columns)
        if columns and None not in key and key in seen:
            yield Fault(f"{where}.{place + 1}", "row_twice")
        seen.add(key)


def _key(value: Any, column: Column) -> Any:
    return _spelled(value) if column.renamed in OWNERS and value is not None else value


def missing_columns(application: Row) -> list[str]:
    """Return the columns that the lender always fills and this application lacks, in the lender's order."""
    return [
        column.name
        for column in TABLES["application"].columns
        if column.required
        and column.renamed not in (CLIENT, TARGET)
        and application.get(column.name, application.get(column.renamed)) is None
    ]


def unknown_categories(application: Row) -> list[str]:
    """Return the columns of the application that hold a category nobody has seen so far."""
    found = []
    for name, value in application.items():
        column = TABLES["application"].by_name.get(name)
        known = column is None or not column.categories or read_value(column, value) is None
        if not known and column and not is_known(column, value):
            found.append(column.name)
    return found
