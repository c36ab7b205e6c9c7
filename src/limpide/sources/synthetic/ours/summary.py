"""What a client's history at this lender says about the risk: a dozen figures, alike for real and drawn rows."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from limpide.sources.synthetic.draws import Coded, Column, Flags, Floats, Ints
from limpide.sources.synthetic.measured import Measured
from limpide.sources.synthetic.ours.text import among

Table = Mapping[str, "Column | NDArray[np.object_]"]
_LATELY = -12.0  # months


def summarise_ours(rows: Mapping[str, Table], owner: Mapping[str, Ints], size: int) -> Measured:
    """Return figures (size,) from ``previous_application`` and ``POS_CASH_balance``; NaN for clients without rows."""
    previous = _previous(rows["previous_application"], owner["previous_application"], size)
    return previous | _pos(rows["POS_CASH_balance"], owner["POS_CASH_balance"], size)


def _previous(table: Table, owner: Ints, size: int) -> dict[str, Floats]:
    status, reason = table["NAME_CONTRACT_STATUS"], table["CODE_REJECT_REASON"]
    approved, refused = _says(status, "Approved"), _says(status, "Refused")
    decided, credit = _numbers(table["DAYS_DECISION"]), _numbers(table["AMT_CREDIT"])
    asked, annuity = _numbers(table["AMT_APPLICATION"]), _numbers(table["AMT_ANNUITY"])
    last, down = _numbers(table["DAYS_LAST_DUE"]), _numbers(table["RATE_DOWN_PAYMENT"])
    running = approved & (last > 0)
    term, yields = _numbers(table["CNT_PAYMENT"]), table["NAME_YIELD_GROUP"]
    everything = np.ones(len(owner), dtype=bool)
    cost = annuity * term / np.where(credit > 0, credit, np.nan)
    return {
        "ours_count": _count(owner, everything, size),
        "ours_refused": _mean(owner, refused, everything, size),
        "ours_refused_score": _mean(owner, _says(reason, "SCOFR", "SCO", "LIMIT"), everything, size),
        "ours_cancelled": _mean(owner, _says(status, "Canceled"), everything, size),
        "ours_newest": _largest(owner, decided, everything, size),
        "ours_oldest": -_largest(owner, -decided, everything, size),
        "ours_newest_refusal": _largest(owner, decided, refused, size),
        "ours_high_yield": _mean(owner, _says(yields, "high"), ~_says(yields, "XNA"), size),
        "ours_cost": _mean(owner, cost, ~np.isnan(cost) & (term > 0), size),
        "ours_granted": _mean(owner, credit / np.where(asked > 0, asked, np.nan), asked > 0, size),
        "ours_down": _mean(owner, down, ~np.isnan(down), size),
        "ours_running_annuity": _sum(owner, np.nan_to_num(annuity), running, everything, size),
        "ours_cards": _mean(owner, _says(table["NAME_CONTRACT_TYPE"], "Revolving loans"), everything, size),
    }


def _pos(table: Table, owner: Ints, size: int) -> dict[str, Floats]:
    late, counted = _numbers(table["SK_DPD"]), _numbers(table["SK_DPD_DEF"])
    month, left = _numbers(table["MONTHS_BALANCE"]), _numbers(table["CNT_INSTALMENT_FUTURE"])
    everything = np.ones(len(owner), dtype=bool)
    return {
        "pos_late": _mean(owner, late > 0, everything, size),
        "pos_late_lately": _mean(owner, late > 0, month >= _LATELY, size),
        "pos_worst": _largest(owner, counted, everything, size),
        "pos_left": _sum(owner, np.nan_to_num(left), month >= -2, everything, size),
        "pos_months": _count(owner, everything, size),
    }


def _says(column: Column | NDArray[np.object_], *names: str) -> Flags:
    return among(column, *names) if isinstance(column, Coded) else np.isin(column.astype(str), names)


def _numbers(column: Column | NDArray[np.object_]) -> Floats:
    if isinstance(column, Coded):
        raise TypeError("text is not a number")
    return np.asarray(column, dtype=np.float64)


def _count(owner: Ints, rows: Flags, size: int) -> Floats:
    count = np.bincount(owner[rows], minlength=size).astype(np.float64)
    return np.where(count > 0, count, np.nan)


def _sum(owner: Ints, values: Floats, rows: Flags, known: Flags, size: int) -> Floats:
    total = np.bincount(owner[rows], weights=values[rows], minlength=size)
    return np.where(np.isnan(_count(owner, known, size)), np.nan, total)


def _mean(owner: Ints, values: Floats | Flags, rows: Flags, size: int) -> Floats:
    total = np.bincount(owner[rows], weights=values[rows].astype(np.float64), minlength=size)
    return np.asarray(total / _count(owner, rows, size))


def _largest(owner: Ints, values: Floats, rows: Flags, size: int) -> Floats:
    largest = np.full(size, -np.inf)
    np.maximum.at(largest, owner[rows], values[rows])
    return np.where(np.isinf(largest), np.nan, largest)
