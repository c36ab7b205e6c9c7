"""Which columns of an application may be edited in a what-if, and what an edit may hold."""

from collections.abc import Collection, Mapping
from typing import Any

from limpide.contract import ChangedValue, Language
from limpide.features.feature import PROTECTED
from limpide.portfolio.declared import Row, fault_of
from limpide.portfolio.faults import Fault, Rejected
from limpide.portfolio.reasons import worded
from limpide.sources.tables import CLIENT, TABLES, TARGET, Column

# Found out or worked out by others than the client: a what-if on them would teach how to dress an application.
_NOT_DECLARED = ("EXT_SOURCE_", "AMT_REQ_CREDIT_BUREAU_", "OBS_", "DEF_", "REGION_")
_SAME_DAY = ("WEEKDAY_APPR_PROCESS_START", "HOUR_APPR_PROCESS_START", "DAYS_BIRTH")
_TABLE = TABLES["application"]


def is_editable(column: Column) -> bool:
    """Whether a what-if may change a column: what the client declares, and no protected attribute."""
    closed = (*PROTECTED, *_SAME_DAY)
    of_the_client = column.renamed not in (CLIENT, TARGET) and column.name not in closed
    return of_the_client and not column.name.startswith(_NOT_DECLARED)


EDITABLE: Mapping[str, Column] = {column.name: column for column in _TABLE.columns if is_editable(column)}


def check_changes(changes: Mapping[str, Any]) -> None:
    """Raise ``Rejected`` with every change that cannot be made."""
    faults = []
    for name, value in changes.items():
        column = _TABLE.by_name.get(name)
        if column is None:
            faults.append(Fault(f"changes.{name}", "column_unknown", {"table": _TABLE.name}))
        elif name not in EDITABLE:
            faults.append(Fault(f"changes.{name}", "not_editable"))
        else:
            kind, values = _fault(column, value)
            if kind:
                faults.append(Fault(f"changes.{name}", kind, values))
    if faults:
        raise Rejected(faults)


def _fault(column: Column, value: Any) -> tuple[str | None, Mapping[str, Any]]:
    kind, values = fault_of(column, value)
    if kind is None and column.categories and value is not None:
        known = (*column.categories, *column.sentinels)
        return (None if value in known else "enum"), {"expected": repr(known)}
    return kind, values


def tell_changes(
    before: Row,
    changes: Mapping[str, Any],
    *,
    language: Language,
    repriced: Collection[str] = (),
    unchanged: bool = False,
) -> list[ChangedValue]:
    """Describe the columns that come out differently, in the lender's order; also the ``unchanged`` ones if wanted.

    ``repriced`` are those that nobody asked for: they follow the tariff.
    """
    told = []
    for column in _TABLE.columns:
        if column.name not in changes:
            continue
        old, new = before.get(column.name, before.get(column.renamed)), changes[column.name]
        if old != new or unchanged:
            told.append(
                ChangedValue(
                    column=column.name,
                    label=column.label(language),
                    unit=column.unit,
                    before=worded(column.name, _plain(old), language),
                    after=worded(column.name, _plain(new), language),
                    repriced=column.name in repriced,
                )
            )
    return told


def _plain(value: Any) -> float | str | None:
    return value if value is None or isinstance(value, str) else float(value)
