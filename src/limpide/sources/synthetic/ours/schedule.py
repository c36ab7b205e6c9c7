"""When the instalments of our loans fall due, how much each asks for, and how they add up to the loan."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import NOT_YET, Flags, Floats, Ints, spread
from limpide.sources.synthetic.ours.calendar import instalments_paid
from limpide.sources.synthetic.ours.loans import OurLoans

STEP = 30.0  # days between instalments
_ROUNDS = 40


@dataclass(frozen=True)
class Instalments:
    """One entry per instalment that fell due before the application."""

    loan: Ints  # position among all earlier applications
    number: Ints  # from 1
    due: Floats  # day
    amount: Floats
    settles: Flags  # the last one of a loan that ended before its term


def instalments_of(loans: OurLoans) -> Instalments:
    """Return the instalments of all loans with a schedule: annuities, and in the last one what is left of the loan."""
    rows = loans.by_instalments
    rows = rows[loans.first_due[rows] != NOT_YET]
    paid = instalments_paid(loans, rows)
    first = loans.first_due[rows]
    place, position = spread(np.clip(np.ceil(-first / STEP), 0, paid).astype(np.int64))
    number, loan = position + 1, rows[place]
    due = first[place] + STEP * position
    last = number == paid[place]
    credit, annuity, term = loans.credit[rows], loans.annuity[rows], np.maximum(loans.term[rows], 1)
    rate = monthly_rate(credit, annuity, term)
    settling = owed(credit[place], annuity[place], rate[place], number - 1) * (1 + rate[place])
    amount = np.where(last, np.maximum(settling, 0.0), annuity[place])
    return Instalments(loan, number, due, np.round(amount, 3), last & (paid < term)[place])


def owed(credit: Floats, annuity: Floats, rate: Floats, paid: Ints) -> Floats:
    """Return what is owed just after ``paid`` instalments."""
    growth = (1 + rate) ** paid
    interest = np.where(rate > 0, (growth - 1) / np.where(rate > 0, rate, 1.0), paid)
    return np.asarray(credit * growth - annuity * interest)


def monthly_rate(credit: Floats, annuity: Floats, term: Floats) -> Floats:
    """Return the monthly rate at which ``term`` annuities pay the credit back, 0 where they do not even add up to it.

    >>> monthly_rate(np.array([1000.0]), np.array([87.916]), np.array([12.0])).round(4)
    array([0.0083])
    """
    low, high = np.zeros(len(credit)), np.ones(len(credit))
    for _ in range(_ROUNDS):  # halving: safe for any terms
        middle = (low + high) / 2
        worth = annuity * (1 - (1 + middle) ** -term) / middle
        low, high = np.where(worth > credit, middle, low), np.where(worth > credit, high, middle)
    return np.where(annuity * term > credit, (low + high) / 2, 0.0)
