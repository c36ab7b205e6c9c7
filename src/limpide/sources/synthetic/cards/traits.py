"""What a card's statements have in common over its whole life, drawn before the first of them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from limpide.sources.synthetic.cards.runs import compose_runs, first_and_last, measure_runs, trailing
from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.measured import Measured, Texts
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions

MONTHS = 96.0
"""The longest that a card is followed."""

SHARES = {"a twentieth": 0.05, "six in a hundred": 0.06}
"""Usual smallest instalments, as shares of the limit."""

_ARREARS = ("none", "one day", "short", "long", "lasting")
_TARIFFS = ("none", *SHARES, "of what is owed")
_LONG, _LASTING = 30, 365  # days
_MOST_MOVES = 4
_OF_USED = ("wait", "rest", "drawing", "cashing", "peak", "usage", "paying", "dearest")
_USED = {"life": ("used",)}
TRAIT_WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((*_OF_USED, "tariff", "arrears"), _USED),
    "opening": {"opens": ("later",)},
    "closing": {"closes": ("yes",)},
    "withdrawn": {"limit ends": ("earlier",)},
    "unnamed": {"named": ("later",)},
    "unpaid": {"paid known": ("later",)},
    "unbilled": {"bills known": ("later",)},
    "billed": {"begun": ("earlier",)},
}
"""By trait: the category it depends on, and the levels of it for which there is a value."""


@dataclass(frozen=True)
class Traits:
    """One entry per card."""

    opening: Floats  # months before its status is the usual one
    closing: Floats  # months after it was
    withdrawn: Floats  # months at the end without a limit
    wait: Floats  # months until it is used, 97 if never
    rest: Floats  # months after it was last used or owed on
    unnamed: Floats  # months before the particulars of drawings are known
    unpaid: Floats  # months before payments are
    unbilled: Floats  # months before instalments are
    moves: Floats  # how often its limit changes
    arrears: Floats  # the worst of them, 0 to 4
    peak: Floats  # the most that is owed without charges, as a share of the limit, 0 to 1
    usage: Floats  # mean share of the highest limit that is owed, 0 to 1
    drawing: Floats  # share of months with drawings
    cashing: Floats  # share of months with cash
    paying: Floats  # share of months with payments
    missing: Floats  # whether there were known months without
    tariff: Floats  # what the smallest instalment mostly is, 0 to 3
    dearest: Floats  # the highest smallest instalment, as a share of the highest limit
    billed: Floats  # instalments before the first statement

    def take(self, rows: Flags | Ints | slice) -> Self:
        """Return the traits of some cards."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


def read_traits(rows: Statements, status: Texts, begins: Ints, months: Ints) -> Traits:
    """Return the traits of real cards, whose statements ``rows`` holds from ``begins`` on, ``months`` of them."""
    card = np.repeat(np.arange(len(begins)), months)
    rank = np.arange(len(card)) - np.repeat(begins, months)
    first, last = first_and_last((rows.balance != 0) | (rows.drawn > 0), card, rank, len(begins))
    usual = status == _usual(status)
    moved = (rows.limit != np.roll(rows.limit, 1)) & (rank > 0) & (rows.limit > 0)
    worst = np.maximum.reduceat(rows.days, begins)
    highest = np.maximum(np.maximum.reduceat(rows.limit, begins), 1.0)
    billed = rows.billed[begins] - (rows.minimum[begins] > 0)

    def mean(values: Floats | Flags) -> Floats:
        return np.asarray(np.add.reduceat(values.astype(np.float64), begins) / months)

    def unknown(values: Floats) -> Floats:
        return np.minimum(first_and_last(~np.isnan(values), card, rank, len(begins))[0], months)

    return Traits(
        opening=np.minimum(first_and_last(usual, card, rank, len(begins))[0], months - 1),
        closing=np.where(mean(usual) > 0, trailing(usual, card, rank, months), 0),
        withdrawn=trailing(rows.limit > 0, card, rank, months),
        wait=first,
        rest=months - 1 - last,
        unnamed=unknown(rows.cash),
        unpaid=unknown(rows.paid),
        unbilled=unknown(rows.minimum),
        moves=np.minimum(mean(moved) * months, _MOST_MOVES).round(),
        arrears=np.searchsorted([0.5, 1.5, _LONG, _LASTING], worst).astype(np.float64),
        peak=np.maximum.reduceat(share_owed(rows), begins),
        usage=np.clip(mean(rows.balance) / highest, 0, 1),
        drawing=mean(rows.drawn > 0),
        cashing=mean(rows.cash > 0),
        paying=mean(rows.paid > 0),
        missing=(mean(rows.paid == 0) > 0).astype(np.float64),
        tariff=_tariff(rows, rank, mean),
        dearest=np.clip(np.maximum.reduceat(np.nan_to_num(rows.minimum), begins) / highest, 0, 0.1),
        billed=np.nan_to_num(billed),
    )


def share_owed(rows: Statements) -> Floats:
    """Return what is owed without charges as a share of the limit, 0 to 1; 0 where there is none."""
    share = np.maximum(rows.principal, 0.0) / np.where(rows.limit > 0, rows.limit, np.inf)
    return np.asarray(np.minimum(share, 1.0))


