"""A month's statements of many cards, and the lender's names of their columns."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.measured import Raw


@dataclass(frozen=True)
class Statements:
    """One entry per card: a month's statement. NaN where the lender leaves a column empty."""

    limit: Floats
    minimum: Floats
    drawn: Floats
    cash: Floats
    shop: Floats
    other: Floats
    cash_times: Floats
    shop_times: Floats
    paid: Floats
    booked: Floats  # the part of the payment that counts
    balance: Floats
    principal: Floats
    claimed: Floats
    billed: Floats  # instalments so far
    days: Floats
    notable_days: Floats

    def take(self, rows: Flags | Ints | slice) -> Self:
        """Return the statements of some cards."""
        return type(self)(*(column[rows] for column in self.columns().values()))

    def put(self, rows: Ints, statements: "Statements") -> None:
        """Write the statements of some cards over those of these rows."""
        for name, column in statements.columns().items():
            self.columns()[name][rows] = column

    def columns(self) -> dict[str, Floats]:
        """Return the columns by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


RAW = {
    "limit": "AMT_CREDIT_LIMIT_ACTUAL",
    "minimum": "AMT_INST_MIN_REGULARITY",
    "drawn": "AMT_DRAWINGS_CURRENT",
    "cash": "AMT_DRAWINGS_ATM_CURRENT",
    "shop": "AMT_DRAWINGS_POS_CURRENT",
    "other": "AMT_DRAWINGS_OTHER_CURRENT",
    "cash_times": "CNT_DRAWINGS_ATM_CURRENT",
    "shop_times": "CNT_DRAWINGS_POS_CURRENT",
    "paid": "AMT_PAYMENT_CURRENT",
    "booked": "AMT_PAYMENT_TOTAL_CURRENT",
    "balance": "AMT_BALANCE",
    "principal": "AMT_RECEIVABLE_PRINCIPAL",
    "claimed": "AMT_RECIVABLE",
    "billed": "CNT_INSTALMENT_MATURE_CUM",
    "days": "SK_DPD",
    "notable_days": "SK_DPD_DEF",
}


def read_statements(raw: Raw) -> Statements:
    """Return the statements of the lender's rows."""
    return Statements(*(np.asarray(raw[RAW[field.name]], dtype=np.float64) for field in fields(Statements)))


def nothing_yet(size: int) -> Statements:
    """Return what stands before the first statement."""
    return Statements(*(np.zeros(size) for _ in fields(Statements)))
