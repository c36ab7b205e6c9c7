"""Loans at other lenders as the credit bureau reports them: table ``bureau``."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import (
    Coded,
    Column,
    Flags,
    Floats,
    Generator,
    Ints,
    Quantiles,
    Rows,
    choose,
    counts,
    flags,
    nullable,
    sigmoid,
    spread,
)
from limpide.sources.synthetic.parameters import BureauParameters

STATES = ("Active", "Closed", "Sold")
_LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True)
class BureauLoans:
    """One entry per loan, in order of client."""

    owner: Ints  # position of the client in the block
    number: Ints  # SK_ID_BUREAU
    risk: Floats  # of the client
    kind: Ints  # index into the parameters' kinds
    start: Floats  # days before the application, positive
    duration: Floats
    state: Ints  # index into STATES
    closed_on: Floats  # day (negative), NaN while open


def draw_bureau_loans(
    rng: Generator, *, risk: Floats, known: Flags, first_number: int, p: BureauParameters
) -> BureauLoans:
    """Draw the loans of the clients known to the bureau; their numbers start at ``first_number``."""
    number = np.where(
        known, 1 + counts(rng, mean=np.full(len(risk), p.loans_mean - 1), shape=p.loans_shape, most=p.loans_most - 1), 0
    )
    owner, _ = spread(number)
    size, danger = len(owner), risk[owner]
    kind = choose(
        rng, np.array([one.weight for one in p.kinds]) * np.exp(np.outer(danger, [one.risk for one in p.kinds]))
    )
    start = np.floor(np.clip(p.age.draw(rng, size) * np.exp(p.age_with_risk * danger), 1, 2922))
    start = np.where(kind == _kind(p, "Microloan"), np.minimum(start, 1 + start % 900), start)
    duration = np.floor(_by_kind(rng, kind, [one.duration for one in p.kinds]))
    closed_on = _draw_end(rng, start=start, duration=duration, danger=danger, p=p)
    state = np.where(np.isnan(closed_on), 0, 1)
    state = np.where((rng.random(size) < p.sold) & (start > 300), 2, state)
    return BureauLoans(
        owner=owner, number=first_number + rng.permutation(size), risk=danger, kind=kind, start=start,
        duration=duration, state=state, closed_on=np.where(state == 0, np.nan, closed_on),
    )  # fmt: skip


def bureau_rows(rng: Generator, loans: BureauLoans, *, client_ids: Ints, p: BureauParameters) -> Rows:
    """Return the rows of table ``bureau``."""
    size = len(loans.owner)
    active = loans.state == 0
    end = loans.duration - loans.start
    open_ended = rng.random(size) < np.array([one.open_ended for one in p.kinds])[loans.kind]
    columns: dict[str, Column] = {
        "SK_ID_CURR": client_ids[loans.owner],
        "SK_ID_BUREAU": loans.number,
        "CREDIT_ACTIVE": Coded(loans.state, STATES),
        "CREDIT_CURRENCY": Coded(flags(rng, p.foreign, size), ("currency 1", "currency 2")),
        "DAYS_CREDIT": -loans.start.astype(np.int64),
        "DAYS_CREDIT_ENDDATE": nullable(end, ~open_ended),
        "DAYS_ENDDATE_FACT": loans.closed_on,
        "CNT_CREDIT_PROLONG": flags(rng, p.prolonged, size),
        "CREDIT_TYPE": Coded(loans.kind, tuple(one.name for one in p.kinds)),
        "DAYS_CREDIT_UPDATE": _draw_update(rng, loans),
    }
    columns |= _amounts(rng, loans, active=active, end=end, p=p)
    return Rows(columns=columns, owner=loans.owner)


def _kind(p: BureauParameters, name: str) -> int:
    return [one.name for one in p.kinds].index(name)


def _by_kind(rng: Generator, kind: Ints, quantiles: list[tuple[float, ...]]) -> Floats:
    level = rng.random(len(kind))
    values = np.empty(len(kind))
    for index, curve in enumerate(quantiles):
        chosen = kind == index
        values[chosen] = Quantiles(_LEVELS, curve).at(level[chosen])
    return values


def _draw_end(rng: Generator, *, start: Floats, duration: Floats, danger: Floats, p: BureauParameters) -> Floats:
    """Return the day on which each loan ended, NaN for those still open."""
    size = len(start)
    early = rng.random(size) < sigmoid(np.log(p.closed_early / (1 - p.closed_early)) + p.early_with_risk * danger)
    # A card or a mortgage runs for decades on paper; people close it after some years.
    span = np.where(early, np.minimum(duration, 2600) * (0.1 + 0.9 * rng.beta(1.6, 1.6, size)), duration)
    span = np.where(
        ~early & (rng.random(size) < p.overrun * np.exp(0.5 * danger)), span + rng.exponential(700, size), span
    )
    ended = np.floor(span + (rng.random(size) < 0.25) * rng.exponential(30, size)) - start
    return np.where(ended < 0, np.maximum(ended, 1 - start), np.nan)


def _draw_update(rng: Generator, loans: BureauLoans) -> Ints:
    size = len(loans.owner)
    fresh = -np.floor(rng.exponential(25, size)) - 1
    stale = -rng.random(size) * loans.start
    settled = np.nan_to_num(loans.closed_on) + np.floor(
        np.where(rng.random(size) < 0.55, rng.exponential(8, size), rng.exponential(500, size))
    )
    update = np.where(loans.state == 0, np.where(rng.random(size) < 0.85, fresh, stale), settled)
    return np.clip(update, -loans.start, 0).astype(np.int64)


def _amounts(
    rng: Generator, loans: BureauLoans, *, active: Flags, end: Floats, p: BureauParameters
) -> dict[str, Column]:
    size = len(loans.owner)
    card = np.array([one.revolving for one in p.kinds])[loans.kind]
    amount = _by_kind(rng, loans.kind, [one.amount for one in p.kinds]) * np.exp(
        np.where(active & ~card, p.amount_of_recent, -0.1)
    )
    round_amount = np.where(rng.random(size) < 0.6, np.rint(amount / 4500) * 4500, np.round(amount, 2))
    amount = np.where((loans.kind == 0) & (round_amount < 4500), 4500.0, round_amount)
    debt = _draw_debt(rng, loans, amount=amount, card=card, end=end)
    debt = np.round(np.where(active, debt, np.where(rng.random(size) < 0.005, amount * 0.1, 0.0)), 2)
    overdue = active & (rng.random(size) < np.clip(p.overdue * np.exp(p.overdue_with_risk * loans.risk), 0, 0.5))
    overdue_days = np.where(overdue, 1 + rng.exponential(35, size) ** 1.2, 0)
    owed = np.where(overdue, np.maximum(np.round(debt * rng.beta(1, 12, size), 2), 4.5), 0.0)
    peak = np.where(
        rng.random(size) < p.peak_positive * np.exp(0.2 * loans.risk), np.round(rng.lognormal(8.6, 1.5, size), 2), 0.0
    )
    limit = np.where(card & active & (rng.random(size) < 0.45), np.maximum(amount - debt, 0), 0.0)
    annuity = np.where(
        rng.random(size) < np.where(active, 0.75, 0.2), amount / np.clip(loans.duration / 30.4, 6, 120) * 1.15, 0.0
    )
    return {
        "CREDIT_DAY_OVERDUE": np.minimum(overdue_days, loans.start).astype(np.int64),
        "AMT_CREDIT_MAX_OVERDUE": nullable(np.maximum(peak, owed), rng.random(size) >= p.peak_unknown),
        "AMT_CREDIT_SUM": amount,
        "AMT_CREDIT_SUM_DEBT": nullable(debt, rng.random(size) >= p.debt_unknown),
        "AMT_CREDIT_SUM_LIMIT": nullable(np.round(limit, 2), rng.random(size) >= p.limit_unknown),
        "AMT_CREDIT_SUM_OVERDUE": owed,
        "AMT_ANNUITY": nullable(np.round(annuity, 2), rng.random(size) >= p.annuity_unknown),
    }


def _draw_debt(rng: Generator, loans: BureauLoans, *, amount: Floats, card: Flags, end: Floats) -> Floats:
    """Return what is still owed: the unpaid share of a loan, the used share of a card."""
    size = len(amount)
    paid = np.clip(loans.start / np.maximum(loans.duration, 1), 0, 1)
    left = np.where(end > 0, 1 - paid**1.35, rng.beta(1, 3, size)) * np.clip(
        rng.normal(1.05 + 0.10 * loans.risk, 0.10, size), 0, 1.2
    )
    use = sigmoid(rng.normal(0.7 + 0.9 * loans.risk, 2.0, size)) * (rng.random(size) < sigmoid(0.8 + 0.6 * loans.risk))
    return amount * np.where(card, use, left)
