"""Monthly balances of earlier cash and consumer loans: table ``POS_CASH_balance``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Coded, Column, Floats, Generator, Ints, Rows
from limpide.sources.synthetic.ours.arrears import Arrears
from limpide.sources.synthetic.ours.calendar import Months, Today, loan_positions, months_of
from limpide.sources.synthetic.ours.loans import OurLoans
from limpide.sources.synthetic.ours.text import among
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.tree import Positions

STATUSES = ("Active", "Completed", "Signed", "Approved", "Returned to the store", "Demand", "Amortized debt")
_STAYS = {"Signed": 0.1, "Returned to the store": 0.05}  # share of the loans that begin so and are so for a month more
_UNKNOWN = {"Signed": 0.24, "Approved": 0.56, "Returned to the store": 0.6}  # share without a number of instalments


@dataclass(frozen=True)
class Balances:
    """Months of the loans of a block with their arrears: what payments have in common with the balances."""

    months: Months
    late: Floats  # days past due at the end of each month
    counted: Floats  # of debts that are not too small to count
    begins: Coded  # status in the first month, by loan


@dataclass(frozen=True)
class Pos:
    """What is drawn of each loan (``reported``, ``begins``, ``shut``, ``reduced``), then its arrears month by month."""

    loans: Sequence
    arrears: Arrears

    def draw(self, rng: Generator, loans: OurLoans, clients: Positions, today: Today) -> Balances:
        """Draw the balances of all loans with instalments."""
        rows = loans.by_instalments
        known = loan_positions(loans, rows, clients)
        drawn = self.loans.draw(rng, known, len(rows))
        texts = {name: column for name, column in self.loans.values(drawn).items() if isinstance(column, Coded)}
        kept = np.flatnonzero(among(texts["reported"], "yes"))
        rows = rows[kept]
        shut, reduced, begins = (texts[name][kept] for name in ("shut", "reduced", "begins"))
        months = months_of(loans, rows, today, shut=shut, reduced=reduced)
        here = {name: position[kept] for name, position in known.items()}
        late, counted = self.arrears.draw(rng, months, loans.owner[rows], here, clients=len(today.day))
        return Balances(months, late, counted, begins)

    def to_json(self) -> dict[str, Any]:
        """Return the variables for a file."""
        return {"loans": self.loans.to_json(), "arrears": self.arrears.to_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variables of a file."""
        return cls(Sequence.from_json(read["loans"]), Arrears.from_json(read["arrears"]))


def pos_rows(rng: Generator, balances: Balances, loans: OurLoans, *, client_ids: Ints) -> Rows:
    """Return one row per month of every loan, without a gap."""
    months = balances.months
    status = _statuses(rng, balances)
    unknown = np.zeros(len(months.loan), dtype=bool)
    for name, share in _UNKNOWN.items():
        unknown |= (status == STATUSES.index(name)) & (rng.random(len(status)) < share)
    columns: dict[str, Column] = {
        "SK_ID_PREV": loans.number[months.of],
        "SK_ID_CURR": client_ids[loans.owner[months.of]],
        "MONTHS_BALANCE": months.month.astype(np.int64),
        "CNT_INSTALMENT": np.where(unknown, np.nan, months.term),
        "CNT_INSTALMENT_FUTURE": np.where(unknown, np.nan, months.left),
        "NAME_CONTRACT_STATUS": Coded(status, STATUSES),
        "SK_DPD": balances.late.astype(np.int64),
        "SK_DPD_DEF": balances.counted.astype(np.int64),
    }
    return Rows(columns=columns, owner=loans.owner[months.of])


def _statuses(rng: Generator, balances: Balances) -> Ints:
    months = balances.months
    status = np.where(months.completed, STATUSES.index("Completed"), STATUSES.index("Active"))
    fresh = ~months.completed & (balances.late == 0)
    for name in balances.begins.names:
        code = STATUSES.index(name)
        longer = rng.random(len(months.rows)) < _STAYS.get(name, 0.0)
        here = among(balances.begins, name)[months.loan] & fresh
        status = np.where(here & (months.age <= longer[months.loan]), code, status)
    return np.asarray(status, dtype=np.int64)
