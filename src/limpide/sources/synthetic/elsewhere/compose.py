"""Drawn variables of loans with other lenders turned into the lender's columns of table ``bureau``."""

import numpy as np

from limpide.sources.synthetic.draws import Coded, Column, Flags, Floats, Ints
from limpide.sources.synthetic.elsewhere.rows import CARD, CONSUMER, left_to_pay, life_at_most, months_to_pay
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category

GRID = 4.5
"""The lender's smallest amount."""


def compose_rows(steps: Steps, drawn: Positions, *, start: Floats, end: Floats, first: Ints) -> dict[str, Column]:
    """Return the columns without keys; ``first`` is the row of the client's newest loan."""
    fact = paid_off_on(steps, drawn, start=start, end=end)
    columns: dict[str, Column] = {
        "CREDIT_ACTIVE": _text(steps, drawn, "state"),
        "CREDIT_CURRENCY": _text(steps, drawn, "currency"),
        "DAYS_CREDIT": -start.astype(np.int64),
        "CREDIT_DAY_OVERDUE": _days_overdue(steps, drawn, start=start),
        "DAYS_CREDIT_ENDDATE": end,
        "DAYS_ENDDATE_FACT": fact,
        "AMT_CREDIT_MAX_OVERDUE": _amount(steps, drawn, "peak", to_grid(steps.values(drawn, "peak_amount"), 0.045)),
        "CNT_CREDIT_PROLONG": np.sum(
            [times * steps.holds(drawn, "prolonged", str(times)) for times in range(1, 6)], axis=0
        ),
    }
    columns |= _amounts(steps, drawn, start=start, end=end, first=first)
    columns["CREDIT_TYPE"] = _kind(steps, drawn)
    columns["DAYS_CREDIT_UPDATE"] = _update(steps, drawn, start=start, fact=fact, first=first)
    columns["AMT_ANNUITY"] = columns.pop("AMT_ANNUITY")
    return columns


def _any_of(steps: Steps, drawn: Positions, *names: str) -> Floats:
    """Return the values of numbers of which each row has one at most."""
    return np.asarray(np.fmax.reduce([steps.values(drawn, name) for name in names]))


def _kind(steps: Steps, drawn: Positions) -> Coded:
    others = [level for level in steps.levels.get("other_kind", ()) if isinstance(level, str)]
    names = (CARD, CONSUMER, *others)
    codes = np.where(steps.holds(drawn, "family", "card"), 0, 1)
    for place, name in enumerate(others, start=2):
        codes = np.where(steps.holds(drawn, "other_kind", name), place, codes)
    return Coded(codes, names)


def _text(steps: Steps, drawn: Positions, name: str) -> Column:
    found = next(step.variable for step in steps.steps if step.variable.name == name)
    if not isinstance(found, Category):
        raise TypeError(f"{name} is no category")
    return found.values(drawn[name])


def _prolonged(steps: Steps, drawn: Positions) -> Ints:
    times = [count * steps.holds(drawn, "prolonged", str(count)) for count in range(1, 6)]
    return np.asarray(np.sum(times, axis=0), dtype=np.int64)


def paid_off_on(steps: Steps, drawn: Positions, *, start: Floats, end: Floats) -> Floats:
    """Return the day on which each loan was paid off: after it began, before today."""
    # A loan without an end, or with one still to come, can only have been paid off before it.
    ways = {
        "on": end,
        "soon": end - steps.values(drawn, "soon"),
        "early": np.rint(np.clip(steps.values(drawn, "life"), 0.0, 1.0) * life_at_most(start=start, end=end)) - start,
        "late": end + steps.values(drawn, "late_end"),
    }
    fact = np.full(len(start), np.nan)
    for way, day in ways.items():
        fact = np.where(steps.holds(drawn, "outcome", way), np.where(np.isnan(day), -1.0, day), fact)
    # Whoever would have paid too late for today has paid some time before.
    sooner = -1.0 - np.mod(np.abs(fact), np.maximum(start, 1.0))
    return np.asarray(np.maximum(np.where(fact > -1, sooner, fact), -start))


