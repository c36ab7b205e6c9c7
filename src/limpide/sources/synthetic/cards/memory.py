"""What the next statement of a card may depend on: the last one, and how the card was used so far."""

from dataclasses import dataclass, replace

import numpy as np

from limpide.sources.synthetic.cards.statement import Statements, nothing_yet
from limpide.sources.synthetic.cards.traits import MONTHS, Traits, share_owed
from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.tree import Positions


@dataclass(frozen=True)
class Phase:
    """What a month is in the lives of cards: which columns are not known yet, and what is over or has not begun."""

    unnamed: Flags
    unpaid: Flags
    unbilled: Flags
    withdrawn: Flags  # without a limit
    unused: Flags


FIRST, OWING = "first statement", "owing"
STATES = {FIRST: ("no", "yes"), OWING: ("no", "yes")}
"""What is known before a statement and decides which variables there are: categories, with their levels."""


class Memory:
    """The statements seen so far of cards in order of falling number of statements."""

    def __init__(self, *, first_month: Ints, months: Ints, granted: Floats, traits: Traits) -> None:
        """Remember nothing yet of cards followed for ``months`` from ``first_month`` (negative)."""
        size = len(first_month)
        self.before = replace(nothing_yet(size), billed=traits.billed.copy())
        self.highest = np.zeros(size)
        self._first, self._months, self._granted, self.traits = first_month, months, granted, traits
        self.rank = 0
        self._quiet = np.full(size, MONTHS)
        self._most = np.zeros(size)
        self._totals = np.zeros((4, size))
        self._moved = np.zeros(size)

    def recall(self, size: int) -> dict[str, Floats]:
        """Return what is known before the next statement of the first ``size`` cards, as numbers from 0 to 1."""
        last, traits = self.before.take(slice(size)), self.traits.take(slice(size))
        limit = np.where(last.limit > 0, last.limit, np.maximum(last.balance, 1.0))
        means = self._totals[:, :size] / max(self.rank, 1)
        left = self._months[:size] - self.rank
        room = self.room(size)
        return {
            FIRST: np.full(size, float(self.rank == 0)),
            OWING: (last.balance != 0).astype(np.float64),
            "rank": np.full(size, min(self.rank / MONTHS, 1.0)),
            "ago": np.clip(-(self._first[:size] + self.rank) / MONTHS, 0, 1),
            "granted": _size(self._granted[:size]),
            "until open": _until(traits.opening - self.rank),
            "until closed": _until(left - traits.closing),
            "until withdrawn": _until(left - traits.withdrawn),
            "until used": _until(traits.wait - self.rank),
            "until rest": _until(left - traits.rest),
            "moves left": np.clip(traits.moves - self._moved[:size], 0, 4) / 4,
            "arrears": traits.arrears / 4,
            "peak": traits.peak,
            "until peak": np.clip(traits.peak - self._most[:size], 0, 1),
            "usage": traits.usage,
            "drawing": traits.drawing,
            "cashing": traits.cashing,
            "paying": traits.paying,
            "missing": traits.missing,
            "tariff": traits.tariff / 4,
            "dearest": np.clip(traits.dearest * 10, 0, 1),
            "until named": _until(traits.unnamed - self.rank),
            "until paid": _until(traits.unpaid - self.rank),
            "until billed": _until(traits.unbilled - self.rank),
            "last limit": _size(last.limit),
            "room": _size(room),
            "room share": np.clip(room / limit, 0, 1),
            "last used": np.clip(last.balance / limit, 0, 2) / 2,
            "last owed": _size(np.maximum(last.balance, 0)),
            "last drawn": _size(last.drawn),
            "last paid": _size(np.nan_to_num(last.paid)),
            "last minimum": _size(np.nan_to_num(last.minimum)),
            "last claimed": np.where(last.balance > 0, np.clip(last.claimed / np.maximum(last.balance, 1), 0, 1), 1.0),
            "last days": np.clip(np.log1p(last.days) / 8, 0, 1),
            "last cash": (np.nan_to_num(last.cash) > 0).astype(np.float64),
            "last shop": (np.nan_to_num(last.shop) > 0).astype(np.float64),
            "quiet": np.clip(self._quiet[:size] / MONTHS, 0, 1),
            "mean used": means[0],
            "mean drawing": means[1],
            "mean paying": means[2],
            "mean late": means[3],
        }

    def room(self, size: int) -> Floats:
        """Return what may still be drawn on each card before anything is paid back."""
        last = self.before.take(slice(size))
        limit = self._granted[:size] if self.rank == 0 else last.limit
        return np.asarray(np.maximum(limit * self.traits.peak[:size] - last.principal, 0.0))

    def phase(self, size: int) -> Phase:
        """Return what the next month is for the first ``size`` cards."""
        traits, left = self.traits.take(slice(size)), self._months[:size] - self.rank
        return Phase(
            unnamed=self.rank < traits.unnamed,
            unpaid=self.rank < traits.unpaid,
            unbilled=self.rank < traits.unbilled,
            withdrawn=left <= traits.withdrawn,
            unused=(self.rank < traits.wait) | (left <= traits.rest),
        )

    def note(self, now: Statements) -> None:
        """Remember the next statement of the first cards."""
        size = len(now.limit)
        before = self.before.take(slice(size))
        limit = np.where(now.limit > 0, now.limit, np.maximum(now.balance, 1.0))
        used = np.clip(now.balance / limit, 0, 2) / 2
        self._totals[:, :size] += np.stack([used, now.drawn > 0, np.nan_to_num(now.paid) > 0, now.days > 0])
        self._most[:size] = np.maximum(self._most[:size], share_owed(now))
        self._quiet[:size] = np.where(now.drawn > 0, 0.0, self._quiet[:size] + 1)
        if self.rank:
            self._moved[:size] += now.limit != before.limit
        self.highest[:size] = np.maximum(self.highest[:size], now.limit)
        # Instalments are counted on after months in which their number is unknown.
        self.before = replace(now, billed=np.where(np.isnan(now.billed), before.billed, now.billed))
        self.rank += 1


def _until(months: Floats) -> Floats:
    """Return months to come, or gone by where negative, as a number from 0 to 1."""
    return np.asarray(np.clip(months / MONTHS, -0.1, 1) / 1.1 + 0.1)


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
