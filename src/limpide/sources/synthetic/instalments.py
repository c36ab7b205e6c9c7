"""What fell due and what was paid on earlier loans: table ``installments_payments``."""

import numpy as np

from limpide.sources.synthetic.draws import Column, Flags, Floats, Generator, Ints, Rows
from limpide.sources.synthetic.parameters import LoanParameters
from limpide.sources.synthetic.previous import Loans
from limpide.sources.synthetic.schedule import Schedule


def instalment_rows(rng: Generator, *, loans: Loans, schedule: Schedule, client_ids: Ints, p: LoanParameters) -> Rows:
    """Return one row per payment: most instalments are paid at once, some in two parts, some not yet."""
    loan = schedule.loans[schedule.loan]
    amount = amounts_due(loans, schedule)
    ended_early = (schedule.number == schedule.paid_off[schedule.loan]) & (schedule.paid_off < schedule.term)[
        schedule.loan
    ]
    unpaid = schedule.paid >= 0
    size = len(loan)
    split = (rng.random(size) < p.split) & ~unpaid & (schedule.paid < -6)
    short = (rng.random(size) < p.short) & ~unpaid & ~split
    part = np.where(
        split, np.round(amount * rng.beta(2, 2, size), 3), np.where(short, np.round(amount * 0.9, 3), amount)
    )
    later = np.minimum(schedule.paid + 1 + np.floor(rng.exponential(5, size)), -1)
    rows, second = _double(split)
    paid = np.where(second, later[rows], schedule.paid[rows])
    value = np.where(second, np.round(amount - part, 3)[rows], part[rows])
    columns: dict[str, Column] = {
        "SK_ID_PREV": loans.number[loan][rows],
        "SK_ID_CURR": client_ids[loans.owner[loan]][rows],
        "NUM_INSTALMENT_VERSION": np.where(ended_early, 2.0, 1.0)[rows],
        "NUM_INSTALMENT_NUMBER": schedule.number[rows],
        "DAYS_INSTALMENT": schedule.due[rows],
        "DAYS_ENTRY_PAYMENT": np.where(unpaid[rows], np.nan, paid),
        "AMT_INSTALMENT": amount[rows],
        "AMT_PAYMENT": np.where(unpaid[rows], np.nan, value),
    }
    return Rows(columns=columns, owner=loans.owner[loan][rows])


def amounts_due(loans: Loans, schedule: Schedule) -> Floats:
    """Return what each instalment asks for: the annuity; the last one of a loan ended early, all that is left."""
    loan = schedule.loans[schedule.loan]
    annuity, monthly = loans.annuity[loan], loans.rate[loan] / 12
    left = schedule.term[schedule.loan] - schedule.number
    principal = annuity * (1 - (1 + monthly) ** -left) / monthly
    last = schedule.number == schedule.paid_off[schedule.loan]
    return np.round(np.where(last, annuity + principal, annuity), 3)


def _double(split: Flags) -> tuple[Ints, Flags]:
    """Return the row numbers with those of ``split`` twice, and which are the second ones."""
    rows = np.repeat(np.arange(len(split)), 1 + split)
    second = np.append(False, rows[1:] == rows[:-1]) if len(rows) else np.zeros(0, dtype=bool)
    return rows, second