def _update(steps: Steps, drawn: Positions, *, start: Floats, fact: Floats, first: Ints) -> Ints:
    """Return the day of the last news: the one of the loan before, some days after the end, or of late."""
    lag = np.nan_to_num(steps.values(drawn, "lag"))
    lag = np.where(lag > -2 - fact, np.mod(lag, np.maximum(-1 - fact, 1.0)), lag)
    age = np.where(np.isnan(steps.values(drawn, "age")), 25.0, steps.values(drawn, "age"))
    own = np.where(np.isnan(fact), -np.where(age > start, 2 + np.mod(age, np.maximum(start - 1, 1.0)), age), fact + lag)
    source = _source(steps.holds(drawn, "news", "same"), first)
    return np.clip(own[source], -start, 0.0).astype(np.int64)


def _source(same: Flags, first: Ints) -> Ints:
    """Return the row that each row takes over from: the last one before that is not the ``same``, of the client."""
    row = np.arange(len(same))
    return np.asarray(np.maximum.accumulate(np.where(same & (first < row), 0, row)))


def _amounts(steps: Steps, drawn: Positions, *, start: Floats, end: Floats, first: Ints) -> dict[str, Column]:
    source = _source(steps.holds(drawn, "end", "same"), first)
    credit = _any_of(steps, drawn, "card_credit", "consumer_credit", "other_credit")
    credit = to_grid(np.nan_to_num(credit))[source]
    owed = np.fmax(steps.values(drawn, "owed") * left_to_pay(start=start, end=end), steps.values(drawn, "card_owed"))
    debt = to_grid(credit * np.nan_to_num(owed))
    debt = np.where(steps.holds(drawn, "debt", "overpaid"), -to_grid(steps.values(drawn, "overpaid"), 0.045), debt)
    debt = _amount(steps, drawn, "debt", debt)
    free = to_grid(credit * np.nan_to_num(steps.values(drawn, "free")))
    free = np.where(steps.holds(drawn, "limit", "rest"), np.maximum(credit - np.nan_to_num(debt), 0.0), free)
    card = steps.holds(drawn, "family", "card")
    annuity = to_grid(
        credit * _any_of(steps, drawn, "burden", "card_burden") / months_to_pay(card, start=start, end=end)
    )
    overdue = np.maximum(to_grid(np.nan_to_num(debt * steps.values(drawn, "overdue_share")), 0.045), GRID)
    return {
        "AMT_CREDIT_SUM": credit,
        "AMT_CREDIT_SUM_DEBT": debt,
        "AMT_CREDIT_SUM_LIMIT": _amount(steps, drawn, "limit", free),
        "AMT_CREDIT_SUM_OVERDUE": np.where(_overdue(steps, drawn), overdue, 0.0),
        "AMT_ANNUITY": np.where(
            steps.holds(drawn, "followed", "yes"), _amount(steps, drawn, "annuity", annuity), np.nan
        ),
    }


def _overdue(steps: Steps, drawn: Positions) -> Flags:
    return steps.holds(drawn, "overdue", "some")


def _days_overdue(steps: Steps, drawn: Positions, *, start: Floats) -> Ints:
    days = np.where(_overdue(steps, drawn), np.nan_to_num(steps.values(drawn, "overdue_days"), nan=1.0), 0.0)
    return np.minimum(days, start).astype(np.int64)


def _amount(steps: Steps, drawn: Positions, name: str, amount: Floats) -> Floats:
    """Return the amount where there is something, nought where there is none, NaN where it is unknown."""
    kept = np.where(steps.holds(drawn, name, "none"), 0.0, np.nan_to_num(amount))
    return np.where(steps.holds(drawn, name, "unknown"), np.nan, kept)


def to_grid(amount: Floats, grid: float = GRID) -> Floats:
    """Round to a multiple of the lender's grid."""
    return np.asarray(np.rint(np.rint(amount / grid) * grid * 1000) / 1000)
