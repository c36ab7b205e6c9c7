"""Monthly balances of earlier cash and consumer loans: table ``POS_CASH_balance``."""

import numpy as np

from limpide.sources.synthetic.draws import MONTH, Coded, Column, Floats, Generator, Ints, Rows, spread
from limpide.sources.synthetic.previous import Loans
from limpide.sources.synthetic.schedule import Schedule

STATUSES = ("Active", "Completed", "Signed", "Demand", "Returned to the store", "Approved", "Amortized debt")


def pos_rows(rng: Generator, *, loans: Loans, schedule: Schedule, client_ids: Ints) -> Rows:
    """Return one row per month of every loan, without a gap, from its first due month to its end or to last month."""
    first = np.minimum(np.floor((schedule.first_due - 25) / MONTH), -1)
    last = np.minimum(np.floor(schedule.terminated / MONTH), -1)
    reported = (loans.decided[schedule.loans] < -25) & (first >= -96)
    months = np.where(reported, np.maximum(last - first + 1, 1), 0).astype(np.int64)
    loan, position = spread(months)
    month = first[loan] + position
    end = (month + 1) * MONTH  # the last day of the month
    fallen_due = np.clip(np.floor((end - schedule.first_due[loan]) / 30) + 1, 0, schedule.paid_off[loan])
    completed = (month == np.floor(schedule.terminated / MONTH)[loan]) & ~schedule.running[loan]
    late = _days_past_due(schedule, loan=loan, end=np.minimum(end, 0.0), fallen_due=fallen_due.astype(np.int64))
    late = np.where(completed, 0, late)
    left = np.where(completed, 0, schedule.term[loan] - fallen_due)
    small = rng.random(len(schedule.loans)) < 0.5  # arrears too small for the tolerant count
    columns: dict[str, Column] = {
        "SK_ID_PREV": loans.number[schedule.loans][loan],
        "SK_ID_CURR": client_ids[loans.owner[schedule.loans]][loan],
        "MONTHS_BALANCE": month.astype(np.int64),
        "CNT_INSTALMENT": np.where(completed, schedule.paid_off[loan], schedule.term[loan]).astype(np.float64),
        "CNT_INSTALMENT_FUTURE": left.astype(np.float64),
        "NAME_CONTRACT_STATUS": _statuses(rng, position=position, completed=completed, late=late),
        "SK_DPD": late.astype(np.int64),
        "SK_DPD_DEF": np.where(small[loan], 0, late).astype(np.int64),
    }
    return Rows(columns=columns, owner=loans.owner[schedule.loans][loan])


def _days_past_due(schedule: Schedule, *, loan: Ints, end: Floats, fallen_due: Ints) -> Floats:
    """Return the age in days of the oldest instalment unpaid at the end of each month, 0 when all are paid."""
    behind = (schedule.behind_from[loan] < end) & (end < schedule.behind_to[loan])
    episode = np.where(behind, end - schedule.behind_from[loan], 0.0)
    counted = np.bincount(schedule.loan, minlength=len(schedule.loans))
    begin = np.cumsum(counted) - counted
    known = (fallen_due >= 1) & (counted[loan] > 0)
    latest = np.where(known, begin[loan] + np.minimum(fallen_due, counted[loan]) - 1, 0)
    if not len(schedule.due):
        return episode
    slight = np.where(
        known & (schedule.paid[latest] > end) & (schedule.due[latest] < end), end - schedule.due[latest], 0.0
    )
    return np.asarray(np.floor(np.maximum(np.nan_to_num(episode), slight)))


def _statuses(rng: Generator, *, position: Ints, completed: Ints, late: Floats) -> Coded:
    size = len(position)
    status = np.where(completed, STATUSES.index("Completed"), STATUSES.index("Active"))
    fresh = (position == 0) & ~completed.astype(bool) & (late == 0)
    draw = rng.random(size)
    status = np.where(fresh & (draw < 0.075), STATUSES.index("Signed"), status)
    status = np.where(fresh & (draw > 0.9955), STATUSES.index("Approved"), status)
    status = np.where(fresh & (draw > 0.9900) & (draw <= 0.9955), STATUSES.index("Returned to the store"), status)
    return Coded(np.where((late > 900) & (draw < 0.25), STATUSES.index("Demand"), status), STATUSES)
