"""The statements of a block of clients' cards: table ``credit_card_balance``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.cards.compose import compose_ends, compose_moves
from limpide.sources.synthetic.cards.measure import STATUS, known_of_end
from limpide.sources.synthetic.cards.memory import Memory, of_clients
from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.cards.table import Month, build_table
from limpide.sources.synthetic.cards.traits import MONTHS, compose_traits
from limpide.sources.synthetic.draws import Floats, Generator, Ints, Rows
from limpide.sources.synthetic.ours.loans import OurLoans
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions

MONTH = 30.4  # days, as the lender counts them
OLDEST = -96


@dataclass(frozen=True)
class Cards:
    """How cards live.

    ``spans``: whether a card is followed, and from which month to which; ``traits``: what holds for its whole life;
    ``moves`` and ``ends``: what moves in a month, and what it ends with.
    """

    spans: Steps
    traits: Steps
    moves: Steps
    ends: Steps

    def draw(self, rng: Generator, clients: Positions, loans: OurLoans, *, client_ids: Ints) -> Rows:
        """Return the statements of the approved cards among ``loans``, by client and card."""
        cards = loans.cards
        known = of_clients(clients, loans.owner[cards]) | {"started": started(loans.decided[cards])}
        span = self.spans.draw(rng, known, len(cards))
        first = first_month(loans.decided[cards], np.nan_to_num(self.spans.values(span, "lag")))
        last = -sum((rank * self.spans.holds(span, "last", str(rank)) for rank in range(1, 5)), np.zeros(len(cards)))
        followed = self.spans.holds(span, "followed", "yes")
        months = np.where(followed, np.maximum(last - first + 1, 1), 0).astype(np.int64)
        order = np.argsort(-months, kind="stable")
        order = order[months[order] > 0]
        rows = self._statements(
            rng, {name: position[order] for name, position in known.items()},
            first=first[order], months=months[order], granted=loans.credit[cards][order],
        )  # fmt: skip
        at = cards[order]
        return build_table(rows, number=loans.number[at], owner=loans.owner[at], client_ids=client_ids)

    def _statements(
        self, rng: Generator, known: dict[str, Floats], *, first: Ints, months: Ints, granted: Floats
    ) -> list[Month]:
        """Return the statements month by month of the lives of cards in order of falling number of months."""
        known = {name: known[name] for name in known if name not in SPAN_ONLY} | known_of_life(first, months, granted)
        traits = compose_traits(self.traits, self.traits.draw(rng, dict(known), len(months)), months)
        memory = Memory(first_month=first, months=months, granted=granted, traits=traits)
        parts = []
        for rank in range(int(months.max(initial=0))):
            count = int(np.searchsorted(-months, -rank, side="left"))
            asked = {name: position[:count] for name, position in known.items()} | memory.recall(count)
            parts.append(self._month(rng, asked, memory, granted=granted[:count], month=first[:count] + rank))
        return parts

    def _month(
        self, rng: Generator, known: dict[str, Floats], memory: Memory, *, granted: Floats, month: Ints
    ) -> Month:
        size = len(month)
        before, highest = memory.before.take(slice(size)), memory.highest[:size]
        phase = memory.phase(size)
        moved = self.moves.draw(rng, known, size)
        now: Statements = compose_moves(
            self.moves,
            moved,
            before,
            granted=granted,
            phase=phase,
            traits=memory.traits.take(slice(size)),
        )
        highest = np.maximum(highest, now.limit)
        known |= known_of_end(before, now, highest)
        now = compose_ends(self.ends, self.ends.draw(rng, known, size), now, before, highest, phase.unused)
        memory.note(now)
        return Month(month, self.moves.texts(moved, STATUS), now)

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the variables for a file."""
        return {name: steps.to_json() for name, steps in vars(self).items()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variables of a file."""
        return cls(*(Steps.from_json(read[name]) for name in ("spans", "traits", "moves", "ends")))


SPAN_ONLY = ("followed", "lag", "last")
"""What is known of a card and no longer asked about once its months are known."""


def known_of_life(first: Ints, months: Ints, granted: Floats) -> dict[str, Floats]:
    """Return what is known of a card before its first statement, as numbers from 0 to 1."""
    return {
        "begins": np.clip(-first / MONTHS, 0, 1),
        "life long": np.clip(months / MONTHS, 0, 1),
        "granted limit": np.clip(np.log1p(granted) / 15, 0, 1),
    }


def started(decided: Floats) -> Floats:
    """Return when cards were decided on, as a number from 0 (today) to 1 (eight years ago)."""
    return np.asarray(np.clip(-decided / 2922, 0, 1))


def first_month(decided: Floats, lag: Floats) -> Ints:
    """Return the month of the first statement of cards decided on ``decided`` days ago."""
    return np.asarray(np.clip(np.floor(decided / MONTH) + lag, OLDEST, -1), dtype=np.int64)
