"""What the next statement of a card may depend on: the last one, and how the card was used so far."""

import numpy as np

from limpide.sources.synthetic.cards.statement import Statements, nothing_yet
from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.tree import Positions

_MOST = 96.0  # months


class Memory:
    """The statements seen so far of cards in order of falling number of statements."""

    def __init__(self, first_month: Ints, granted: Floats) -> None:
        """Remember nothing yet of cards whose first statement is of ``first_month`` (negative)."""
        size = len(first_month)
        self.before = nothing_yet(size)
        self._first, self._granted = first_month, granted
        self._rank = 0
        self._quiet = np.full(size, _MOST)
        self._totals = np.zeros((4, size))
        self._kinds = np.zeros((3, size))

    def recall(self, size: int) -> dict[str, Floats]:
        """Return what is known before the next statement of the first ``size`` cards, as numbers from 0 to 1."""
        last = self.before.take(slice(size))
        months = max(self._rank, 1)
        limit = np.where(last.limit > 0, last.limit, np.maximum(last.balance, 1.0))
        used = np.clip(last.balance / limit, 0, 2) / 2
        means = self._totals[:, :size] / months
        return {
            "rank": np.full(size, min(self._rank / _MOST, 1.0)),
            "ago": np.clip(-(self._first[:size] + self._rank) / _MOST, 0, 1),
            "granted": _size(self._granted[:size]),
            "last limit": _size(last.limit),
            "last used": used,
            "last owed": _size(np.maximum(last.balance, 0)),
            "last drawn": _size(last.drawn),
            "last paid": _size(np.nan_to_num(last.paid)),
            "last paid unknown": np.isnan(last.paid).astype(np.float64),
            "last use unknown": np.isnan(last.cash).astype(np.float64),
            "last minimum": _size(np.nan_to_num(last.minimum)),
            "last minimum unknown": np.isnan(last.minimum).astype(np.float64),
            "last days": np.clip(np.log1p(last.days) / 8, 0, 1),
            "last favour": (last.balance < 0).astype(np.float64),
            "last cash": (np.nan_to_num(last.cash) > 0).astype(np.float64),
            "last shop": (np.nan_to_num(last.shop) > 0).astype(np.float64),
            "quiet": np.clip(self._quiet[:size] / _MOST, 0, 1),
            "mean used": means[0],
            "mean drawing": means[1],
            "mean paying": means[2],
            "mean late": means[3],
        }

    def note(self, now: Statements) -> None:
        """Remember the next statement of the first cards."""
        size = len(now.limit)
        limit = np.where(now.limit > 0, now.limit, np.maximum(now.balance, 1.0))
        self._totals[:, :size] += [
            np.clip(now.balance / limit, 0, 2) / 2, now.drawn > 0, np.nan_to_num(now.paid) > 0, now.days > 0,
        ]  # fmt: skip
        self._quiet[:size] = np.where(now.drawn > 0, 0.0, self._quiet[:size] + 1)
        self.before = now
        self._rank += 1


def _size(amount: Floats) -> Floats:
    """Return an amount as a number from 0 to 1, finer where it is small."""
    return np.asarray(np.clip(np.log1p(np.maximum(amount, 0)) / 15, 0, 1))


KNOWN_OF_CLIENT = (
    "sample", "EXT_SOURCE_2", "EXT_SOURCE_3", "AMT_INCOME_TOTAL", "DAYS_BIRTH", "NAME_INCOME_TYPE", "credit_over_annuity",
)  # fmt: skip
"""The variables of the client that statements may depend on."""


def of_clients(clients: Positions, owner: Ints) -> dict[str, Floats]:
    """Return what is known of the clients who own the cards."""
    return {name: clients[name][owner] for name in KNOWN_OF_CLIENT}
