"""A month's statement as variables that can be drawn one after the other."""

from collections.abc import Mapping

import numpy as np

from limpide.sources.synthetic.cards.memory import FIRST, OWING
from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.cards.traits import SHARES, share_owed
from limpide.sources.synthetic.draws import Flags, Floats
from limpide.sources.synthetic.measured import Measured, Texts

STATUS, BEGIN, MOVE, BILL, USE, FILL, PAY, REST = "status", "begin", "move", "bill", "use", "fill", "pay", "pay at rest"
BOOKED, OWED, PRINCIPAL, CHARGED, CLAIMED = "booked", "owed", "principal", "charged", "claimed"
LATE, TOLERATED = "late", "tolerated"

CASH_USES, SHOP_USES = ("cash", "both"), ("shop", "both")
MOVE_WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    BEGIN: {FIRST: ("yes",)},
    "limit at first": {BEGIN: ("new",)},
    MOVE: {FIRST: ("no",)},
    "limit": {MOVE: ("new",)},
    "minimum": {BILL: ("due",)},
    FILL: {USE: ("both", "cash", "shop", "other")},
    "cash": {USE: CASH_USES},
    "shop": {USE: SHOP_USES},
    "other": {USE: ("other",)},
    "cash_times": {USE: CASH_USES},
    "shop_times": {USE: SHOP_USES},
    PAY: {OWING: ("yes",)},
    "paid": {PAY: ("some",)},
    REST: {OWING: ("no",)},
    "paid at rest": {REST: ("some",)},
    "booked_part": {BOOKED: ("part",)},
}
"""By variable of what moves in a month: the category it depends on, and the levels for which there is a value."""

END_WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "fees": {OWED: ("fees",)},
    "in_favour": {OWED: ("favour",)},
    PRINCIPAL: {OWED: ("some",)},
    "principal_part": {PRINCIPAL: ("part",)},
    "principal_new": {PRINCIPAL: ("new",)},
    CHARGED: {OWED: ("some",)},
    "charges": {CHARGED: ("some",)},
    CLAIMED: {OWED: ("some", "fees")},
    "claimed_part": {CLAIMED: ("part",)},
    "days": {LATE: ("some",)},
    TOLERATED: {LATE: ("one", "some", "on")},
}
"""The same of what a month ends with."""

LEAST_OWED = 100.0
"""Below it what is owed is measured as it is, and not as a multiple of what is expected."""

_NEAR = 0.003  # of the limit, where a card is drawn on as far as it ever is
MOST_MINIMUM, MOST_PART, MOST_CHARGES = 0.3, 2.0, 0.5


def measure_moves(now: Statements, before: Statements, status: Texts, granted: Floats, peak: Floats) -> Measured:
    """Return what moves in a month, in the order in which it is drawn, given the month before."""
    cash, shop, other = now.cash > 0, now.shop > 0, now.other > 0
    still = (now.limit == before.limit) | (now.limit == 0)
    pay = ((np.nan_to_num(now.paid) == 0, "none"), (_about(now.paid, before.paid), "again"))
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            STATUS: status,
            BEGIN: _named((now.limit == granted, "granted"), rest="new"),
            "limit at first": now.limit,
            MOVE: _named((still, "same"), rest="new"),
            "limit": now.limit,
            BILL: _named(
                (np.nan_to_num(now.minimum) == 0, "none"),
                *((_about(now.minimum, share * before.limit), name) for name, share in SHARES.items()),
                (_about(now.minimum, before.balance), "all"),
                (_about(now.minimum, before.minimum), "again"), rest="due",
            ),
            "minimum": np.clip(now.minimum / base(before), 0, MOST_MINIMUM),
            USE: _named(
                (cash & shop, "both"), (cash, "cash"), (shop, "shop"), (other, "other"), rest="none",
            ),
            FILL: _named((np.abs(share_owed(now) - peak) < _NEAR, "yes"), rest="no"),
            "cash": now.cash,
            "shop": now.shop,
            "other": now.other,
            "cash_times": now.cash_times,
            "shop_times": now.shop_times,
            PAY: _named(
                pay[0], (_about(now.paid, now.minimum), "minimum"), pay[1],
                (_about(now.paid, 2 * now.minimum), "twice"), rest="some",
            ),
            "paid": now.paid,
            REST: _named(*pay, rest="some"),
            "paid at rest": now.paid,
            BOOKED: _named((now.booked == 0, "none"), (_about(now.booked, now.paid), "all"), rest="part"),
            "booked_part": np.clip(now.booked / now.paid, 0, 1),
        }  # fmt: skip


