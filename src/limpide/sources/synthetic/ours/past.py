"""What a client's next application depends on: the earlier ones, one after the other."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.ours.loans import APPROVED, CANCELLED, REFUSED
from limpide.sources.synthetic.tree import Positions

OLDEST = 2922.0  # days: the lender looks no further back
_AMOUNTS = 8.0  # decimal digits of the largest amount
_MANY = 50.0

CLIENT = (
    "sample", "NAME_CONTRACT_TYPE", "DAYS_BIRTH", "NAME_INCOME_TYPE", "CODE_GENDER", "DAYS_EMPLOYED", "OCCUPATION_TYPE",
    "NAME_EDUCATION_TYPE", "REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT", "AMT_INCOME_TOTAL", "price",
    "credit_over_annuity", "NAME_TYPE_SUITE", "WEEKDAY_APPR_PROCESS_START", "HOUR_APPR_PROCESS_START",
    "DAYS_LAST_PHONE_CHANGE", "EXT_SOURCE_2", "EXT_SOURCE_3", "EXT_SOURCE_1", "DAYS_REGISTRATION",
    "OBS_60_CNT_SOCIAL_CIRCLE", "FLAG_DOCUMENT_3",
)  # fmt: skip
"""Variables of the client that an earlier application may depend on."""

KINDS = ("cash", "consumer", "unsold", "card", "bare")
"""What is known of an application: offers of each sort with amounts, goods never sold, and bare enquiries."""
CARD = KINDS.index("card")


def kind_of(contract: str | None, portfolio: str | None) -> str:
    """Return the kind of a contract type and portfolio."""
    if portfolio == "XNA":
        return "unsold" if contract == "Consumer loans" else "bare"
    return {"Cash loans": "cash", "Revolving loans": "card"}.get(contract or "", "consumer")


@dataclass(frozen=True)
class Application:
    """The core of an application, one entry per client: what is drawn in turn, client by client side by side."""

    decided: Floats
    hour: Floats
    shift: Floats  # days of the week by which it began before the decision
    outcome: Floats  # code
    amount: Floats  # NaN without an offer


@dataclass(frozen=True)
class Outcomes:
    """What each code of an outcome means: "contract|status|portfolio"."""

    levels: tuple[str, ...]

    def _parts(self, place: int) -> list[str]:
        return [level.split("|")[place] for level in self.levels]

    def kinds(self, codes: Floats) -> Ints:
        """Return the index into KINDS of each code."""
        contracts, portfolios = self._parts(0), self._parts(2)
        index = [KINDS.index(kind_of(*pair)) for pair in zip(contracts, portfolios, strict=True)]
        return np.array(index, dtype=np.int64)[codes.astype(np.int64)]

    def having(self, status: str, codes: Floats) -> Flags:
        """Tell which codes have this status."""
        return np.array([one == status for one in self._parts(1)])[codes.astype(np.int64)]


SLOTS = np.array([0, 1, 1, 2, 0])
"""By kind, where its amount is remembered: goods never sold have a price like those that were."""
_REMEMBERED = ("cash", "goods", "card")


class Past:
    """The earlier applications of some clients while they are gone through, oldest first."""

    def __init__(self, outcomes: Outcomes, clients: Positions, counts: Ints, older: Flags) -> None:
        """Start with clients (positions of their variables) who will have ``counts`` applications.

        ``older``: they have a card that is older than all of these.
        """
        size = len(counts)
        self.outcomes, self.clients, self.counts = outcomes, {name: clients[name] for name in CLIENT}, counts
        self.rank = 0
        self.decided, self.hour, self.shift = np.full((3, size), np.nan)
        self.outcome, self.earlier = np.zeros((2, size))
        self.hours = np.zeros(size)
        self.statuses = np.zeros((3, size))
        self.cards = older.astype(np.float64)
        self.amounts = np.full((len(_REMEMBERED), size), np.nan)

    def given(self, rows: Ints) -> dict[str, Floats]:
        """Return what is known of these clients before their next application, as positions."""
        left = self.counts[rows] - self.rank
        known = {name: position[rows] for name, position in self.clients.items()}
        passed = -self.decided[rows] / OLDEST
        known |= {
            "count": np.minimum(self.counts[rows] / _MANY, 1.0),
            "left": np.minimum(left / _MANY, 1.0),
            "rank": np.full(len(rows), min(self.rank / _MANY, 1.0)),
            "last_decided": passed,
            "pace": passed / left,
            "left_unapproved": np.where(self.statuses[0, rows] > 0, 1.0, np.minimum(left / _MANY, 1.0)),
            "last_outcome": self.outcome[rows],
            "earlier_outcome": self.earlier[rows],
            "approvals": np.minimum(self.statuses[0, rows] / _MANY, 1.0),
            "cards": np.minimum(self.cards[rows], 2) / 2,
            "last_hour": self.hour[rows] / 24,
            "last_shift": self.shift[rows] / 7,
        }
        done = max(self.rank, 1)
        known["mean_hour"] = np.where(self.rank > 0, self.hours[rows] / done / 24, np.nan)
        for name, count in zip(("approved", "refused", "cancelled"), self.statuses, strict=True):
            known[f"share_{name}"] = count[rows] / done
        known |= {f"last_{name}": size_of(self.amounts[slot, rows]) for slot, name in enumerate(_REMEMBERED)}
        return known

    def last_amount(self, rows: Ints, kinds: Ints) -> Floats:
        """Return the amount of the last application of the same sort, NaN without one."""
        return np.asarray(self.amounts[SLOTS[kinds], rows])

    def add(self, rows: Ints, new: Application) -> None:
        """Take the next application of these clients into account."""
        self.earlier[rows] = self.outcome[rows]
        self.decided[rows], self.hour[rows], self.shift[rows] = new.decided, new.hour, new.shift
        self.outcome[rows] = new.outcome
        self.hours[rows] += new.hour
        for count, status in zip(self.statuses, (APPROVED, REFUSED, CANCELLED), strict=True):
            count[rows] += self.outcomes.having(status, new.outcome)
        kinds = self.outcomes.kinds(new.outcome)
        self.cards[rows] += (kinds == CARD) & self.outcomes.having(APPROVED, new.outcome)
        offered = ~np.isnan(new.amount)
        self.amounts[SLOTS[kinds][offered], rows[offered]] = new.amount[offered]
        self.rank += 1


def size_of(amount: Floats) -> Floats:
    """Return an amount as a position: its decimal logarithm as a share of the largest."""
    return np.asarray(np.clip(np.log10(np.maximum(amount, 1.0)) / _AMOUNTS, 0.0, 1.0))


def own_positions(new: Application) -> dict[str, Floats]:
    """Return the core of an application as positions that its details may depend on."""
    return {
        "decided": -new.decided / OLDEST,
        "hour": new.hour / 24,
        "shift": new.shift / 7,
        "outcome": new.outcome,
        "amount": size_of(new.amount),
    }


def change_of(amount: Floats, before: Floats) -> Floats:
    """Return an amount against the one before it (a position), as a position: .5 where they are the same."""
    return np.asarray(np.clip(0.5 + 2 * (size_of(amount) - before), 0.0, 1.0))
