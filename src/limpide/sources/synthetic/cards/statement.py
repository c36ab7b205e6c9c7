"""A month's statement as variables that can be drawn one after the other, and back again."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats
from limpide.sources.synthetic.elsewhere.steps import Steps
from limpide.sources.synthetic.measured import Raw, Texts
from limpide.sources.synthetic.tree import Positions

_CENTS = 200.0  # amounts are kept to 1/200
STATUS, MOVE, BILL, USE, PAY, BOOKED, OWED, LATE = "status", "move", "bill", "use", "pay", "booked", "owed", "late"

WHENS = {
    "limit": (MOVE, ("new",)),
    "minimum": (BILL, ("due",)),
    "drawn": (USE, ("cash", "shop", "both", "other")),
    "cash_part": (USE, ("both",)),
    "cash_times": (USE, ("cash", "both")),
    "shop_times": (USE, ("shop", "both")),
    "paid": (PAY, ("some",)),
    BOOKED: (PAY, ("some", "minimum")),
    "booked_part": (BOOKED, ("part",)),
    "grown": (OWED, ("some",)),
    "in_favour": (OWED, ("favour",)),
    "principal_part": (OWED, ("some",)),
    "claimed_part": (OWED, ("some",)),
    "days": (LATE, ("some",)),
    "tolerated": (LATE, ("one", "some", "on")),
}
"""By variable: the category it depends on and the levels of it for which there is a value."""


@dataclass(frozen=True)
class Statements:
    """One entry per card: a month's statement. NaN where the lender leaves a column empty."""

    limit: Floats
    minimum: Floats
    drawn: Floats
    cash: Floats
    shop: Floats
    other: Floats
    cash_times: Floats
    shop_times: Floats
    paid: Floats
    booked: Floats  # the part of the payment that counts
    balance: Floats
    principal: Floats
    claimed: Floats
    billed: Floats  # instalments so far
    days: Floats
    notable_days: Floats

    def take(self, rows: "Flags | slice | np.ndarray") -> "Statements":  # type: ignore[type-arg]
        """Return the statements of some cards."""
        return Statements(*(getattr(self, field.name)[rows] for field in fields(self)))


RAW = {
    "limit": "AMT_CREDIT_LIMIT_ACTUAL",
    "minimum": "AMT_INST_MIN_REGULARITY",
    "drawn": "AMT_DRAWINGS_CURRENT",
    "cash": "AMT_DRAWINGS_ATM_CURRENT",
    "shop": "AMT_DRAWINGS_POS_CURRENT",
    "other": "AMT_DRAWINGS_OTHER_CURRENT",
    "cash_times": "CNT_DRAWINGS_ATM_CURRENT",
    "shop_times": "CNT_DRAWINGS_POS_CURRENT",
    "paid": "AMT_PAYMENT_CURRENT",
    "booked": "AMT_PAYMENT_TOTAL_CURRENT",
    "balance": "AMT_BALANCE",
    "principal": "AMT_RECEIVABLE_PRINCIPAL",
    "claimed": "AMT_RECIVABLE",
    "billed": "CNT_INSTALMENT_MATURE_CUM",
    "days": "SK_DPD",
    "notable_days": "SK_DPD_DEF",
}


def read_statements(raw: Raw) -> Statements:
    """Return the statements of the lender's rows."""
    return Statements(*(np.asarray(raw[RAW[field.name]], dtype=np.float64) for field in fields(Statements)))


def nothing_yet(size: int) -> Statements:
    """Return what stands before the first statement."""
    return Statements(*(np.zeros(size) for _ in fields(Statements)))


def measure_statements(now: Statements, before: Statements, status: Texts) -> dict[str, Floats | Texts]:
    """Return the variables of statements, in the order in which they are drawn, given those of the month before."""
    cash, shop, other = now.cash > 0, now.shop > 0, now.other > 0
    use = _named(
        (np.isnan(now.cash), ""), (cash & shop, "both"), (cash, "cash"), (shop, "shop"), (other, "other"), rest="none"
    )
    pay = _named(
        (np.isnan(now.paid), ""), (now.paid == 0, "none"), (_about(now.paid, now.minimum), "minimum"), rest="some"
    )
    on = (before.days > 0) & (np.abs(now.days - before.days - 30) <= 3)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            STATUS: status,
            MOVE: _named((now.limit == before.limit, "same"), (now.limit == 0, "none"), rest="new"),
            "limit": now.limit,
            BILL: _named((np.isnan(now.minimum), ""), (now.minimum == 0, "none"), rest="due"),
            "minimum": now.minimum / _base(before),
            USE: use,
            "drawn": now.drawn,
            "cash_part": now.cash / now.drawn,
            "cash_times": now.cash_times,
            "shop_times": now.shop_times,
            PAY: pay,
            "paid": now.paid,
            BOOKED: _named((now.booked == 0, "none"), (_about(now.booked, now.paid), "all"), rest="part"),
            "booked_part": now.booked / now.paid,
            OWED: _named((now.balance > 0, "some"), (now.balance < 0, "favour"), rest="none"),
            "grown": now.balance / _expected(before, now),
            "in_favour": now.balance,
            "principal_part": np.clip(now.principal / now.balance, -1, 2),
            "claimed_part": np.clip(now.claimed / now.balance, -1, 2),
            LATE: _named((now.days == 0, "none"), (on, "on"), (now.days == 1, "one"), rest="some"),
            "days": now.days,
            "tolerated": _named((now.notable_days == now.days, "no"), rest="yes"),
        }


