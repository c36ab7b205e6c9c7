"""What a client's loans with other lenders say about the risk of default, in a few numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.sources.synthetic.draws import Coded, Flags, Floats, Ints
from limpide.sources.synthetic.measured import Measured

RawLike = Mapping[str, NDArray[Any] | Coded]
"""The lender's columns: numbers, and text as objects or as codes."""


def summarise_elsewhere(rows: Mapping[str, RawLike], owner: Mapping[str, Ints], size: int) -> Measured:
    """Return figures of ``size`` clients, NaN for those without loans (without months, for the last two).

    ``rows`` and ``owner`` by file stem: columns, and the client of each row.
    """
    return _of_loans(rows["bureau"], owner["bureau"], size) | _of_months(rows, owner, size)


def _of_loans(rows: RawLike, owner: Ints, size: int) -> dict[str, Floats]:
    active, card = _is(rows["CREDIT_ACTIVE"], "Active"), _is(rows["CREDIT_TYPE"], "Credit card")
    start, end = -_number(rows, "DAYS_CREDIT"), _number(rows, "DAYS_CREDIT_ENDDATE")
    credit, debt = np.nan_to_num(_number(rows, "AMT_CREDIT_SUM")), np.nan_to_num(_number(rows, "AMT_CREDIT_SUM_DEBT"))
    count = _total(np.ones(len(owner)), owner, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "bureau_loans": np.where(count > 0, count, np.nan),
            "bureau_active_share": _total(active, owner, size) / count,
            "bureau_age_mean": _total(start, owner, size) / count,
            "bureau_newest": _least(start, owner, size),
            "bureau_end_mean": _mean(end, (end > -4e4) & (end < 2e4), owner, size),
            "bureau_debt_share": _total(debt * active, owner, size) / _positive(_total(credit * active, owner, size)),
            "bureau_debt": np.where(count > 0, _total(debt, owner, size), np.nan),
            "bureau_recent": _total(start <= 365, owner, size) / np.where(count > 0, 1.0, np.nan),
            "bureau_card_share": _total(card, owner, size) / count,
            "bureau_ever_overdue": _total(_number(rows, "AMT_CREDIT_MAX_OVERDUE") > 0, owner, size) / count,
            "bureau_fact_mean": _mean(-_number(rows, "DAYS_ENDDATE_FACT"), ~active, owner, size),
        }


def _of_months(rows: Mapping[str, RawLike], owner: Mapping[str, Ints], size: int) -> dict[str, Floats]:
    months, of = rows["bureau_balance"], owner["bureau_balance"]
    late = np.zeros(len(of), dtype=bool)
    for status in "12345":
        late |= _is(months["STATUS"], status)
    due = late | _is(months["STATUS"], "0")
    recent = _number(months, "MONTHS_BALANCE") >= -24
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "bureau_late_share": _total(late, of, size) / _positive(_total(due, of, size)),
            "bureau_late_lately": _total(late & recent, of, size) / _positive(_total(due & recent, of, size)),
        }


def _number(rows: RawLike, name: str) -> Floats:
    column = rows[name]
    if isinstance(column, Coded):
        raise TypeError(f"{name} is text")
    return np.asarray(column, dtype=np.float64)


def _is(column: NDArray[Any] | Coded, name: str) -> Flags:
    if isinstance(column, Coded):
        return column.equals(name) if name in column.names else np.zeros(len(column.codes), dtype=bool)
    return np.asarray(column == name)


def _total(values: Floats | Flags, owner: Ints, size: int) -> Floats:
    return np.bincount(owner, weights=np.nan_to_num(values.astype(np.float64)), minlength=size).astype(np.float64)


def _mean(values: Floats, rows: Flags, owner: Ints, size: int) -> Floats:
    rows = rows & ~np.isnan(values)
    return _total(values[rows], owner[rows], size) / _total(rows[rows], owner[rows], size)


def _positive(total: Floats) -> Floats:
    return np.where(total > 0, total, np.nan)


def _least(values: Floats, owner: Ints, size: int) -> Floats:
    least = np.full(size, np.inf)
    np.minimum.at(least, owner, values)
    return np.where(np.isinf(least), np.nan, least)
