"""What fell due and what was paid on our loans: table ``installments_payments``, by rules of the trade."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Column, Curve, Flags, Floats, Generator, Ints, Rows
from limpide.sources.synthetic.ours.loans import OurLoans
from limpide.sources.synthetic.ours.pos import Balances
from limpide.sources.synthetic.ours.room import OurHistory
from limpide.sources.synthetic.ours.schedule import Instalments, instalments_of

_DAYS_LATE = Curve(
    (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 1.0), (-45, -29, -14, -6, -1, 0, 4, 12, 29)
)  # fmt: skip
"""Days by which the average client pays after the due day."""

_WITH_RISK = 0.25  # by how much a riskier client pays later: normal scores of the days for one deviation
_OWN, _OF_LOAN, _OF_PAYMENT = 0.45, 0.35, 0.75  # deviations of these scores: a client's habit, a loan's, a payment's
_SPLIT, _SPLIT_WITH_RISK = 0.055, 0.25  # share of instalments paid in two parts, and how it grows (log)
_SHORT = 0.12  # share of an instalment that is forgotten when small debts are not counted, at most
_MONTH = 31.0


@dataclass(frozen=True)
class _Payments:
    """How each instalment was paid: its day (NaN: not yet), what is paid later, and when."""

    day: Floats
    rest: Floats  # amount of the second payment, 0 without
    later: Floats


def instalment_rows(rng: Generator, history: OurHistory, *, risk: Floats, client_ids: Ints) -> Rows:
    """Return one row per payment of cash and consumer loans; ``risk`` (clients,) has mean 0 and deviation 1."""
    loans, asked = history.loans, instalments_of(history.loans)
    paid = _pay(rng, history, asked, risk)
    rows, second = _double(paid.rest > 0)
    amount = np.where(second, paid.rest[rows], np.round(asked.amount - paid.rest, 3)[rows])
    day = np.where(second, paid.later[rows], paid.day[rows])
    shown = ~second | ~np.isnan(day)
    rows, amount, day = rows[shown], amount[shown], day[shown]
    loan = asked.loan[rows]
    columns: dict[str, Column] = {
        "SK_ID_PREV": loans.number[loan],
        "SK_ID_CURR": client_ids[loans.owner[loan]],
        "NUM_INSTALMENT_VERSION": np.where(asked.settles[rows], 2.0, 1.0),
        "NUM_INSTALMENT_NUMBER": asked.number[rows],
        "DAYS_INSTALMENT": asked.due[rows],
        "DAYS_ENTRY_PAYMENT": day,
        "AMT_INSTALMENT": asked.amount[rows],
        "AMT_PAYMENT": np.where(np.isnan(day), np.nan, amount),
    }
    return Rows(columns=columns, owner=loans.owner[loan])


def _pay(rng: Generator, history: OurHistory, asked: Instalments, risk: Floats) -> _Payments:
    owner = history.loans.owner[asked.loan]
    size = len(asked.loan)
    day = np.maximum(asked.due + _days_late(rng, history.loans, asked, risk), history.loans.decided[asked.loan] + 1)
    split = rng.random(size) < _SPLIT * np.exp(_SPLIT_WITH_RISK * risk[owner])
    share = np.where(split, rng.beta(2, 2, size), 0.0)
    later = day + 1 + np.floor(rng.exponential(5, size))
    behind, small, healed = _arrears(rng, history, asked)
    share = np.where(small, rng.random(size) * _SHORT, np.where(behind, 0.0, share))
    later = np.where(small, healed, later)
    day = np.where(behind & ~small, healed, day)
    later = np.where(later >= 0, np.nan, np.maximum(later, day))
    rest = np.where(small | ~np.isnan(later), np.round(share * asked.amount, 3), 0.0)
    return _Payments(np.where(day >= 0, np.nan, day), np.where(np.isnan(day) | (day >= 0), 0.0, rest), later)


def _days_late(rng: Generator, loans: OurLoans, asked: Instalments, risk: Floats) -> Floats:
    habit = _WITH_RISK * risk + rng.normal(0, _OWN, len(risk))
    of_loan = habit[loans.owner] + rng.normal(0, _OF_LOAN, len(loans.owner))
    score = of_loan[asked.loan] + rng.normal(0, _OF_PAYMENT, len(asked.loan))
    return np.asarray(np.floor(_DAYS_LATE.at_normal(score)))


def _arrears(rng: Generator, history: OurHistory, asked: Instalments) -> tuple[Flags, Flags, Floats]:
    """Return which instalments were unpaid at the end of their month, which only in part, and when they were paid."""
    balances, months = history.balances, history.balances.months
    month = history.today.month(history.loans.owner[asked.loan], asked.due)
    place = _place(balances, asked.loan, month, loans=len(history.loans.owner))
    known = place >= 0
    if not len(months.loan):
        return known, known, np.full(len(known), np.nan)
    late = np.where(known, balances.late[place], 0.0)
    soon = asked.due + np.minimum(late, _MONTH) + 1 + np.floor(rng.exponential(4, len(late)))
    clear = _clear(balances)[place]
    by_then = (clear + rng.random(len(late))) * 30.4375 - history.today.day[history.loans.owner[asked.loan]]
    healed = np.where(late <= _MONTH, soon, np.maximum(np.floor(by_then), asked.due + 1))
    behind = known & (late > 0)
    return behind, behind & (balances.counted[place] == 0), np.where(np.isnan(healed), 0.0, healed)


def _place(balances: Balances, loan: Ints, month: Floats, *, loans: int) -> Ints:
    """Return where the balances of these loans and months are, -1 where they are not shown."""
    months = balances.months
    first, count = np.zeros(loans, dtype=np.int64), np.zeros(loans, dtype=np.int64)
    shown, begin, size = np.unique(months.loan, return_index=True, return_counts=True)
    first[months.rows[shown]], count[months.rows[shown]] = begin, size
    start = np.zeros(loans)
    start[months.rows[shown]] = months.month[begin]
    place = (month - start[loan]).astype(np.int64)
    return np.where((place >= 0) & (place < count[loan]), first[loan] + place, -1)


def _clear(balances: Balances) -> Floats:
    """Return, for each balance, the first month from it on without arrears of that loan, NaN if none is shown."""
    months = balances.months
    size = len(months.loan)
    clear = np.where(balances.late == 0, np.arange(size), size)
    following = np.minimum.accumulate(clear[::-1])[::-1]
    inside = (following < size) & (months.loan[np.minimum(following, size - 1)] == months.loan)
    return np.where(inside, months.month[np.minimum(following, size - 1)], np.nan)


def _double(split: Flags) -> tuple[Ints, Flags]:
    """Return the row numbers with those of ``split`` twice, and which are the second ones."""
    rows = np.repeat(np.arange(len(split)), 1 + split)
    return rows, np.append(False, rows[1:] == rows[:-1]) if len(rows) else np.zeros(0, dtype=bool)
