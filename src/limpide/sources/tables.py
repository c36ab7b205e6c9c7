"""The contract of the lender's tables: files, keys, columns, sentinels, bounds, units, meanings.

The columns are data (``columns_<table>.csv`` beside this file); this module gives them a shape.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from types import MappingProxyType
from typing import Literal

from limpide.contract import Language, Unit
from limpide.language.catalogue import get_catalogue

Type = Literal["integer", "number", "text"]
Sentinel = int | str

CLIENT = "client_id"
TARGET = "target"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    ``name`` is the lender's, ``renamed`` is the name after reading (the same but for keys and the target).
    Sentinels stand for "not known" or "does not apply"; so does any value under ``sentinel_below``.
    A value under ``minimum`` or over ``maximum`` cannot be. ``categories`` are the values known so far.
    """

    name: str
    renamed: str
    type: Type
    required: bool
    sentinels: tuple[Sentinel, ...]
    sentinel_below: float | None
    minimum: float | None
    maximum: float | None
    categories: tuple[str, ...]
    unit: Unit
    table: str

    def label(self, language: Language) -> str:
        """Return the short name to show instead of the column's own."""
        return self._text("label", language)

    def meaning(self, language: Language) -> str:
        """Return one sentence that says what the column holds, with its unit."""
        return self._text("meaning", language)

    def _text(self, field: str, language: Language) -> str:
        return get_catalogue("columns", language).texts[f"{self.table}.{self.name}.{field}"]


@dataclass(frozen=True)
class Parent:
    """Where a table's rows belong: ``column`` (as renamed) must be found in ``table``."""

    table: str
    column: str


@dataclass(frozen=True)
class Table:
    """One table: the stems of its files, its key and parents (as renamed), its columns in the lender's order.

    An empty key means that no set of columns tells two rows apart.
    """

    name: str
    files: tuple[str, ...]
    key: tuple[str, ...]
    parents: tuple[Parent, ...]
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by the lender's name."""
        return MappingProxyType({column.name: column for column in self.columns})

    @cached_property
    def by_renamed(self) -> Mapping[str, Column]:
        """The columns by their name after reading."""
        return MappingProxyType({column.renamed: column for column in self.columns})

    def expected(self, stem: str) -> tuple[Column, ...]:
        """Return the columns that the file of this stem must have: unlabelled applications have no target."""
        return tuple(column for column in self.columns if column.renamed != TARGET or stem == TRAIN)


def is_essential(table: Table, column: Column) -> bool:
    """Whether a decision or a row makes no sense without the column: keys, times, what a loan is about."""
    keys = {*table.key, *(parent.column for parent in table.parents)}
    return column.renamed in keys or column.name in _ESSENTIAL.get(table.name, ())


_ESSENTIAL: Mapping[str, tuple[str, ...]] = {
    "application": ("AMT_CREDIT", "AMT_ANNUITY", "AMT_INCOME_TOTAL", "DAYS_BIRTH"),
    "bureau": ("DAYS_CREDIT", "CREDIT_ACTIVE"),
    "bureau_balance": ("STATUS",),
    "previous": ("DAYS_DECISION", "NAME_CONTRACT_STATUS"),
}
TRAIN, TEST = "application_train", "application_test"
_CLIENT = Parent("application", CLIENT)
_LOAN = Parent("previous", "loan_id")
_MONTHLY = ("loan_id", "MONTHS_BALANCE")


def _table(name: str, files: tuple[str, ...], key: tuple[str, ...], *parents: Parent) -> Table:
    return Table(name=name, files=files, key=key, parents=parents, columns=_read_columns(name))


def _read_columns(table: str) -> tuple[Column, ...]:
    text = (resources.files("limpide.sources") / f"columns_{table}.csv").read_text(encoding="utf-8")
    return tuple(_column(table, row) for row in csv.DictReader(io.StringIO(text)))


def _column(table: str, row: dict[str, str]) -> Column:
    type_: Type = "integer" if row["type"] == "integer" else "number" if row["type"] == "number" else "text"
    sentinels = _split(row["sentinels"])
    return Column(
        name=row["name"],
        renamed=row["renamed"],
        type=type_,
        required=row["required"] == "yes",
        sentinels=sentinels if type_ == "text" else tuple(int(value) for value in sentinels),
        sentinel_below=_number(row["sentinel_below"]),
        minimum=_number(row["minimum"]),
        maximum=_number(row["maximum"]),
        categories=_split(row["categories"]),
        unit=Unit(row["unit"]),
        table=table,
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _number(text: str) -> float | None:
    return float(text) if text else None


TABLES: Mapping[str, Table] = MappingProxyType({
    table.name: table
    for table in (
        _table("application", (TRAIN, TEST), (CLIENT,)),
        _table("bureau", ("bureau",), ("bureau_loan_id",), _CLIENT),
        _table(
            "bureau_balance",
            ("bureau_balance",),
            ("bureau_loan_id", "MONTHS_BALANCE"),
            Parent("bureau", "bureau_loan_id"),
        ),
        _table("previous", ("previous_application",), ("loan_id",), _CLIENT),
        _table("pos", ("POS_CASH_balance",), _MONTHLY, _CLIENT, _LOAN),
        _table("card", ("credit_card_balance",), _MONTHLY, _CLIENT, _LOAN),
        # One instalment may be paid in several rows: nothing tells two rows apart.
        _table("installments", ("installments_payments",), (), _CLIENT, _LOAN),
    )
})  # fmt: skip
