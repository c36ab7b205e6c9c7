"""When instalments fall due and when they are paid: what POS balances and payments have in common."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Generator, Ints, spread
from limpide.sources.synthetic.parameters import LoanParameters
from limpide.sources.synthetic.previous import Loans


@dataclass(frozen=True)
class Schedule:
    """The repayment of the approved cash and consumer loans of a block.

    First one entry per loan, then (from ``loan`` on) one entry per instalment that fell due before the application.
    Days are negative before the application.
    """

    loans: Ints  # position among all earlier applications
    term: Ints  # instalments planned
    paid_off: Ints  # number of the last instalment: the term, or fewer when ended early
    first_due: Floats
    terminated: Floats  # day on which the contract ended; positive: still running
    behind_from: Floats  # due day of the first missed instalment of an episode, NaN without
    behind_to: Floats  # day on which the arrears were paid; positive: not yet
    loan: Ints  # position among ``loans``
    due: Floats
    number: Ints  # of the instalment, from 1
    paid: Floats  # day of the payment; positive: not yet

    @property
    def last_due(self) -> Floats:
        """Due day of the last instalment, by loan."""
        return np.asarray(self.first_due + 30.0 * (self.paid_off - 1))

    @property
    def running(self) -> Flags:
        """Whether the contract has not ended, by loan."""
        return np.asarray(self.terminated >= 0)


def draw_schedule(rng: Generator, loans: Loans, p: LoanParameters) -> Schedule:
    """Draw how every loan with instalments is repaid, from the client's habit."""
    chosen = loans.repaid_by_instalments
    size, habit, term = len(chosen), loans.habit[chosen], loans.term[chosen]
    lag = np.where(loans.cash[chosen], 30, 30 + np.floor(rng.exponential(4, size)))
    first_due = loans.decided[chosen] + lag
    share = np.where(loans.cash[chosen], p.cash_ended_early, p.consumer_ended_early)
    early = (rng.random(size) < share) & (term > 3)
    paid_off = np.where(early, np.maximum(np.ceil(term * rng.beta(1.7, 1.3, size)), 2), term).astype(np.int64)
    due_so_far = np.clip(np.ceil(-first_due / 30), 0, paid_off).astype(np.int64)
    behind_from, behind_to = _draw_episodes(rng, habit=habit, first_due=first_due, instalments=paid_off, p=p)
    last_due = first_due + 30.0 * (paid_off - 1)
    ended = last_due + 2 + np.floor(rng.exponential(5, size))
    ended = np.where(np.isnan(behind_to), ended, np.maximum(ended, behind_to + 1))
    loan, position = spread(due_so_far)
    due = first_due[loan] + 30.0 * position
    late = np.floor(
        p.days_late.at_normal(
            rng.normal(0, 0.75, len(loan)) + (p.late_with_risk * habit + rng.normal(0, 0.5, size))[loan]
        )
    )
    paid = np.maximum(due + late, loans.decided[chosen][loan] + 1)
    missed = (due >= behind_from[loan]) & (due < behind_to[loan])
    return Schedule(
        loans=chosen,
        term=term,
        paid_off=paid_off,
        first_due=first_due,
        terminated=ended,
        behind_from=behind_from,
        behind_to=behind_to,
        loan=loan,
        due=due,
        number=position + 1,
        paid=np.where(missed, behind_to[loan], paid),
    )


def _draw_episodes(
    rng: Generator, *, habit: Floats, first_due: Floats, instalments: Ints, p: LoanParameters
) -> tuple[Floats, Floats]:
    """Return, by loan, the due day of the first missed instalment and the day it was paid (NaN: none)."""
    size = len(habit)
    happens = rng.random(size) < np.clip(p.episode * np.exp(p.episode_with_habit * habit), 0, 0.6)
    begin = first_due + 30.0 * np.floor(rng.random(size) * instalments)
    length = 6 + np.floor(rng.exponential(32, size))
    length = np.where(rng.random(size) < p.written_off, 9999, length)
    happens &= begin < 0
    return np.where(happens, begin, np.nan), np.where(happens, begin + length, np.nan)
