"""Evidently's drift report beside our own, for those who know it (extra ``monitor``)."""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from limpide.monitoring.crowd import Crowd

MOST_CLIENTS = 10_000
MOST_FEATURES = 60  # it draws every column: more would be a page that no browser likes


def write_evidently(reference: Crowd, current: Crowd, file: Path) -> None:
    """Write one HTML file on at most 10,000 clients of each side and 60 features, the most changed ones."""
    os.environ.setdefault("DO_NOT_TRACK", "1")  # it would tell its makers
    from evidently import Report
    from evidently.presets import DataDriftPreset

    before, now = (_frame(crowd.some(MOST_CLIENTS)) for crowd in (reference, current))
    shared = [
        name
        for name in before.columns
        if name in now.columns and before[name].notna().any() and now[name].notna().any()
    ]
    shared = shared[:MOST_FEATURES]
    Report([DataDriftPreset()]).run(now[shared], before[shared]).save_html(str(file))


def _frame(crowd: Crowd) -> pd.DataFrame:
    columns = {}
    for place, values in crowd.columns(list(range(len(crowd.snapshot.columns)))):
        column = crowd.snapshot.columns[place]
        if column.categories is None:
            columns[column.name] = pd.Series(np.asarray(values, dtype=np.float64))
        else:
            words = np.array([*column.categories, None], dtype=object)
            columns[column.name] = pd.Series(words[np.where(np.isnan(values), len(words) - 1, values).astype(np.intp)])
    return pd.DataFrame(columns)
