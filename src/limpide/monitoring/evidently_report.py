"""Evidently's drift report beside our own, for those who know it (extra ``monitor``)."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from limpide.monitoring.crowd import Crowd

MOST_CLIENTS = 10_000
MOST_FEATURES = 20  # it draws every column: more would be a page that no browser likes


def write_evidently(reference: Crowd, current: Crowd, file: Path, *, features: Sequence[str]) -> None:
    """Write one HTML file on at most 10,000 clients of each side and the first 20 of the features."""
    os.environ.setdefault("DO_NOT_TRACK", "1")  # it would tell its makers
    from evidently import Report
    from evidently.presets import DataDriftPreset

    shown = set(features[:MOST_FEATURES])
    before, now = (_frame(crowd.some(MOST_CLIENTS), shown) for crowd in (reference, current))
    told = [name for name in before.columns if name in now and before[name].notna().any() and now[name].notna().any()]
    with np.errstate(divide="ignore"):  # its chi-square test divides by none where a category is new
        Report([DataDriftPreset()]).run(now[told], before[told]).save_html(str(file))


def _frame(crowd: Crowd, shown: set[str]) -> pd.DataFrame:
    columns = {}
    places = [place for place, column in enumerate(crowd.snapshot.columns) if column.name in shown]
    for place, values in crowd.columns(places):
        column = crowd.snapshot.columns[place]
        if column.categories is None:
            columns[column.name] = pd.Series(np.asarray(values, dtype=np.float64))
        else:
            words = np.array([*column.categories, None], dtype=object)
            columns[column.name] = pd.Series(words[np.where(np.isnan(values), len(words) - 1, values).astype(np.intp)])
    return pd.DataFrame(columns)
