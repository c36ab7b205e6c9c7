"""Learnt range: applications with a number far outside of those that the model learnt from go to a person.

The range of a column is that of the 0.1 % to 99.9 % quantiles of the training base, widened by half of its width on
each side. Only columns that reach the model count, and only those of which enough is known.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from limpide.bundle.limits import LearntLimits
from limpide.contract import Unit
from limpide.sources.tables import TABLES, Column

_WIDER = 0.5
_FEWEST = 500  # numbers of a column behind its quantiles
_TABLE = TABLES["application"]


@cache
def learnt_ranges(limits: LearntLimits) -> Mapping[str, tuple[float, float]]:
    """Return the range of each column of the application that counts, by the lender's name."""
    table = None if limits.base is None else limits.base.by_name.get(_TABLE.name)
    ranges = {}
    for name in limits.columns:
        figures = None if table is None else table.by_name.get(name)
        if figures is None or figures.span is None or figures.numbers < _FEWEST or _is_flag(_TABLE.by_name[name]):
            continue
        low, high = figures.span
        wider = _WIDER * (high - low)
        if wider > 0:
            ranges[name] = (low - wider, high + wider)
    return ranges


def find_outside(limits: LearntLimits | None, application: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns of one application whose number is far outside of the learnt ones."""
    if limits is None:
        return ()
    found = []
    for name, (low, high) in learnt_ranges(limits).items():
        value = application.get(name)
        if value is not None and not low <= value <= high and not _says_nothing(_TABLE.by_name[name], value):
            found.append(name)
    return tuple(found)


def is_outside(limits: LearntLimits | None, applications: pa.Table) -> NDArray[np.bool_]:
    """Return which applications have such a number, bool (clients,)."""
    found = np.zeros(len(applications), dtype=np.bool_)
    for name, (low, high) in ({} if limits is None else learnt_ranges(limits)).items():
        if name in applications.column_names:
            values = np.asarray(pc.fill_null(pc.cast(applications[name], pa.float64()), np.nan))
            column = _TABLE.by_name[name]
            beyond = (values < low) | (values > high)
            beyond &= ~np.isin(values, [float(each) for each in column.sentinels])
            if column.sentinel_below is not None:
                beyond &= ~(values < column.sentinel_below)
            found |= beyond
    return found


def _is_flag(column: Column) -> bool:
    return column.unit is Unit.FLAG


def _says_nothing(column: Column, value: float) -> bool:
    return value in column.sentinels or (column.sentinel_below is not None and value < column.sentinel_below)
