"""What the rows of every history table need: time turned forwards, exact numbers, nothing from the future."""

from typing import Any

import ibis
from ibis import _

DAYS_PER_MONTH = 30.4375
DAYS_PER_YEAR = 365.25
NOT_YET = 365243
"""The lender's date for what has not happened yet."""

# Amounts are kept to 1/1024 of a euro and ratios to 2**-30. Sums of such numbers need no rounding in float64
# (up to 8 * 10**12 euros), so that they are the same to the last bit in whatever order an engine adds them:
# the same tables always give the same snapshot.
_AMOUNT_STEPS, _LARGEST_AMOUNT = 2.0**10, 1e12
_RATIO_STEPS, _LARGEST_RATIO = 2.0**30, 1e3
# Larger than any identifier: days * _KEYS + identifier orders by days, then by identifier.
_KEYS = 10**12
_UNKNOWN_TIME = -(10**6)


def exact_amount(value: Any) -> Any:
    """Round an amount to 1/1024, within ± 10**12."""
    return _rounded(value, steps=_AMOUNT_STEPS, limit=_LARGEST_AMOUNT)


def exact_ratio(part: Any, whole: Any) -> Any:
    """Divide, round to 2**-30 and keep within ± 1000; missing when the whole is zero."""
    return _rounded(part / whole.nullif(0), steps=_RATIO_STEPS, limit=_LARGEST_RATIO)


def _rounded(value: Any, *, steps: float, limit: float) -> Any:
    return (value.clip(lower=-limit, upper=limit) * steps + 0.5).floor() / steps


def past_only(rows: Any, *columns: str) -> Any:
    """Keep the rows whose dates (days or months before the application, negative) are not in the future.

    An unknown date is kept: it says nothing about the future.
    """
    return rows.filter(*[(rows[column] <= 0) | rows[column].isnull() for column in columns])


def months_before(days: Any) -> Any:
    """Turn days counted backwards from the application (negative) into months (positive)."""
    return -days / DAYS_PER_MONTH


def years_before(days: Any) -> Any:
    """Turn days counted backwards from the application (negative) into years (positive)."""
    return -days / DAYS_PER_YEAR


def recency(time: Any, key: Any) -> Any:
    """Order rows by time, then by key: a number that is different for each, larger for the more recent.

    An unknown time is older than any.
    """
    return time.fill_null(_UNKNOWN_TIME) * _KEYS + key


def ranked(rows: Any, *by: str) -> Any:
    """Number each client's rows (or each group's of ``by``) from 1, the most recent; they must carry ``recency``.

    The number is called ``rank``. This is a window over the whole table: once in a history at most.
    """
    window = ibis.window(group_by=by or ("client_id",), order_by=ibis.desc(_.recency, nulls_first=False))
    return rows.mutate(rank=ibis.row_number().over(window) + 1)


def positive(value: Any) -> Any:
    """Blank what is zero or negative: an amount or a length that means "none" in the lender's tables."""
    return (value > 0).ifelse(value, ibis.null())


def unless_negative(value: Any) -> Any:
    """Blank what is negative and cannot be."""
    return (value >= 0).ifelse(value, ibis.null())
