"""Fitting how loans with other lenders were paid month by month."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import MONTH, Floats, Ints
from limpide.sources.synthetic.elsewhere.months import CODES, LATE, PAID, REGIMES, STATUSES, UNKNOWN, Months, Walk
from limpide.sources.synthetic.fitting.evidence import applications, check
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given, fit_category
from limpide.sources.synthetic.measured import Measured, Raw

_GROWTH = Growth(leaves=48, leaf_rows=40)
_LATE = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Statuses:
    """The months before their loans were closed, in order of loan and month."""

    loan: Ints  # row of table bureau
    status: Ints  # 0 to 5, or the code of X


def measure_lives(loans: Raw, months: Raw) -> tuple[Measured, Statuses]:
    """Return what is drawn of a loan's months as a whole, NaN or None for loans without any, and the months."""
    by_number = np.argsort(loans["SK_ID_BUREAU"], kind="stable")
    numbers = loans["SK_ID_BUREAU"][by_number]
    loan = by_number[np.searchsorted(numbers, months["SK_ID_BUREAU"]).clip(0, len(numbers) - 1)]
    order = np.lexsort((months["MONTHS_BALANCE"], loan))
    loan, month = loan[order], months["MONTHS_BALANCE"][order]
    status = _codes(months["STATUS"][order])
    size = len(numbers)
    first, last = _bound(np.minimum, month, loan, size), _bound(np.maximum, month, loan, size)
    is_closed = status == STATUSES.index("C")
    closed = _bound(np.minimum, month[is_closed], loan[is_closed], size)
    open_ = month < np.where(np.isnan(closed), np.inf, closed)[loan]
    before = Statuses(loan[open_], status[open_])
    return _whole(loans, first, last, closed) | _counts(before, size), before


def _codes(texts: object) -> Ints:
    values = np.asarray(texts).astype(str)
    return np.asarray(np.searchsorted(np.array(STATUSES), values), dtype=np.int64)


def _bound(function: np.ufunc, month: Floats, loan: Ints, size: int) -> Floats:
    worst = np.inf if function is np.minimum else -np.inf
    found = np.full(size, worst)
    function.at(found, loan, month)
    return np.where(np.isinf(found), np.nan, found)


def _whole(loans: Raw, first: Floats, last: Floats, closed: Floats) -> dict[str, Floats | np.ndarray]:
    offset = np.clip(np.nan_to_num(first - np.floor(loans["DAYS_CREDIT"] / MONTH)), 0, 2)
    after = closed - np.floor(loans["DAYS_ENDDATE_FACT"] / MONTH)
    near = np.isin(after, range(4))
    closing = np.where(near, np.nan_to_num(after).astype(int).astype(str), np.where(np.isnan(closed), "none", "other"))
    return {
        "offset": offset.astype(int).astype(str).astype(object),
        "stop": np.where(last < 0, "before", "now").astype(object),
        "stop_at": last / np.where(first < 0, first, np.nan),
        "closing": closing.astype(object),
        "closing_at": (closed - first) / (last - first + 1),
    }


def _counts(before: Statuses, size: int) -> dict[str, Floats | np.ndarray]:
    months = np.bincount(before.loan, minlength=size)
    unknown = np.bincount(before.loan[before.status == STATUSES.index("X")], minlength=size)
    is_late = (before.status >= 1) & (before.status <= 5)
    late = np.bincount(before.loan[is_late], minlength=size)
    worst = np.zeros(size, dtype=np.int64)
    np.maximum.at(worst, before.loan[is_late], before.status[is_late])
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "months": months.astype(np.float64),
            "unknown": _rounded(unknown / np.where(months > 0, months, np.nan)),
            "silent": np.where((unknown == months) & (months > 0), "yes", "no").astype(object),
            "hidden": np.where(unknown > 0, "some", "none").astype(object),
            "behind": np.where(late > 0, "some", "none").astype(object),
            "worst": worst.astype(str).astype(object),
            "late": _rounded(late / np.where(months > unknown, months - unknown, np.nan)),
        }


def _rounded(share: Floats) -> Floats:
    """Return shares of few different values: half a month of two years is near enough."""
    return np.rint(share * 50) / 50


def fit_months(before: Statuses, owners: Ints, *, seed: int, done: Callable[[int], None]) -> Months:
    """Fit how the months of loans follow each other; ``owners`` are the clients of the rows of table bureau."""
    given, rows = _walk(before, owners)
    status = before.status[rows]
    regime = _regime(status)
    found = fit_category("regime", REGIMES, regime, given, growth=_GROWTH, seed=seed)
    done(1)
    late = np.flatnonzero(regime == LATE)
    check(applications(given.owners[late]), "how late payments go on")
    statuses = fit_category("status", _LATE, status[late] - 1, given.rows(late), growth=_GROWTH, seed=seed + 1)
    done(1)
    return Months(found, statuses)


def _regime(status: Ints) -> Ints:
    return np.where(status == STATUSES.index("X"), UNKNOWN, np.where(status > 0, LATE, PAID)).astype(np.int64)


def _walk(before: Statuses, owners: Ints) -> tuple[Given, Ints]:
    """Go through all loans month by month, as they will be drawn; return what is known of each month, and its row."""
    firsts = np.flatnonzero(np.append(True, np.diff(before.loan) != 0))
    months = np.diff(np.append(firsts, len(before.loan)))
    order = np.argsort(-months, kind="stable")
    firsts, months = firsts[order], months[order]
    loan = before.loan[firsts]
    size = len(owners)
    regime = _regime(before.status)
    unknown = np.bincount(before.loan[regime == UNKNOWN], minlength=size)[loan]
    late = np.bincount(before.loan[regime == LATE], minlength=size)[loan]
    worst = np.zeros(size, dtype=np.int64)
    np.maximum.at(worst, before.loan[regime == LATE], before.status[regime == LATE])
    walk = Walk(unknown, late, worst[loan], months)
    parts, rows = [], []
    for step in range(int(months.max(initial=0))):
        here = firsts[months > step] + step
        parts.append({name: column.copy() for name, column in walk.known(len(here)).items()})
        rows.append(here)
        walk.note(before.status[here], regime[here])
    known = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    row = np.concatenate(rows)
    return Given(known, CODES, owners[before.loan[row]]), row
