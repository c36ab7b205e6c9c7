"""Counts the lender's past loans by shape and length, on whatever engine holds the tables."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ibis import _

from limpide.features.fitted.terms import (
    FILE,
    GOODS_STEP,
    KIND,
    SIZE_EDGES,
    UNKNOWN_GOODS,
    build_table,
    find_shapes,
)
from limpide.features.query import Run, fetch
from limpide.sources.home_credit import Tables, without_sentinels

_FINE = 256  # parts of one of credit over annuity: fine enough to find its step, coarse enough to be counted


def write_terms(tables: Tables, folder: Path, *, run: Run = fetch) -> None:
    """Write the lengths of past loans into a snapshot that is being built; nothing when there is no past loan."""
    loans = run(count_loans(tables))
    if not loans.num_rows:
        return
    ratio, goods, size, months, times = (
        loans[name].to_numpy().astype(np.float64) for name in ("ratio", "goods", "size", "months", "loans")
    )
    table = build_table(
        find_shapes((ratio + 0.5) / _FINE), goods.astype(np.int64), size.astype(np.int64), times, times * months
    )
    text = json.dumps(table.as_json(), allow_nan=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def count_loans(tables: Tables) -> Any:
    """Count past cash loans by shape and length; the same whatever the order of the rows."""
    rows = without_sentinels(tables.previous, "previous").filter(
        _.NAME_CONTRACT_TYPE == KIND, _.AMT_CREDIT > 0, _.AMT_ANNUITY > 0, _.CNT_PAYMENT > 0
    )
    share = (_.AMT_GOODS_PRICE / _.AMT_CREDIT / GOODS_STEP).floor().clip(upper=UNKNOWN_GOODS - 1)
    counted = rows.group_by(
        ratio=(_.AMT_CREDIT / _.AMT_ANNUITY * _FINE).floor().cast("int64"),
        goods=(_.AMT_GOODS_PRICE > 0).ifelse(share, UNKNOWN_GOODS).fill_null(UNKNOWN_GOODS).cast("int64"),
        size=_.AMT_ANNUITY.bucket(SIZE_EDGES, include_under=True, include_over=True, close_extreme=False).cast("int64"),
        months=_.CNT_PAYMENT.cast("int64"),
    ).aggregate(loans=_.count())
    return counted.order_by("ratio", "goods", "size", "months")
