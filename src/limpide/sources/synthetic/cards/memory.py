"""What the next statement of a card may depend on: the last one, and how the card was used so far."""

from dataclasses import replace

import numpy as np

from limpide.sources.synthetic.cards.statement import Statements, nothing_yet
from limpide.sources.synthetic.cards.traits import MONTHS, Traits
from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.tree import Positions


class Memory:
    """The statements seen so far of cards in order of falling number of statements."""

    def __init__(self, *, first_month: Ints, months: Ints, granted: Floats, traits: Traits) -> None:
        """Remember nothing yet of cards followed for ``months`` from ``first_month`` (negative)."""
        size = len(first_month)
        self.before = replace(nothing_yet(size), billed=traits.billed.copy())
        self.highest = np.zeros(size)
        self._first, self._months, self._granted, self._traits = first_month, months, granted, traits
        self._rank = 0
        self._quiet = np.full(size, MONTHS)
        self._totals = np.zeros((4, size))
        self._moved = np.zeros(size)

    def recall(self, size: int) -> dict[str, Floats]:
        """Return what is known before the next statement of the first ``size`` cards, as numbers from 0 to 1."""
        last, traits = self.before.take(slice(size)), self._traits.take(slice(size))
        limit = np.where(last.limit > 0, last.limit, np.maximum(last.balance, 1.0))
        means = self._totals[:, :size] / max(self._rank, 1)
        left = self._months[:size] - self._rank
        return {
            "rank": np.full(size, min(self._rank / MONTHS, 1.0)),
            "ago": np.clip(-(self._first[:size] + self._rank) / MONTHS, 0, 1),
            "granted": _size(self._granted[:size]),
            "until used": np.clip((traits.wait - self._rank) / MONTHS, -0.1, 1) / 1.1 + 0.1,
            "until rest": np.clip((left - traits.rest) / MONTHS, -0.1, 1) / 1.1 + 0.1,
            "moves left": np.clip(traits.moves - self._moved[:size], 0, 4) / 4,
            "arrears": traits.arrears / 4,
            "usage": traits.usage,
            "drawing": traits.drawing,
            "cashing": traits.cashing,
            "paying": traits.paying,
            "tariff": traits.tariff * 10,
            "unknown": traits.unknown,
            "last limit": _size(last.limit),
            "last used": np.clip(last.balance / limit, 0, 2) / 2,
            "last owed": _size(np.maximum(last.balance, 0)),
            "last drawn": _size(last.drawn),
            "last paid": _size(np.nan_to_num(last.paid)),
            "last paid unknown": np.isnan(last.paid).astype(np.float64),
            "last use unknown": np.isnan(last.cash).astype(np.float64),
            "last minimum": _size(np.nan_to_num(last.minimum)),
            "last minimum unknown": np.isnan(last.minimum).astype(np.float64),
            "last days": np.clip(np.log1p(last.days) / 8, 0, 1),
            "last cash": (np.nan_to_num(last.cash) > 0).astype(np.float64),
            "last shop": (np.nan_to_num(last.shop) > 0).astype(np.float64),
            "quiet": np.clip(self._quiet[:size] / MONTHS, 0, 1),
            "mean used": means[0],
            "mean drawing": means[1],
            "mean paying": means[2],
            "mean late": means[3],
        }

    def note(self, now: Statements) -> None:
        """Remember the next statement of the first cards."""
        size = len(now.limit)
        before = self.before.take(slice(size))
        limit = np.where(now.limit > 0, now.limit, np.maximum(now.balance, 1.0))
        used = np.clip(now.balance / limit, 0, 2) / 2
        self._totals[:, :size] += np.stack([used, now.drawn > 0, np.nan_to_num(now.paid) > 0, now.days > 0])
        self._quiet[:size] = np.where(now.drawn > 0, 0.0, self._quiet[:size] + 1)
        if self._rank:
            self._moved[:size] += now.limit != before.limit
        self.highest[:size] = np.maximum(self.highest[:size], now.limit)
        # Instalments are counted on after months in which their number is unknown.
        self.before = replace(now, billed=np.where(np.isnan(now.billed), before.billed, now.billed))
        self._rank += 1


def _size(amount: Floats) -> Floats:
    """Return an amount as a number from 0 to 1, finer where it is small."""
    return np.asarray(np.clip(np.log1p(np.maximum(amount, 0)) / 15, 0, 1))


KNOWN_OF_CLIENT = (
    "sample",
    "EXT_SOURCE_2",
    "EXT_SOURCE_3",
    "AMT_INCOME_TOTAL",
    "DAYS_BIRTH",
    "NAME_INCOME_TYPE",
    "credit_over_annuity",
)
"""The variables of the client that statements may depend on."""


def of_clients(clients: Positions, owner: Ints) -> dict[str, Floats]:
    """Return what is known of the clients who own the cards."""
    return {name: clients[name][owner] for name in KNOWN_OF_CLIENT}