def _usual(status: Texts) -> object:
    """Return the most frequent status."""
    return Counter(status.tolist()).most_common(1)[0][0]


def _tariff(rows: Statements, rank: Ints, mean: Callable[[Floats | Flags], Floats]) -> Floats:
    """Return the place in ``_TARIFFS`` of what most instalments of a card are."""
    limit = np.where(rank > 0, np.roll(rows.limit, 1), 0.0)
    due = rows.minimum > 0
    alike = [due & (np.abs(rows.minimum - share * limit) < 1) for share in SHARES.values()]
    counts = np.stack([mean(one) for one in (*alike, due & ~np.logical_or.reduce(alike))])
    return np.where(counts.max(axis=0) > 0, counts.argmax(axis=0) + 1.0, 0.0)


def measure_traits(traits: Traits, months: Ints) -> Measured:
    """Return the traits as variables, in the order in which they are drawn."""
    used = traits.wait <= MONTHS
    return {
        "opens": np.where(traits.opening > 0, "later", "at once").astype(object),
        "opening": traits.opening,
        "closes": np.where(traits.closing > 0, "yes", "no").astype(object),
        "closing": traits.closing,
        "limit ends": _ending(traits, months),
        "withdrawn": traits.withdrawn,
        "life": np.where(used, "used", "never").astype(object),
        "wait": np.where(used, traits.wait, np.nan),
        "rest": np.where(used, traits.rest, np.nan),
        **measure_runs(traits.wait, traits.unnamed, traits.unpaid, traits.unbilled, months),
        "tariff": np.array(_TARIFFS, dtype=object)[traits.tariff.astype(int)],
        "dearest": traits.dearest,
        "moves": traits.moves.astype(int).astype(str).astype(object),
        "drawing": traits.drawing,
        "cashing": traits.cashing,
        "peak": traits.peak,
        "usage": traits.usage,
        "paying": traits.paying,
        "missing": np.where(traits.missing > 0, "some", "none").astype(object),
        "arrears": np.array(_ARREARS, dtype=object)[traits.arrears.astype(int)],
        "begun": np.where(traits.billed > 0, "earlier", "then").astype(object),
        "billed": traits.billed,
    }


def compose_traits(steps: Steps, drawn: Positions, months: Ints) -> Traits:
    """Return the traits of drawn variables of cards that are followed for ``months``."""
    used = steps.holds(drawn, "life", "used")
    value = {
        name: np.nan_to_num(steps.values(drawn, name))
        for name in (*_OF_USED, "opening", "closing", "withdrawn", "billed")
    }
    wait = np.clip(np.rint(value["wait"]), 0, np.maximum(months - 1, 0))
    rest = np.clip(np.rint(value["rest"]), 0, np.maximum(months - 1 - wait, 0))
    wait = np.where(used, wait, MONTHS + 1)
    closing = np.minimum(np.rint(value["closing"]), months - 1)
    runs = compose_runs(steps, drawn, wait, months)
    return Traits(
        opening=np.minimum(np.rint(value["opening"]), months - 1),
        closing=closing,
        withdrawn=_withdrawn(steps, drawn, np.rint(value["withdrawn"]), closing, months),
        wait=wait,
        rest=np.where(used, rest, months),
        unnamed=runs["unnamed"],
        unpaid=runs["unpaid"],
        unbilled=runs["unbilled"],
        moves=_place(steps, drawn, "moves", tuple(str(count) for count in range(_MOST_MOVES + 1))),
        arrears=np.where(used, _place(steps, drawn, "arrears", _ARREARS), 0.0),
        peak=np.where(used, value["peak"], 1.0),
        usage=np.where(used, value["usage"], 0.0),
        drawing=np.where(used, value["drawing"], 0.0),
        cashing=np.where(used, value["cashing"], 0.0),
        paying=np.where(used, value["paying"], 0.0),
        missing=steps.holds(drawn, "missing", "some").astype(np.float64),
        tariff=np.where(used, _place(steps, drawn, "tariff", _TARIFFS), 0.0),
        dearest=value["dearest"],
        billed=np.rint(value["billed"]),
    )


def _ending(traits: Traits, months: Ints) -> Texts:
    """Return when a card's limit is withdrawn."""
    cases = [traits.withdrawn == 0, traits.withdrawn == months, traits.withdrawn == traits.closing]
    return np.select(cases, ["never", "at once", "when it closes"], "earlier").astype(object)


def _withdrawn(steps: Steps, drawn: Positions, earlier: Floats, closing: Floats, months: Ints) -> Floats:
    """Return the months without a limit at the end of cards."""
    found = np.where(steps.holds(drawn, "limit ends", "never"), 0.0, np.minimum(earlier, months - 1))
    found = np.where(steps.holds(drawn, "limit ends", "at once"), months, found)
    return np.where(steps.holds(drawn, "limit ends", "when it closes"), closing, found)


def _place(steps: Steps, drawn: Positions, name: str, levels: tuple[str, ...]) -> Floats:
    """Return the place among ``levels`` of each card's level of a category, 0 where it has none."""
    places = [place * steps.holds(drawn, name, level) for place, level in enumerate(levels)]
    return np.asarray(np.sum(places, axis=0), dtype=np.float64)