def compose_statements(steps: Steps, drawn: Positions, before: Statements) -> Statements:
    """Return the statements of drawn variables, given those of the month before."""
    value = {name: steps.values(drawn, name) for name in WHENS}
    some = {name: np.nan_to_num(values) for name, values in value.items()}
    limit = np.where(steps.holds(drawn, MOVE, "same"), before.limit, some["limit"])
    minimum = _cents(some["minimum"] * _base(before))
    spent = _spendings(steps, drawn, some)
    paid = np.where(steps.holds(drawn, PAY, "minimum"), minimum, some["paid"])
    booked = np.where(steps.holds(drawn, BOOKED, "all"), paid, _cents(paid * some["booked_part"]))
    bill_unknown, pay_unknown = steps.holds(drawn, BILL, ""), steps.holds(drawn, PAY, "")
    partial = Statements(
        limit=limit,
        minimum=np.where(bill_unknown, np.nan, minimum),
        **spent,
        paid=np.where(pay_unknown, np.nan, paid),
        booked=booked,
        balance=limit,
        principal=limit,
        claimed=limit,
        billed=np.where(bill_unknown, np.nan, np.nan_to_num(before.billed) + (minimum > 0)),
        days=limit,
        notable_days=limit,
    )
    return _closed(steps, drawn, some, partial, before)


def _spendings(steps: Steps, drawn: Positions, some: Mapping[str, Floats]) -> dict[str, Floats]:
    unknown = steps.holds(drawn, USE, "")
    both, other = steps.holds(drawn, USE, "both"), steps.holds(drawn, USE, "other")
    cash = np.where(both, _cents(some["drawn"] * some["cash_part"]), 0.0)
    cash = np.where(steps.holds(drawn, USE, "cash"), some["drawn"], cash)
    shop = np.where(both, some["drawn"] - cash, 0.0)
    shop = np.where(steps.holds(drawn, USE, "shop"), some["drawn"], shop)
    columns = {
        "cash": cash,
        "shop": shop,
        "other": np.where(other, some["drawn"], 0.0),
        "cash_times": some["cash_times"],
        "shop_times": some["shop_times"],
    }
    return {"drawn": some["drawn"]} | {name: np.where(unknown, np.nan, column) for name, column in columns.items()}


def _closed(
    steps: Steps, drawn: Positions, some: Mapping[str, Floats], now: Statements, before: Statements
) -> Statements:
    """Return the statements with what is owed at their end and how late it is."""
    owed = steps.holds(drawn, OWED, "some")
    balance = np.where(owed, _cents(some["grown"] * _expected(before, now)), some["in_favour"])
    claimed = np.where(owed, _cents(balance * some["claimed_part"]), balance)
    days = np.where(steps.holds(drawn, LATE, "on"), before.days + 30, some["days"])
    days = np.where(steps.holds(drawn, LATE, "one"), 1.0, days)
    tolerated = steps.holds(drawn, "tolerated", "yes")
    values = {field.name: getattr(now, field.name) for field in fields(now)} | {
        "balance": balance,
        "principal": np.where(owed, _cents(balance * some["principal_part"]), np.minimum(balance, 0.0)),
        "claimed": claimed,
        "days": days,
        "notable_days": np.where(tolerated, 0.0, days),
    }
    return Statements(**values)


def _base(before: Statements) -> Floats:
    """Return the amount that the smallest instalment is a share of."""
    return np.where(before.limit > 0, before.limit, np.maximum(before.balance, 1000.0))


def _expected(before: Statements, now: Statements) -> Floats:
    """Return what would be owed without interest and fees."""
    return np.maximum(before.balance + now.drawn - now.booked, 100.0)


def _cents(amount: Floats) -> Floats:
    return np.asarray(np.rint(amount * _CENTS) / _CENTS)


def _about(one: Floats, other: Floats) -> Flags:
    return np.asarray(np.abs(one - other) < 1.0)


def _named(*cases: tuple[Flags, str], rest: str) -> Texts:
    """Return the name of the first case that holds for each row."""
    names = np.select([case for case, _ in cases], [name for _, name in cases], rest)
    return names.astype(object)
