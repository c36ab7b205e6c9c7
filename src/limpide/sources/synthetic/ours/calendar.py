"""From which month to which the balances of a loan with instalments are shown, and what is left to pay in each."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import MONTH, NOT_YET, Coded, Flags, Floats, Generator, Ints, spread
from limpide.sources.synthetic.ours.loans import CASH, OurLoans
from limpide.sources.synthetic.ours.past import OLDEST, size_of
from limpide.sources.synthetic.ours.text import among
from limpide.sources.synthetic.tree import Positions

FIRST_MONTH = -96
_LONGEST = 72.0  # months
_STEP = 30.0  # days between instalments
_SHOWN_LATE = 0.4  # share of the clients whose newest balance is two months old, not one
CLIENT = (
    "DAYS_BIRTH", "NAME_INCOME_TYPE", "CODE_GENDER", "NAME_EDUCATION_TYPE", "EXT_SOURCE_1", "EXT_SOURCE_2",
    "EXT_SOURCE_3", "REGION_RATING_CLIENT", "DEF_30_CNT_SOCIAL_CIRCLE",
)  # fmt: skip
"""Variables of the client that balances may depend on."""


def loan_positions(loans: OurLoans, rows: Ints, clients: Positions) -> dict[str, Floats]:
    """Return what the balances of these loans may depend on."""
    term, decided = loans.term[rows], loans.decided[rows]
    paid = instalments_paid(loans, rows)
    due = np.where(loans.first_due[rows] == NOT_YET, np.nan, loans.first_due[rows])
    own = {
        "cash": among(loans.contract, CASH)[rows].astype(np.float64),
        "decided": -decided / OLDEST,
        "term": term / _LONGEST,
        "credit": size_of(loans.credit[rows]),
        "wait": np.clip((due - decided) / 100, 0.0, 1.0),
        "paid": np.clip(paid / np.maximum(term, 1), 0.0, 1.0),
        "ended": loans.ended[rows].astype(np.float64),
    }
    return own | {name: clients[name][loans.owner[rows]] for name in CLIENT}


def instalments_paid(loans: OurLoans, rows: Ints) -> Floats:
    """Return the number of the last instalment of each loan: its term, or fewer when it ended early."""
    due, last, term = loans.first_due[rows], loans.last_due[rows], loans.term[rows]
    early = np.rint((last - due) / _STEP) + 1
    return np.where((last == NOT_YET) | (due == NOT_YET), term, np.clip(early, 1, term))


@dataclass(frozen=True)
class Today:
    """The day of the month on which each client of a block applies, and the newest month with balances."""

    day: Floats
    newest: Floats

    def month(self, owner: Ints, day: Floats) -> Floats:
        """Return the month of a day: -1 is the month before the application."""
        return np.floor((day + self.day[owner]) / MONTH)


def draw_today(rng: Generator, size: int) -> Today:
    """Draw the day of the month of ``size`` applications."""
    return Today(rng.random(size) * MONTH, np.where(rng.random(size) < _SHOWN_LATE, -2.0, -1.0))


@dataclass(frozen=True)
class Months:
    """Loans with balances, then (from ``loan`` on) one entry per loan and month."""

    rows: Ints  # position of each loan among all earlier applications
    loan: Ints  # position among ``rows``
    month: Floats
    age: Ints  # months since the first balance shown
    completed: Flags
    term: Floats  # instalments planned, as known that month
    left: Floats  # instalments still to come

    @property
    def of(self) -> Ints:
        """Position among all earlier applications."""
        return self.rows[self.loan]


def months_of(loans: OurLoans, rows: Ints, today: Today, *, shut: Coded, reduced: Coded) -> Months:
    """Return the months in which the balances of these loans are shown.

    ``shut`` says whether the end of a loan that has ended is shown, ``reduced`` when the number of instalments of one
    that ended early was lowered.
    """
    owner = loans.owner[rows]
    first, last = today.month(owner, loans.decided[rows]), today.newest[owner]
    ended, shown = loans.ended[rows], among(shut, "shown")
    end = np.where(ended, today.month(owner, np.where(ended, loans.terminated[rows], 0.0)), np.inf)
    stop = np.where(ended, np.where(shown, end, np.maximum(end - 1, first)), last)
    begin, stop = np.maximum(first, FIRST_MONTH), np.minimum(stop, last)
    loan, age = spread(np.maximum(stop - begin + 1, 0).astype(np.int64))
    month = np.asarray(begin[loan] + age, dtype=np.float64)
    completed = shown[loan] & (month == end[loan])
    term, left = _instalments(loans, rows, today, loan=loan, month=month, reduced=_lowered(reduced, end, first))
    left = np.where(completed, 0, left)
    paid = instalments_paid(loans, rows)[loan]
    return Months(rows, loan, month, age, completed, np.where(completed, paid, term), left)


def _lowered(reduced: Coded, end: Floats, first: Floats) -> Floats:
    """Return the month from which the lower number of instalments is shown."""
    before = among(reduced, "month before")
    return np.where(among(reduced, "start"), first, np.where(before, end - 1, end))


def _instalments(
    loans: OurLoans, rows: Ints, today: Today, *, loan: Ints, month: Floats, reduced: Floats
) -> tuple[Floats, Floats]:
    """Return the instalments planned and still to come at the end of each month."""
    paid, term = instalments_paid(loans, rows), loans.term[rows]
    planned = np.where(month >= reduced[loan], paid[loan], term[loan])
    first_due = np.where(loans.first_due[rows] == NOT_YET, loans.decided[rows] + _STEP + 1, loans.first_due[rows])
    day = first_due + today.day[loans.owner[rows]]  # the month of instalment k is floor((day + 30 k) / MONTH)
    due = np.maximum(np.ceil(((month + 1) * MONTH - day[loan]) / _STEP), 0)
    return planned, np.maximum(planned - due, 0)
