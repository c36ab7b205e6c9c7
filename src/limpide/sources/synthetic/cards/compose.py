"""Statements from drawn variables: amounts that hang together, and no balance that runs away."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from limpide.sources.synthetic.cards.measure import (
    BEGIN,
    BILL,
    BOOKED,
    CASH_USES,
    CHARGED,
    CLAIMED,
    END_WHENS,
    FILL,
    LATE,
    MOVE,
    MOVE_WHENS,
    OWED,
    PAY,
    PRINCIPAL,
    REST,
    SHOP_USES,
    TOLERATED,
    USE,
    base,
    expected,
)  # fmt: skip
from limpide.sources.synthetic.cards.memory import Phase
from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.cards.traits import SHARES, Traits
from limpide.sources.synthetic.draws import Flags, Floats
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions

_CENTS = 200.0  # amounts are kept to 1/200
_NOTE = 450.0  # what cash comes in
_SMALL = 5_000.0  # of fees on a card without a limit
_NOTABLE = 180.0  # days from which arrears are no longer counted as notable


def compose_moves(
    steps: Steps, drawn: Positions, before: Statements, *, granted: Floats, phase: Phase, traits: Traits
) -> Statements:
    """Return statements with what moved in the month; what it ends with is still as the month before."""
    some = _values(steps, drawn, MOVE_WHENS)
    limit = np.where(phase.withdrawn, 0.0, _limit(steps, drawn, some, before, granted))
    minimum = np.where(phase.unbilled, 0.0, _minimum(steps, drawn, some["minimum"], before, traits.dearest))
    paid = np.where(phase.unpaid, 0.0, _paid(steps, drawn, some, before, minimum, traits))
    booked = np.where(steps.holds(drawn, BOOKED, "all"), paid, 0.0)
    booked = np.where(steps.holds(drawn, BOOKED, "part"), _rounded(paid * some["booked_part"]), booked)
    charges = np.maximum(before.balance - before.principal, 0.0)
    room = np.maximum(limit * traits.peak - before.principal + np.maximum(booked - charges, 0.0), 0.0)
    return replace(
        before,
        limit=limit,
        minimum=np.where(phase.unbilled, np.nan, minimum),
        **_spendings(steps, drawn, some, np.where(phase.unnamed | phase.unused, 0.0, room), phase.unnamed),
        paid=np.where(phase.unpaid, np.nan, paid),
        booked=booked,
        billed=np.where(phase.unbilled, np.nan, before.billed + (minimum > 0)),
    )


def _limit(steps: Steps, drawn: Positions, some: Mapping[str, Floats], before: Statements, granted: Floats) -> Floats:
    limit = np.where(steps.holds(drawn, MOVE, "new"), some["limit"], before.limit)
    limit = np.where(steps.holds(drawn, BEGIN, "granted"), granted, limit)
    return np.where(steps.holds(drawn, BEGIN, "new"), some["limit at first"], limit)


def _minimum(steps: Steps, drawn: Positions, share: Floats, before: Statements, dearest: Floats) -> Floats:
    """Return the smallest instalment, 0 where there is none."""
    minimum = np.maximum(share * base(before), 1.0)
    minimum = np.where(steps.holds(drawn, BILL, "all"), np.maximum(before.balance, 0.0), minimum)
    minimum = np.minimum(minimum, np.where(before.limit > 0, dearest * before.limit, minimum))
    minimum = np.where(steps.holds(drawn, BILL, "again"), np.nan_to_num(before.minimum), minimum)
    for name, usual in SHARES.items():
        minimum = np.where(steps.holds(drawn, BILL, name), usual * before.limit, minimum)
    return _rounded(np.where(steps.holds(drawn, BILL, "none"), 0.0, minimum))


def _paid(
    steps: Steps, drawn: Positions, some: Mapping[str, Floats], before: Statements, minimum: Floats, traits: Traits
) -> Floats:
    """Return what is paid; those who never miss a month pay what they did last, or what they must."""
    paid = np.where(steps.holds(drawn, PAY, "some"), some["paid"], 0.0)
    paid = np.where(steps.holds(drawn, REST, "some"), some["paid at rest"], paid)
    paid = np.where(steps.holds(drawn, PAY, "minimum"), minimum, paid)
    paid = np.where(steps.holds(drawn, PAY, "twice"), 2 * minimum, paid)
    again = steps.holds(drawn, PAY, "again") | steps.holds(drawn, REST, "again")
    paid = np.where(again, np.nan_to_num(before.paid), paid)
    least = np.where(np.nan_to_num(before.paid) > 0, np.nan_to_num(before.paid), minimum)
    return np.where((paid == 0) & (traits.missing == 0), least, paid)


def _spendings(
    steps: Steps, drawn: Positions, some: Mapping[str, Floats], room: Floats, unnamed: Flags
) -> dict[str, Floats]:
    """Return what is drawn, as far as there is room for it; cash comes first."""
    cash = np.where(steps.holds(drawn, USE, *CASH_USES), some["cash"], 0.0)
    fill = steps.holds(drawn, FILL, "yes")
    cash = np.where((cash > room) | (fill & steps.holds(drawn, USE, "cash")), np.floor(room / _NOTE) * _NOTE, cash)
    shop = np.minimum(
        np.where(steps.holds(drawn, USE, *SHOP_USES), np.where(fill, room, some["shop"]), 0.0), room - cash
    )
    other = np.minimum(np.where(steps.holds(drawn, USE, "other"), some["other"], 0.0), room)
    columns = {
        "cash": cash,
        "shop": shop,
        "other": other,
        "cash_times": np.where(cash > 0, np.maximum(some["cash_times"], 1.0), 0.0),
        "shop_times": np.where(shop > 0, np.maximum(some["shop_times"], 1.0), 0.0),
    }
    known = {name: np.where(unnamed, np.nan, column) for name, column in columns.items()}
    return known | {"drawn": cash + shop + other}


def compose_ends(
    steps: Steps, drawn: Positions, now: Statements, before: Statements, highest: Floats, unused: Flags
) -> Statements:
    """Return the statements with what is owed at their end and how late it is; nothing where a card is ``unused``."""
    some = _values(steps, drawn, END_WHENS)
    due, owed = expected(before, now)
    principal = _principal(steps, drawn, some, owed, most=np.where(now.limit > 0, now.limit, highest))
    charges = (due - owed) + np.where(steps.holds(drawn, CHARGED, "some"), _rounded(some["charges"] * principal), 0.0)
    balance = np.where(steps.holds(drawn, OWED, "some"), principal + np.clip(charges, 0.0, 0.3 * highest + _SMALL), 0.0)
    balance = np.where(steps.holds(drawn, OWED, "fees"), np.minimum(some["fees"], 0.1 * highest + _SMALL), balance)
    balance = np.where(steps.holds(drawn, OWED, "favour"), some["in_favour"], balance)
    balance, principal = np.where(unused, 0.0, balance), np.where(unused, 0.0, principal)
    days = np.where(steps.holds(drawn, LATE, "on"), before.days + 30, some["days"])
    days = np.where(steps.holds(drawn, LATE, "one"), 1.0, days)
    days = np.rint(np.where(steps.holds(drawn, LATE, "none"), 0.0, days))
    return replace(
        now,
        balance=balance,
        principal=np.where(balance < 0, balance, principal),
        claimed=_claimed(steps, drawn, some["claimed_part"], balance, principal),
        days=days,
        notable_days=np.where(steps.holds(drawn, TOLERATED, "yes") | (days > _NOTABLE), 0.0, days),
    )


def _principal(steps: Steps, drawn: Positions, some: Mapping[str, Floats], owed: Floats, *, most: Floats) -> Floats:
    """Return what is owed without interest and fees: not more than a card's limit, unless it was so before."""
    principal = np.where(steps.holds(drawn, PRINCIPAL, "part"), _rounded(owed * some["principal_part"]), owed)
    principal = np.where(steps.holds(drawn, PRINCIPAL, "new"), some["principal_new"], principal)
    principal = np.minimum(np.maximum(principal, 1.0), np.maximum(most, owed))
    return np.where(steps.holds(drawn, OWED, "some"), principal, 0.0)


def _claimed(steps: Steps, drawn: Positions, part: Floats, balance: Floats, principal: Floats) -> Floats:
    claimed = np.where(steps.holds(drawn, CLAIMED, "part"), _rounded(balance * part), balance)
    claimed = np.where(steps.holds(drawn, CLAIMED, "principal"), principal, claimed)
    claimed = np.where(steps.holds(drawn, CLAIMED, "none"), 0.0, claimed)
    return np.where(balance > 0, claimed, balance)


def _values(steps: Steps, drawn: Positions, names: Mapping[str, object]) -> dict[str, Floats]:
    """Return the values of the numbers among ``names``, 0 where there is none."""
    return {name: np.nan_to_num(steps.values(drawn, name)) for name in names}


def _rounded(amount: Floats) -> Floats:
    return np.asarray(np.rint(amount * _CENTS) / _CENTS)
