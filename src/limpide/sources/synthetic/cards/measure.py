"""A month's statement as variables that can be drawn one after the other."""

from collections.abc import Mapping

import numpy as np

from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.draws import Flags, Floats
from limpide.sources.synthetic.measured import Measured, Texts

STATUS, MOVE, BILL, USE, PAY, BOOKED, OWED, LATE = "status", "move", "bill", "use", "pay", "booked", "owed", "late"
TOLERATED = "tolerated"

CASH_USES, SHOP_USES = ("cash", "both"), ("shop", "both")
MOVE_WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "limit": {MOVE: ("new",)},
    "minimum": {BILL: ("due",)},
    "drawn": {USE: ("cash", "shop", "both", "other")},
    "cash_part": {USE: ("both",)},
    "cash_times": {USE: CASH_USES},
    "shop_times": {USE: SHOP_USES},
    "paid": {PAY: ("some",)},
    BOOKED: {PAY: ("some", "minimum", "again")},
    "booked_part": {BOOKED: ("part",)},
}
"""By variable of what moves in a month: the category it depends on, and the levels for which there is a value."""

END_WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "grown": {OWED: ("some",)},
    "fees": {OWED: ("fees",)},
    "in_favour": {OWED: ("favour",)},
    "principal_part": {OWED: ("some", "fees", "as expected")},
    "claimed_part": {OWED: ("some", "fees", "as expected")},
    "days": {LATE: ("some",)},
    TOLERATED: {LATE: ("one", "some", "on")},
}
"""The same of what a month ends with."""

LEAST_OWED = 100.0
"""Below it a balance is measured as fees, and not as a multiple of what is expected."""

SHARES = {"a twentieth": 0.05, "six in a hundred": 0.06}
"""Usual smallest instalments, as shares of the limit."""

MOST_GROWN, MOST_MINIMUM = 1.6, 0.1


def measure_moves(now: Statements, before: Statements, status: Texts, granted: Floats) -> Measured:
    """Return what moves in a month, in the order in which it is drawn, given the month before."""
    cash, shop, other = now.cash > 0, now.shop > 0, now.other > 0
    start, same = (before.limit == 0) & (now.limit == granted), now.limit == before.limit
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            STATUS: status,
            MOVE: _named((same, "same"), (now.limit == 0, "none"), (start, "granted"), rest="new"),
            "limit": now.limit,
            BILL: _named(
                (np.isnan(now.minimum), ""), (now.minimum == 0, "none"),
                *((_about(now.minimum, share * before.limit), name) for name, share in SHARES.items()),
                (_about(now.minimum, before.minimum), "again"), rest="due",
            ),
            "minimum": np.clip(now.minimum / base(before), 0, MOST_MINIMUM),
            USE: _named(
                (np.isnan(now.cash) & (now.drawn > 0), "unknown"), (np.isnan(now.cash), ""),
                (cash & shop, "both"), (cash, "cash"), (shop, "shop"), (other, "other"), rest="none",
            ),
            "drawn": now.drawn,
            "cash_part": now.cash / now.drawn,
            "cash_times": now.cash_times,
            "shop_times": now.shop_times,
            PAY: _named(
                (np.isnan(now.paid), ""), (now.paid == 0, "none"), (_about(now.paid, now.minimum), "minimum"),
                (_about(now.paid, before.paid), "again"), rest="some",
            ),
            "paid": now.paid,
            BOOKED: _named((now.booked == 0, "none"), (_about(now.booked, now.paid), "all"), rest="part"),
            "booked_part": np.clip(now.booked / now.paid, 0, 1),
        }  # fmt: skip


def measure_ends(now: Statements, before: Statements) -> Measured:
    """Return what a month ends with, in the order in which it is drawn, given what moved in it."""
    due = expected(before, now)
    on = (before.days > 0) & (np.abs(now.days - before.days - 30) <= 3)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            OWED: _named(
                (now.balance < 0, "favour"), (now.balance == 0, "none"), (_about(now.balance, due), "as expected"),
                (due > LEAST_OWED, "some"), rest="fees",
            ),
            "grown": np.clip(now.balance / due, 0, MOST_GROWN),
            "fees": now.balance,
            "in_favour": now.balance,
            "principal_part": np.clip(now.principal / now.balance, 0, 1),
            "claimed_part": np.clip(now.claimed / now.balance, -0.2, 1.1),
            LATE: _named((now.days == 0, "none"), (on, "on"), (now.days == 1, "one"), rest="some"),
            "days": now.days,
            TOLERATED: _named((now.notable_days == now.days, "no"), rest="yes"),
        }  # fmt: skip


def base(before: Statements) -> Floats:
    """Return the amount that the smallest instalment is a share of."""
    return np.where(before.limit > 0, before.limit, np.maximum(before.balance, 1000.0))


def expected(before: Statements, now: Statements) -> Floats:
    """Return what would be owed without interest and fees."""
    return np.asarray(before.balance + now.drawn - now.booked)


def known_of_end(before: Statements, now: Statements, ceiling: Floats) -> dict[str, Floats]:
    """Return what a month's end depends on besides what was drawn, as numbers from 0 to 1."""
    due = expected(before, now)
    return {
        "due": np.clip(np.log1p(np.maximum(due, 0)) / 15, 0, 1),
        "due side": np.where(due > LEAST_OWED, 1.0, np.where(due > 0, 0.7, np.where(due == 0, 0.5, 0.0))),
        "due used": np.clip(due / np.maximum(ceiling, 1.0), 0, 2) / 2,
    }


def _about(one: Floats, other: Floats) -> Flags:
    return np.asarray(np.abs(one - other) < 1.0)


def _named(*cases: tuple[Flags, str], rest: str) -> Texts:
    """Return the name of the first case that holds for each row."""
    names = np.select([case for case, _ in cases], [name for _, name in cases], rest)
    return names.astype(object)
