"""What a card's statements have in common over its whole life, drawn before the first of them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.measured import Measured
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions

MONTHS = 96.0
"""The longest that a card is followed."""

_ARREARS = ("none", "one day", "short", "long", "lasting")
_LONG, _LASTING = 30, 365  # days
_MOST_MOVES = 4
_NUMBERS = ("wait", "rest", "drawing", "cashing", "usage", "paying", "tariff", "unknown")
_USED = {"life": ("used",)}
TRAIT_WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("wait", "rest", "usage", "drawing", "cashing", "paying", "tariff", "arrears"), _USED),
    "billed": {"begun": ("earlier",)},
}
"""By trait: the category it depends on, and the levels of it for which there is a value."""


@dataclass(frozen=True)
class Traits:
    """One entry per card."""

    wait: Floats  # months until it is used, 97 if never
    rest: Floats  # months after it was last used or owed on
    moves: Floats  # how often its limit changes
    arrears: Floats  # the worst of them, 0 to 4
    usage: Floats  # mean share of the highest limit that is owed, 0 to 1
    drawing: Floats  # share of months with drawings
    cashing: Floats  # share of months with cash
    paying: Floats  # share of months with payments
    tariff: Floats  # the highest smallest instalment, as a share of the highest limit
    unknown: Floats  # share of months without particulars of drawings
    billed: Floats  # instalments before the first statement

    def take(self, rows: Flags | Ints | slice) -> Self:
        """Return the traits of some cards."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


def read_traits(rows: Statements, begins: Ints, months: Ints) -> Traits:
    """Return the traits of real cards, whose statements ``rows`` holds from ``begins`` on, ``months`` of them."""
    card = np.repeat(np.arange(len(begins)), months)
    rank = np.arange(len(card)) - np.repeat(begins, months)
    used = (rows.balance != 0) | (rows.drawn > 0)
    first, last = np.full(len(begins), MONTHS + 1), np.full(len(begins), -1.0)
    np.minimum.at(first, card[used], rank[used])
    np.maximum.at(last, card[used], rank[used])
    moved = (rows.limit != np.roll(rows.limit, 1)) & (rank > 0)
    worst = np.maximum.reduceat(rows.days, begins)
    highest = np.maximum(np.maximum.reduceat(rows.limit, begins), 1.0)
    billed = rows.billed[begins] - (rows.minimum[begins] > 0)

    def mean(values: Floats | Flags) -> Floats:
        return np.asarray(np.add.reduceat(values.astype(np.float64), begins) / months)

    return Traits(
        wait=first,
        rest=months - 1 - last,
        moves=np.minimum(mean(moved) * months, _MOST_MOVES).round(),
        arrears=np.searchsorted([0.5, 1.5, _LONG, _LASTING], worst).astype(np.float64),
        usage=np.clip(mean(rows.balance) / highest, 0, 1),
        drawing=mean(rows.drawn > 0),
        cashing=mean(rows.cash > 0),
        paying=mean(rows.paid > 0),
        tariff=np.clip(np.fmax.reduceat(np.nan_to_num(rows.minimum), begins) / highest, 0, 0.1),
        unknown=mean(np.isnan(rows.cash)),
        billed=np.nan_to_num(billed),
    )


def measure_traits(traits: Traits) -> Measured:
    """Return the traits as variables, in the order in which they are drawn."""
    used = traits.wait <= MONTHS
    return {
        "life": np.where(used, "used", "never").astype(object),
        "moves": traits.moves.astype(int).astype(str).astype(object),
        "wait": np.where(used, traits.wait, np.nan),
        "rest": np.where(used, traits.rest, np.nan),
        "drawing": traits.drawing,
        "cashing": traits.cashing,
        "usage": traits.usage,
        "paying": traits.paying,
        "tariff": traits.tariff,
        "arrears": np.array(_ARREARS, dtype=object)[traits.arrears.astype(int)],
        "unknown": traits.unknown,
        "begun": np.where(traits.billed > 0, "earlier", "then").astype(object),
        "billed": traits.billed,
    }


def compose_traits(steps: Steps, drawn: Positions, months: Ints) -> Traits:
    """Return the traits of drawn variables of cards that are followed for ``months``."""
    used = steps.holds(drawn, "life", "used")
    value = {name: np.nan_to_num(steps.values(drawn, name)) for name in _NUMBERS}
    wait = np.clip(np.rint(value["wait"]), 0, np.maximum(months - 1, 0))
    rest = np.clip(np.rint(value["rest"]), 0, np.maximum(months - 1 - wait, 0))
    moves = sum((count * steps.holds(drawn, "moves", str(count)) for count in range(1, 5)), np.zeros(len(months)))
    arrears = sum(
        (rank * steps.holds(drawn, "arrears", name) for rank, name in enumerate(_ARREARS)), np.zeros(len(months))
    )
    return Traits(
        wait=np.where(used, wait, MONTHS + 1),
        rest=np.where(used, rest, months),
        moves=np.asarray(moves, dtype=np.float64),
        arrears=np.where(used, np.asarray(arrears, dtype=np.float64), 0.0),
        usage=np.where(used, value["usage"], 0.0),
        drawing=np.where(used, value["drawing"], 0.0),
        cashing=np.where(used, value["cashing"], 0.0),
        paying=np.where(used, value["paying"], 0.0),
        tariff=np.where(used, value["tariff"], 0.0),
        unknown=value["unknown"],
        billed=np.rint(np.nan_to_num(steps.values(drawn, "billed"))),
    )
