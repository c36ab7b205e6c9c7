"""Days past due, month after month: late payments that are made up for, and arrears that grow."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Floats, Generator, Ints
from limpide.sources.synthetic.ours.calendar import FIRST_MONTH, Months
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category, Number, read_variable

MOVES = ("none", "days", "weeks", "same", "longer")
"""What becomes of the arrears of a loan: none, 1 to 6 days, 7 to 30, as before, a month older."""

MONTH_DAYS = np.array([31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0])
_MANY = 20.0
_FRESH = 30.0  # days: arrears that begin are no older than this


@dataclass(frozen=True)
class Arrears:
    """How the arrears of a loan move, how many days late it is when they begin, whether small ones count."""

    move: Category
    days: Number
    counted: Category

    def draw(
        self, rng: Generator, months: Months, owner: Ints, loans: Positions, *, clients: int
    ) -> tuple[Floats, Floats]:
        """Return the days past due of each month, of any debt and of debts that count.

        ``loans`` says what is known of each loan, ``owner`` whose it is.
        """
        late, counted = np.zeros(len(months.loan)), np.zeros(len(months.loan))
        loans = {name: position for name, position in loans.items() if name in self._asked}
        before = Before(len(owner), clients)
        order = np.argsort(months.month, kind="stable")
        bounds = np.searchsorted(months.month[order], np.arange(FIRST_MONTH, 1))
        for start, stop in itertools.pairwise(bounds):
            rows = order[start:stop]
            if not len(rows):
                continue
            loan = months.loan[rows]
            given = {**{name: position[loan] for name, position in loans.items()}, **before.given(loan, owner[loan])}
            given |= month_positions(months, rows)
            late[rows], counted[rows] = self._month(rng, given, before, loan, months.month[rows])
            before.add(loan, owner[loan], late[rows], counted[rows])
        return late, counted

    @property
    def _asked(self) -> set[str]:
        return {name for variable in (self.move, self.days, self.counted) for name in variable.tree.names}

    def _month(
        self, rng: Generator, given: dict[str, Floats], before: "Before", loan: Ints, month: Floats
    ) -> tuple[Floats, Floats]:
        size = len(loan)
        given["move"] = self.move.draw(rng, given, size)
        move = np.array([MOVES.index(str(level)) for level in self.move.levels])[given["move"].astype(np.int64)]
        last = before.late[loan]
        late = np.zeros(size)
        if (fresh := np.flatnonzero((move == 1) | (move == 2))).size:
            here = {name: position[fresh] for name, position in given.items()}
            days = np.rint(self.days.values(self.days.draw(rng, here, len(fresh))))
            late[fresh] = np.clip(days, 1, _FRESH)
        older = last + MONTH_DAYS[month.astype(np.int64) % 12]
        late = np.where(move == 3, last, np.where((move == 4) & (last > 0), older, late))
        counts = np.zeros(size)
        if (behind := np.flatnonzero(late > 0)).size:
            here = {name: position[behind] for name, position in given.items()}
            yes = np.array([level == "yes" for level in self.counted.levels])
            counts[behind] = yes[self.counted.draw(rng, here, len(behind)).astype(np.int64)]
        return late, late * counts

    def to_json(self) -> list[dict[str, Any]]:
        """Return the variables for a file."""
        return [self.move.to_json(), self.days.to_json(), self.counted.to_json()]

    @classmethod
    def from_json(cls, read: list[Mapping[str, Any]]) -> Self:
        """Return the variables of a file."""
        move, days, counted = (read_variable(one) for one in read)
        if isinstance(move, Number) or not isinstance(days, Number) or isinstance(counted, Number):
            raise TypeError("arrears are a category, a number and a category")
        return cls(move, days, counted)


class Before:
    """The arrears of loans and of their clients in the months gone through so far."""

    def __init__(self, loans: int, clients: int) -> None:
        """Start without arrears."""
        self.late, self.counted, self.months = np.zeros((3, loans))
        self.client_last, self.client_months, self.client_seen = np.zeros((3, clients))

    def given(self, loan: Ints, owner: Ints) -> dict[str, Floats]:
        """Return what is known of these loans and their clients before the next month, as positions."""
        return {
            "last": np.clip(np.log1p(self.late[loan]) / 10, 0.0, 1.0),
            "last_counted": (self.counted[loan] > 0).astype(np.float64),
            "months_late": np.minimum(self.months[loan] / _MANY, 1.0),
            "client_last": np.clip(np.log1p(self.client_last[owner]) / 10, 0.0, 1.0),
            "client_late": np.minimum(self.client_months[owner] / _MANY, 1.0),
            "client_share": self.client_months[owner] / np.maximum(self.client_seen[owner], 1),
        }

    def add(self, loan: Ints, owner: Ints, late: Floats, counted: Floats) -> None:
        """Take the next month of these loans into account."""
        self.late[loan], self.counted[loan] = late, counted
        self.months[loan] += late > 0
        self.client_last[owner] = 0.0
        np.maximum.at(self.client_last, owner, late)
        np.add.at(self.client_months, owner, late > 0)
        np.add.at(self.client_seen, owner, 1)


def month_positions(months: Months, rows: Ints) -> dict[str, Floats]:
    """Return what is known of a loan's month, as positions."""
    return {
        "age": np.minimum(months.age[rows] / 96, 1.0),
        "left": months.left[rows] / 72,
        "completed": months.completed[rows].astype(np.float64),
        "month": -months.month[rows] / 96,
    }