def measure_ends(now: Statements, before: Statements) -> Measured:
    """Return what a month ends with, in the order in which it is drawn, given what moved in it."""
    due, owed = expected(before, now)
    on = (before.days > 0) & (np.abs(now.days - before.days - 30) <= 3)
    charges = now.balance - now.principal - (due - owed)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            OWED: _named(
                (now.balance < 0, "favour"), (now.balance == 0, "none"), (now.principal <= 0, "fees"), rest="some",
            ),
            "fees": now.balance,
            "in_favour": now.balance,
            PRINCIPAL: _named(
                (_about(now.principal, owed), "as expected"), (owed < LEAST_OWED, "new"), rest="part",
            ),
            "principal_part": np.clip(now.principal / owed, 0, MOST_PART),
            "principal_new": now.principal,
            CHARGED: _named((_about(charges, 0.0), "none"), rest="some"),
            "charges": np.clip(charges / now.principal, -0.1, MOST_CHARGES),
            CLAIMED: _named(
                (_about(now.claimed, now.balance), "all"), (now.claimed == 0, "none"),
                (_about(now.claimed, now.principal), "principal"), rest="part",
            ),
            "claimed_part": np.clip(now.claimed / now.balance, -0.2, 1.1),
            LATE: _named((now.days == 0, "none"), (on, "on"), (now.days == 1, "one"), rest="some"),
            "days": now.days,
            TOLERATED: _named((now.notable_days == now.days, "no"), rest="yes"),
        }  # fmt: skip


def base(before: Statements) -> Floats:
    """Return the amount that the smallest instalment is a share of."""
    return np.where(before.balance > 0, before.balance, np.maximum(before.limit, 1000.0))


def expected(before: Statements, now: Statements) -> tuple[Floats, Floats]:
    """Return what would be owed without new charges, and how much of it is not charges: payments cover these first."""
    due = np.maximum(before.balance + now.drawn - now.booked, 0.0)
    return due, np.minimum(due, np.maximum(before.principal, 0.0) + now.drawn)


def known_of_end(before: Statements, now: Statements, ceiling: Floats) -> dict[str, Floats]:
    """Return what a month's end depends on besides what was drawn, as numbers from 0 to 1."""
    due, owed = expected(before, now)
    side = before.balance + now.drawn - now.booked
    return {
        "due": np.clip(np.log1p(due) / 15, 0, 1),
        "due side": np.where(side > LEAST_OWED, 1.0, np.where(side > 0, 0.7, np.where(side == 0, 0.5, 0.0))),
        "due used": np.clip(due / np.maximum(ceiling, 1.0), 0, 2) / 2,
        "due charges": np.clip(5 * (due - owed) / np.maximum(owed, 1.0), 0, 1),
        "last charges": np.clip(5 * (before.balance - before.principal) / np.maximum(before.principal, 1.0), 0, 1),
        "repaid": np.clip((before.balance + now.drawn - due) / np.maximum(before.balance + now.drawn, 1.0), 0, 1),
    }


def _about(one: Floats, other: Floats | float) -> Flags:
    return np.asarray(np.abs(one - other) < 1.0)


def _named(*cases: tuple[Flags, str], rest: str) -> Texts:
    """Return the name of the first case that holds for each row."""
    names = np.select([case for case, _ in cases], [name for _, name in cases], rest)
    return names.astype(object)
