"""Month by month, how loans at other lenders were paid: table ``bureau_balance``."""

import numpy as np

from limpide.sources.synthetic.bureau import BureauLoans
from limpide.sources.synthetic.draws import MONTH, Coded, Flags, Floats, Generator, Ints, Rows, spread
from limpide.sources.synthetic.parameters import BureauParameters

STATUSES = ("0", "1", "2", "3", "4", "5", "C", "X")
_CLOSED, _UNKNOWN = STATUSES.index("C"), STATUSES.index("X")


def bureau_balance_rows(rng: Generator, loans: BureauLoans, *, clients: int, p: BureauParameters) -> Rows:
    """Return the months of the loans of the clients whose months are reported, none missing in between."""
    followed = np.flatnonzero((rng.random(clients) < p.followed)[loans.owner])
    opened = np.floor(loans.start[followed] / MONTH)
    # The bureau starts some months late for some loans and stops early for a few.
    first = np.maximum(opened - np.where(rng.random(len(followed)) < 0.15, rng.integers(0, 24, len(followed)), 0), 0)
    last = np.where(rng.random(len(followed)) < 0.12, np.floor(rng.random(len(followed)) * np.minimum(first, 40)), 0)
    months = np.minimum(first - last + 1, p.months_most).astype(np.int64)
    loan, position = spread(months)
    month = (-(last + months - 1)[loan] + position).astype(np.int64)
    closing = np.floor(np.nan_to_num(loans.closed_on[followed], nan=9e9) / MONTH)
    status = _draw_unknown(rng, loan=loan, position=position, months=months, p=p)
    status = _add_episodes(rng, status, loan=loan, position=position, months=months, risk=loans.risk[followed], p=p)
    status = np.where(month > closing[loan], _CLOSED, status)
    columns = {"SK_ID_BUREAU": loans.number[followed][loan], "MONTHS_BALANCE": month, "STATUS": Coded(status, STATUSES)}
    return Rows(columns=columns, owner=loans.owner[followed][loan])


def _draw_unknown(rng: Generator, *, loan: Ints, position: Ints, months: Ints, p: BureauParameters) -> Ints:
    """Return 0 (paid) or X (not reported): one stretch of X a loan, sometimes all of it."""
    size = len(months)
    share = np.where(
        rng.random(size) < 0.13,
        1.0,
        np.where(rng.random(size) < 0.55, rng.beta(1, 2.2, size) * p.unknown_stretch / 0.30, 0.0),
    )
    length = np.rint(share * months)
    begin = np.floor(rng.random(size) * (months - length + 1))
    hidden = (position >= begin[loan]) & (position < (begin + length)[loan])
    return np.where(hidden, _UNKNOWN, 0)


def _add_episodes(
    rng: Generator, status: Ints, *, loan: Ints, position: Ints, months: Ints, risk: Floats, p: BureauParameters
) -> Ints:
    """Let some loans fall behind: the status climbs one step a month up to its peak, then the arrears are paid."""
    size = len(months)
    taken_from, taken_to = np.full(size, -9.0), np.full(size, -9.0)
    for _ in range(2):
        late: Flags = rng.random(size) < np.clip(p.late * np.exp(p.late_with_risk * risk), 0, 0.6)
        peak = 1 + np.searchsorted(np.cumsum(p.worst), rng.random(size), side="right").clip(0, 4)
        length = peak + np.where(peak == 5, np.floor(rng.exponential(p.stay_at_worst, size)), rng.random(size) < 0.35)
        begin = np.floor(rng.random(size) * months)
        late &= (begin > taken_to) | (begin + length < taken_from)  # episodes stay apart
        taken_from, taken_to = np.where(late, begin, taken_from), np.where(late, begin + length, taken_to)
        step = position - begin[loan] + 1
        behind = late[loan] & (step >= 1) & (step <= length[loan])
        status = np.where(behind, np.minimum(step, peak[loan]), status).astype(np.int64)
    return status
