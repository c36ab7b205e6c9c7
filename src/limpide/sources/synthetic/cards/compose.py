"""Statements from drawn variables: amounts that hang together, and no balance that runs away."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from limpide.sources.synthetic.cards.measure import (
    BILL,
    BOOKED,
    CASH_USES,
    END_WHENS,
    LATE,
    LEAST_OWED,
    MOVE,
    MOVE_WHENS,
    OWED,
    PAY,
    SHARES,
    SHOP_USES,
    TOLERATED,
    USE,
    base,
    expected,
)  # fmt: skip
from limpide.sources.synthetic.cards.statement import Statements
from limpide.sources.synthetic.draws import Floats
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions

_CENTS = 200.0  # amounts are kept to 1/200
_MOST_USED = 1.3  # of the highest limit a card ever had
_SMALL = 5_000.0  # of fees on a card without a limit
_NOTABLE = 180.0  # days from which arrears are no longer counted as notable


def compose_moves(
    steps: Steps, drawn: Positions, before: Statements, *, granted: Floats, highest: Floats
) -> Statements:
    """Return statements with what moved in the month; what it ends with is still as the month before."""
    some = _values(steps, drawn, MOVE_WHENS)
    limit = np.where(steps.holds(drawn, MOVE, "same"), before.limit, some["limit"])
    limit = np.where(steps.holds(drawn, MOVE, "granted"), granted, limit)
    ceiling = _ceiling(np.maximum(highest, limit))
    bill_unknown = steps.holds(drawn, BILL, "")
    minimum = _minimum(steps, drawn, some["minimum"], before, ceiling)
    paid = np.where(steps.holds(drawn, PAY, "minimum"), minimum, some["paid"])
    paid = np.where(steps.holds(drawn, PAY, "again"), np.nan_to_num(before.paid), paid)
    booked = np.where(steps.holds(drawn, BOOKED, "all"), paid, _cents(paid * some["booked_part"]))
    return replace(
        before,
        limit=limit,
        minimum=np.where(bill_unknown, np.nan, minimum),
        **_spendings(steps, drawn, some, ceiling),
        paid=np.where(steps.holds(drawn, PAY, ""), np.nan, paid),
        booked=booked,
        billed=np.where(bill_unknown, np.nan, before.billed + (minimum > 0)),
    )


def _minimum(steps: Steps, drawn: Positions, share: Floats, before: Statements, ceiling: Floats) -> Floats:
    """Return the smallest instalment, 0 where there is none."""
    minimum = np.maximum(np.minimum(share * base(before), np.maximum(before.balance, 0.1 * ceiling)), 1.0)
    minimum = np.where(steps.holds(drawn, BILL, "again"), np.nan_to_num(before.minimum), minimum)
    for name, usual in SHARES.items():
        minimum = np.where(steps.holds(drawn, BILL, name), usual * before.limit, minimum)
    return _cents(np.where(steps.holds(drawn, BILL, "", "none"), 0.0, minimum))


def _spendings(steps: Steps, drawn: Positions, some: Mapping[str, Floats], ceiling: Floats) -> dict[str, Floats]:
    amount = np.minimum(some["drawn"], ceiling)
    uses = {name: steps.holds(drawn, USE, name) for name in ("", "unknown", "both", "cash", "shop", "other")}
    unknown = uses[""] | uses["unknown"]
    cash = np.where(uses["both"], _cents(amount * some["cash_part"]), np.where(uses["cash"], amount, 0.0))
    shop = np.where(uses["both"], amount - cash, np.where(uses["shop"], amount, 0.0))
    columns = {
        "cash": cash,
        "shop": shop,
        "other": np.where(uses["other"], amount, 0.0),
        "cash_times": np.where(steps.holds(drawn, USE, *CASH_USES), np.maximum(some["cash_times"], 1.0), 0.0),
        "shop_times": np.where(steps.holds(drawn, USE, *SHOP_USES), np.maximum(some["shop_times"], 1.0), 0.0),
    }
    return {"drawn": amount} | {name: np.where(unknown, np.nan, column) for name, column in columns.items()}


def compose_ends(steps: Steps, drawn: Positions, now: Statements, before: Statements, highest: Floats) -> Statements:
    """Return the statements with what is owed at their end and how late it is."""
    some = _values(steps, drawn, END_WHENS)
    balance = _balance(steps, drawn, some, due=expected(before, now), ceiling=_ceiling(highest))
    owed = balance > 0
    days = np.where(steps.holds(drawn, LATE, "on"), before.days + 30, some["days"])
    days = np.where(steps.holds(drawn, LATE, "one"), 1.0, days)
    days = np.rint(np.where(steps.holds(drawn, LATE, "none"), 0.0, days))
    return replace(
        now,
        balance=balance,
        principal=np.where(owed, _cents(balance * some["principal_part"]), np.minimum(balance, 0.0)),
        claimed=np.where(owed, _cents(balance * some["claimed_part"]), balance),
        days=days,
        notable_days=np.where(steps.holds(drawn, TOLERATED, "yes") | (days > _NOTABLE), 0.0, days),
    )


def _balance(steps: Steps, drawn: Positions, some: Mapping[str, Floats], *, due: Floats, ceiling: Floats) -> Floats:
    grown = np.where(due > LEAST_OWED, some["grown"] * due, np.maximum(due, 0.0))
    balance = np.where(steps.holds(drawn, OWED, "some"), grown, some["fees"])
    balance = np.where(steps.holds(drawn, OWED, "as expected"), np.maximum(due, 0.0), balance)
    return np.where(steps.holds(drawn, OWED, "favour"), some["in_favour"], _cents(np.minimum(balance, ceiling)))


def _ceiling(highest: Floats) -> Floats:
    return np.asarray(_MOST_USED * highest + _SMALL)


def _values(steps: Steps, drawn: Positions, names: Mapping[str, object]) -> dict[str, Floats]:
    """Return the values of the numbers among ``names``, 0 where there is none."""
    return {name: np.nan_to_num(steps.values(drawn, name)) for name in names}


def _cents(amount: Floats) -> Floats:
    return np.asarray(np.rint(amount * _CENTS) / _CENTS)
