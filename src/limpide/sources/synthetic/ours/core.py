"""How many earlier applications a client has, when, what became of each and for how much: drawn oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Generator, Ints
from limpide.sources.synthetic.ours.loans import APPROVED
from limpide.sources.synthetic.ours.past import (
    CARD,
    KINDS,
    OLDEST,
    Application,
    Outcomes,
    Past,
    own_positions,
    size_of,
)
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category, Number, Variable, read_variable

SAME = ("another day", "same day", "same hour")
"""When an application came after the one before it."""
WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
WEEKDAY = "WEEKDAY_APPR_PROCESS_START"
GOODS = (KINDS.index("consumer"), KINDS.index("unsold"))
GRIDS = (450.0, 90.0, 45.0, 9.0, 4.5, 0.45)
"""Prices of goods are multiples of one of these."""
_NEWEST = -2.0  # the newest decision that the lender shows
_LONG_GAP = 1000.0  # days
_EDGE = 4  # days: applications for cards older than the lender shows are put at the edge of what it shows
_WEEK = 7  # days: a pause longer than this may be moved to a better day of the week


@dataclass(frozen=True)
class Drawn:
    """Earlier applications of a block, one entry each, rank by rank: their core and what their details depend on."""

    owner: Ints
    core: Application
    given: Positions


@dataclass(frozen=True)
class Core:
    """The variables of the core, by name: see ``NAMES`` and one ``amount_`` for each kind with amounts."""

    variables: Mapping[str, Variable]

    @cached_property
    def outcomes(self) -> Outcomes:
        """What each code of an outcome means."""
        return Outcomes(tuple(str(level) for level in self._category("outcome").levels))

    def draw(self, rng: Generator, clients: Positions, size: int) -> Drawn:
        """Draw the earlier applications of ``size`` clients."""
        counts = np.rint(self._values("count", rng, clients, size)).astype(np.int64)
        older = self.variables["older"].draw(rng, clients, size) > 0
        past = Past(self.outcomes, clients, counts, older)
        drawn = [self._old_cards(rng, past, np.flatnonzero(older))]
        while (rows := np.flatnonzero(counts > past.rank)).size:
            given = past.given(rows)
            new, known = self._next(rng, past, rows, given)
            drawn.append((rows, new, known))
            past.add(rows, new)
        return join(drawn)

    def _next(self, rng: Generator, past: Past, rows: Ints, given: dict[str, Floats]) -> tuple[Application, Positions]:
        size = len(rows)
        given["same"] = self._same(rng, past, given, size)
        decided = self._day(rng, past, rows, given)
        given |= days_known(past, rows, decided)
        return self._of_outcome(rng, past, rows, given, decided, self._outcome(rng, given))

    def _outcome(self, rng: Generator, given: Positions) -> Floats:
        """Return what became of applications; hardly anybody who has a card gets another one."""
        outcome = np.zeros(len(given["cards"]))
        for name, chosen in (("outcome", given["cards"] == 0), ("outcome with a card", given["cards"] > 0)):
            here = {name: position[chosen] for name, position in given.items()}
            outcome[chosen] = self.variables[name].draw(rng, here, int(chosen.sum()))
        return outcome

    def _old_cards(self, rng: Generator, past: Past, rows: Ints) -> tuple[Ints, Application, Positions]:
        """Return the applications for cards that are older than what the lender shows of the past."""
        codes = np.arange(len(self.outcomes.levels), dtype=np.float64)
        cards = np.flatnonzero((self.outcomes.kinds(codes) == CARD) & self.outcomes.having(APPROVED, codes))
        rows = rows if len(cards) else rows[:0]
        decided = np.floor(rng.random(len(rows)) * _EDGE) - OLDEST
        given = past.given(rows) | {"same": np.zeros(len(rows))} | days_known(past, rows, decided)
        outcome = np.full(len(rows), cards[0] if len(cards) else 0, dtype=np.float64)
        return rows, *self._of_outcome(rng, past, rows, given, decided, outcome)

    def _of_outcome(
        self, rng: Generator, past: Past, rows: Ints, given: dict[str, Floats], decided: Floats, outcome: Floats
    ) -> tuple[Application, Positions]:
        """Return the applications with what else is drawn once their day and outcome are known."""
        given["outcome"] = outcome
        shift, hour = self._week(rng, past, rows, given)
        given |= {"hour": hour / 24, "shift": shift / 7}
        amount, again = self._amount(rng, past, rows, given)
        new = Application(decided, hour, shift, outcome, amount)
        return new, {**given, **own_positions(new), "again": again}

    def _same(self, rng: Generator, past: Past, given: Positions, size: int) -> Floats:
        return np.zeros(size) if past.rank == 0 else self.variables["same"].draw(rng, given, size)

    def _day(self, rng: Generator, past: Past, rows: Ints, given: Positions) -> Floats:
        size, last = len(rows), past.decided[rows]
        wanted = self.variables["weekday"].draw(rng, given, size)
        if past.rank == 0:
            day = self._values("first", rng, given, size)
            return np.clip(day + towards(weekday_of(past.clients, rows, day), wanted), -OLDEST, _NEWEST)
        room = np.maximum(_NEWEST - last, 0)
        passed = np.clip(np.rint(self._values("passed", rng, given, size) * (-last - 1)), 1, None)
        move = towards(weekday_of(past.clients, rows, last + passed), wanted)
        passed = np.where(passed > _WEEK, passed + move, passed)
        return np.asarray(last + np.where(given["same"] > 0, 0, np.minimum(passed, room)))

    def _week(self, rng: Generator, past: Past, rows: Ints, given: dict[str, Floats]) -> tuple[Floats, Floats]:
        """Return the days between beginning and decision, and the hour."""
        same, last = given["same"], past.hour[rows]
        shift = np.where(same > 0, past.shift[rows], self.variables["shift"].draw(rng, given, len(rows)))
        given["shift"] = shift / 7
        hour = self._values("hour", rng, given, len(rows))
        later = np.where(hour > last, hour, np.minimum(last + 1, 23))
        return shift, np.where(same == 1, later, np.where(same == 2, last, hour))

    def _amount(self, rng: Generator, past: Past, rows: Ints, given: dict[str, Floats]) -> tuple[Floats, Floats]:
        """Return the amounts, and where (1, else 0) they are those of the application of the same sort before."""
        kinds = self.outcomes.kinds(given["outcome"])
        before = past.last_amount(rows, kinds)
        given["before"] = size_of(before)
        again = ~np.isnan(before) & (self.variables["again"].draw(rng, given, len(rows)) > 0)
        amount = np.full(len(rows), np.nan)
        for place, kind in enumerate(KINDS[:4]):
            chosen = kinds == place
            here = {name: position[chosen] for name, position in given.items()}
            amount[chosen] = self._values(f"amount_{kind}", rng, here, int(chosen.sum()))
        amount = self._on_grid(rng, given, kinds, amount)
        again &= kinds < len(KINDS) - 1
        return np.where(again, before, amount), again.astype(np.float64)

    def _on_grid(self, rng: Generator, given: Positions, kinds: Ints, amount: Floats) -> Floats:
        """Return the amounts with the prices of goods rounded."""
        known = {**given, "amount": size_of(amount)}
        steps = np.array([float(str(step)) for step in self._category("grid").levels])
        step = steps[self.variables["grid"].draw(rng, known, len(amount)).astype(np.int64)]
        rounded = np.round(np.maximum(np.rint(amount / step), 1) * step, 3)
        return np.where(np.isin(kinds, GOODS), rounded, amount)

    def _values(self, name: str, rng: Generator, given: Positions, size: int) -> Floats:
        variable = self.variables[name]
        values = variable.values(variable.draw(rng, given, size))
        if not isinstance(values, np.ndarray):
            raise TypeError(f"{name} is a category")
        return values

    def _category(self, name: str) -> Category:
        variable = self.variables[name]
        if isinstance(variable, Number):
            raise TypeError(f"{name} is a number")
        return variable

    def to_json(self) -> list[dict[str, Any]]:
        """Return the variables for a file."""
        return [variable.to_json() for variable in self.variables.values()]

    @classmethod
    def from_json(cls, read: list[Mapping[str, Any]]) -> Self:
        """Return the variables of a file."""
        variables = [read_variable(one) for one in read]
        return cls({variable.name: variable for variable in variables})


def days_known(past: Past, rows: Ints, decided: Floats) -> dict[str, Floats]:
    """Return what the day of the next decision says, as positions; ``gap``: days since the one before."""
    gap = np.clip((decided - past.decided[rows]) / _LONG_GAP, 0.0, 1.0)
    return {"decided": own_day(decided), "weekday": weekday_of(past.clients, rows, decided), "gap": gap}


def towards(weekday: Floats, wanted: Floats) -> Floats:
    """Return the days, -3 to 3, from a day of the week to the nearest one that is wanted."""
    return np.asarray((wanted - weekday + 3) % len(WEEK) - 3)


def weekday_of(clients: Positions, rows: Ints, decided: Floats) -> Floats:
    """Return the day of the week of a decision, 0 for Monday, as a code."""
    now = np.array([WEEK.index(day) for day in sorted(WEEK)])[clients[WEEKDAY][rows].astype(np.int64)]
    return np.asarray((now + decided) % len(WEEK))


def own_day(decided: Floats) -> Floats:
    """Return the day of a decision as a position."""
    return own_positions(Application(decided, decided, decided, decided, decided))["decided"]


def join(drawn: list[tuple[Ints, Application, Positions]]) -> Drawn:
    """Put the ranks under each other."""
    columns = {
        name: np.concatenate([getattr(new, name) for _, new, _ in drawn])
        for name in ("decided", "hour", "shift", "outcome", "amount")
    }
    given = {name: np.concatenate([known[name] for *_, known in drawn]) for name in drawn[0][2]}
    return Drawn(np.concatenate([rows for rows, *_ in drawn]), Application(**columns), given)


def offered(core: Application) -> Flags:
    """Tell which applications have an amount."""
    return ~np.isnan(core.amount)
