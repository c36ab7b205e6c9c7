"""What a client's card statements say of them, for real and for drawn rows alike."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints


def summarise_cards(rows: Mapping[str, Any], owner: Ints, size: int) -> dict[str, Floats]:
    """Return figures of ``size`` clients, NaN for those without statements."""
    month = np.asarray(rows["MONTHS_BALANCE"], dtype=np.float64)
    limit = np.asarray(rows["AMT_CREDIT_LIMIT_ACTUAL"], dtype=np.float64)
    used = np.asarray(rows["AMT_BALANCE"], dtype=np.float64) / np.where(limit > 0, limit, np.nan)
    late = np.asarray(rows["SK_DPD"], dtype=np.float64) > 0
    cash = np.nan_to_num(np.asarray(rows["AMT_DRAWINGS_ATM_CURRENT"], dtype=np.float64)) > 0
    recent = month >= -3
    return {
        "card_used_lately": _mean(used, recent, owner, size),
        "card_used": _mean(used, recent | True, owner, size),
        "card_cash": _mean(cash.astype(np.float64), month >= -12, owner, size),
        "card_late": _mean(late.astype(np.float64), recent | True, owner, size),
    }


def _mean(values: Floats, rows: Any, owner: Ints, size: int) -> Floats:
    rows = rows & ~np.isnan(values)
    count = np.bincount(owner[rows], minlength=size)
    total = np.bincount(owner[rows], weights=values[rows], minlength=size)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
