"""Month by month, how loans with other lenders were paid: table ``bureau_balance``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from limpide.sources.synthetic.draws import MONTH, Coded, Flags, Floats, Generator, Ints, spread
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category

STATUSES = ("0", "1", "2", "3", "4", "5", "C", "X")
CLOSED = STATUSES.index("C")
PAID, LATE, UNKNOWN = 0, 1, 2
REGIMES = ("paid", "late", "unknown")
_LONGEST = 100  # months

SILENT = "silent"
"""Whether a loan is followed, but how it was paid is never reported."""

SPANS = ("offset", "stop", "stop_at", "closing", "closing_at")
"""What says which months there are of a loan."""

PAYING = ("hidden", "unknown", "behind", "worst", "late")
"""What says how these months were paid."""

_FOLLOWED = {"followed": ("yes",)}
WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((SILENT, *SPANS, *PAYING), _FOLLOWED),
    "stop_at": {"stop": ("before",)},
    "closing_at": {"closing": ("other",)},
    "hidden": {"silent": ("no",)},
    "unknown": {"hidden": ("some",)},
    "worst": {"behind": ("some",)},
    "late": {"behind": ("some",)},
}


@dataclass(frozen=True)
class Span:
    """By followed loan: the first and the last of its months, and how many of them came before it was closed."""

    first: Ints
    last: Ints
    open: Ints


@dataclass(frozen=True)
class Lives:
    """By followed loan: its months, and how many of the open ones were not paid in time."""

    span: Span
    unknown: Ints  # months with status X
    late: Ints  # months with status 1 to 5
    worst: Ints  # the highest status, 0 to 5


def compose_span(steps: Steps, drawn: Positions, *, start: Floats, fact: Floats) -> Span:
    """Return the months of loans that began and were paid off (NaN: not yet) on these days."""
    opened = np.floor(-start / MONTH)
    first = np.minimum(opened + sum(place * steps.holds(drawn, "offset", str(place)) for place in (1, 2)), 0.0)
    last = np.where(steps.holds(drawn, "stop", "before"), np.ceil(first * _share(steps, drawn, "stop_at")), 0.0)
    length = last - first + 1
    closed = np.full(len(start), np.inf)
    for after in range(4):
        closed = np.where(steps.holds(drawn, "closing", str(after)), np.floor(fact / MONTH) + after, closed)
    at = first + np.floor(_share(steps, drawn, "closing_at") * length)
    closed = np.where(steps.holds(drawn, "closing", "other"), at, np.where(np.isnan(closed), np.inf, closed))
    before = np.clip(closed - first, 0, length)
    return Span(first.astype(np.int64), last.astype(np.int64), before.astype(np.int64))


def spanned(months: Ints | Floats) -> dict[str, Floats]:
    """Return what the payment of loans may depend on: their number of open months."""
    return {"months": np.minimum(months, _LONGEST) / _LONGEST}


def compose_lives(steps: Steps, drawn: Positions, span: Span) -> Lives:
    """Return how the months of loans were paid, as a whole."""
    hidden = np.where(steps.holds(drawn, SILENT, "yes"), 1.0, _share(steps, drawn, "unknown"))
    unknown = np.rint(hidden * span.open).astype(np.int64)
    worst = sum((place * steps.holds(drawn, "worst", str(place)) for place in range(1, 6)), np.zeros(len(unknown), int))
    late = np.rint(_share(steps, drawn, "late") * (span.open - unknown)).astype(np.int64)
    # Who is at worst three months behind has been so for three months at least.
    late = np.where(worst > 0, np.minimum(np.maximum(late, worst), span.open - unknown), 0)
    return Lives(span, unknown, late, worst)


def _share(steps: Steps, drawn: Positions, name: str) -> Floats:
    return np.clip(np.nan_to_num(steps.values(drawn, name)), 0.0, 1.0)


@dataclass(frozen=True)
class Months:
    """How statuses follow each other: ``regime`` is paid, late or unknown; ``status`` 1 to 5 in a late month."""

    regime: Category
    status: Category

    def draw(self, rng: Generator, lives: Lives) -> tuple[Ints, Ints, Coded]:
        """Return loan, month and status of every month, in order of loan and month."""
        loan, place = spread(lives.span.last - lives.span.first + 1)
        status = np.full(len(loan), CLOSED)
        starts = np.cumsum(lives.span.last - lives.span.first + 1) - (lives.span.last - lives.span.first + 1)
        order = np.argsort(-lives.span.open, kind="stable")
        left = lives.span.open[order]
        walk = Walk(lives.unknown[order], lives.late[order], lives.worst[order], left)
        for step in range(int(left.max(initial=0))):
            size = int(np.searchsorted(-left, -step, side="left"))
            status[starts[order[:size]] + step] = self._next(rng, walk, size)
        return loan, lives.span.first[loan] + place, Coded(status, STATUSES)

    def _next(self, rng: Generator, walk: "Walk", size: int) -> Ints:
        known = walk.known(size)
        regime = self.regime.draw(rng, known, size).astype(np.int64)
        regime = walk.possible(regime)
        status = np.where(regime == UNKNOWN, STATUSES.index("X"), 0)
        late = np.flatnonzero(regime == LATE)
        if len(late):
            asked = {name: known[name][late] for name in self.status.tree.names}
            drawn = self.status.draw(rng, asked, len(late)).astype(np.int64)
            worse = np.array([int(level or 0) for level in self.status.levels])[drawn]
            # One step a month: a 2 follows a 1. What was not reported may be anything.
            most = np.minimum(walk.reach[late], walk.worst[late])
            status[late] = np.where(walk.climbs(size)[late], most, np.clip(worse, 1, most))
        walk.note(status, regime)
        return status

    def to_json(self) -> list[dict[str, Any]]:
        """Return both categories for a file."""
        return [self.regime.to_json(), self.status.to_json()]


class Walk:
    """Where loans are in their months, longest first: statuses so far, and how many of each regime must still come."""

    def __init__(self, unknown: Ints, late: Ints, worst: Ints, months: Ints) -> None:
        """Begin before the first month of loans of this many ``months``."""
        size = len(months)
        self.worst = worst
        self.reach = np.full(size, 5)
        self._months, self._step = months, 0
        self._left = np.stack([months - unknown - late, late, unknown]).astype(np.float64)
        self._shares = self._left / np.maximum(months, 1)
        self._before = np.full((3, size), len(REGIMES))  # the regimes of the last months, newest first
        self._status = np.zeros(size)
        self._run = np.zeros(size)
        self._reached = worst < 1

    def known(self, size: int) -> dict[str, Floats]:
        """Return what the next month of the first ``size`` loans depends on."""
        ahead = (self._months[:size] - self._step).astype(np.float64)
        return {
            **{f"before {back + 1}": self._before[back, :size].astype(np.float64) for back in range(3)},
            **{f"left {name}": self._left[code, :size] / ahead for code, name in enumerate(REGIMES)},
            **{f"share {name}": self._shares[code, :size] for code, name in enumerate(REGIMES)},
            "ahead": np.minimum(ahead, _LONGEST) / _LONGEST,
            "step": np.full(size, min(self._step, _LONGEST) / _LONGEST),
            "status": self._status[:size] / 10,
            "worst": self.worst[:size] / 10,
            "reached": self._reached[:size].astype(np.float64),
            "run": np.minimum(self._run[:size], _LONGEST) / _LONGEST,
        }

    def possible(self, regime: Ints) -> Ints:
        """Return the regimes drawn, mended where none of a regime is left: the one with most months to come.

        Whoever needs all late months that are left to reach the worst status goes on being late.
        """
        left = self._left[:, : len(regime)]
        none = left[regime, np.arange(len(regime))] < 1
        regime = np.where(none, left.argmax(axis=0), regime)
        return np.where(self.climbs(len(regime)) & (self._before[0, : len(regime)] == LATE), LATE, regime)

    def climbs(self, size: int) -> Flags:
        """Tell which loans need all the late months they have left to reach their worst status."""
        behind = np.where(self._before[0, :size] == LATE, self._status[:size], 0)
        left = self._left[LATE, :size]
        return ~self._reached[:size] & (left >= 1) & (left <= self.worst[:size] - behind)

    def note(self, status: Ints, regime: Ints) -> None:
        """Go on to the next month."""
        size = len(regime)
        self._run[:size] = np.where(regime == self._before[0, :size], self._run[:size] + 1, 0)
        self._before[1:, :size] = self._before[:2, :size].copy()
        self._before[0, :size] = regime
        self._left[regime, np.arange(size)] -= 1
        self.reach[:size] = np.where(regime == UNKNOWN, 5, np.minimum(status, 4) + 1)
        self.reach[:size] = np.where(status >= 5, 5, self.reach[:size])
        self._reached[:size] |= (regime == LATE) & (status >= self.worst[:size])
        self._status[:size] = np.where(regime == UNKNOWN, self._status[:size], status)
        self._step += 1


CODES = {f"before {back}": len(REGIMES) + 1 for back in (1, 2, 3)}
"""How many codes the categories among what a month depends on have."""
