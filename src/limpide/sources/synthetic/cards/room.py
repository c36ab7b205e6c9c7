"""The statements of a block of clients' cards: table ``credit_card_balance``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.cards.memory import Memory, of_clients
from limpide.sources.synthetic.cards.statement import RAW, STATUS, Statements, compose_statements
from limpide.sources.synthetic.draws import Coded, Column, Floats, Generator, Ints, Rows
from limpide.sources.synthetic.elsewhere.steps import Steps
from limpide.sources.synthetic.ours.loans import OurLoans
from limpide.sources.synthetic.tree import Positions

MONTH = 30.4  # days, as the lender counts them
OLDEST = -96


@dataclass(frozen=True)
class Cards:
    """``spans``: whether a card is followed, from which month to which; ``months``: its statements, one by one."""

    spans: Steps
    months: Steps

    def draw(self, rng: Generator, clients: Positions, loans: OurLoans, *, client_ids: Ints) -> Rows:
        """Return the statements of the approved cards among ``loans``, by client and card."""
        cards = loans.cards
        known = of_clients(clients, loans.owner[cards]) | {"started": started(loans.decided[cards])}
        span = self.spans.draw(rng, known, len(cards))
        first = first_month(loans.decided[cards], np.nan_to_num(self.spans.values(span, "lag")))
        last = np.where(self.spans.holds(span, "last", "1"), -1, np.where(self.spans.holds(span, "last", "2"), -2, -3))
        months = np.where(self.spans.holds(span, "followed", "yes"), np.maximum(last - first + 1, 0), 0)
        order = np.argsort(-months, kind="stable")
        order = order[months[order] > 0]
        rows = self._statements(rng, known, first=first, months=months, granted=loans.credit[cards], order=order)
        return _table(rows, number=loans.number[cards], owner=loans.owner[cards], client_ids=client_ids)

    def _statements(
        self, rng: Generator, known: Positions, *, first: Ints, months: Ints, granted: Floats, order: Ints
    ) -> list[tuple[Ints, Ints, Coded, Statements]]:
        """Return, month by month of the cards' lives: cards, months, statuses and statements."""
        memory = Memory(first[order], granted[order])
        of_card = {name: position[order] for name, position in known.items()}
        parts = []
        for rank in range(int(months.max(initial=0))):
            count = int(np.searchsorted(-months[order], -rank, side="left"))
            before = memory.before.take(slice(count))
            asked = {name: position[:count] for name, position in of_card.items()} | memory.recall(count)
            drawn = self.months.draw(rng, asked, count)
            now = compose_statements(self.months, drawn, before)
            memory.note(now)
            parts.append((order[:count], first[order[:count]] + rank, self._status(drawn), now))
        return parts

    def _status(self, drawn: Positions) -> Coded:
        return self.months.texts(drawn, STATUS)

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the variables for a file."""
        return {"spans": self.spans.to_json(), "months": self.months.to_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variables of a file."""
        return cls(Steps.from_json(read["spans"]), Steps.from_json(read["months"]))


def started(decided: Floats) -> Floats:
    """Return when cards were decided on, as a number from 0 (today) to 1 (eight years ago)."""
    return np.asarray(np.clip(-decided / 2922, 0, 1))


def first_month(decided: Floats, lag: Floats) -> Ints:
    """Return the month of the first statement of cards decided on ``decided`` days ago."""
    return np.clip(np.floor(decided / MONTH) + lag, OLDEST, -1).astype(np.int64)


def _table(parts: list[tuple[Ints, Ints, Coded, Statements]], *, number: Ints, owner: Ints, client_ids: Ints) -> Rows:
    """Return the rows of the table, in order of client, card and month."""
    card = np.concatenate([part[0] for part in parts] or [np.zeros(0, np.int64)])
    month = np.concatenate([part[1] for part in parts] or [np.zeros(0, np.int64)])
    order = np.lexsort((month, number[card], owner[card]))
    joined = {
        raw: np.concatenate([getattr(part[3], name) for part in parts] or [np.zeros(0)])[order]
        for name, raw in RAW.items()
    }
    status = Coded(
        np.concatenate([part[2].codes for part in parts] or [np.zeros(0, np.int64)])[order], parts[0][2].names
    )
    other_times = np.where(
        np.isnan(joined["AMT_DRAWINGS_OTHER_CURRENT"]), np.nan, joined["AMT_DRAWINGS_OTHER_CURRENT"] > 0
    )
    times = np.nan_to_num(joined["CNT_DRAWINGS_ATM_CURRENT"]) + np.nan_to_num(joined["CNT_DRAWINGS_POS_CURRENT"])
    whole = ("SK_DPD", "SK_DPD_DEF", "AMT_CREDIT_LIMIT_ACTUAL")
    columns: dict[str, Column] = {
        "SK_ID_PREV": number[card][order],
        "SK_ID_CURR": client_ids[owner[card]][order],
        "MONTHS_BALANCE": month[order],
        "NAME_CONTRACT_STATUS": status,
        "AMT_TOTAL_RECEIVABLE": joined["AMT_RECIVABLE"],
        "CNT_DRAWINGS_CURRENT": (times + np.nan_to_num(other_times)).astype(np.int64),
        "CNT_DRAWINGS_OTHER_CURRENT": other_times,
    }
    columns |= {name: values.astype(np.int64) if name in whole else values for name, values in joined.items()}
    return Rows(columns=columns, owner=owner[card][order])
