"""Two crowds of a snapshot that a test may change: the files are the small lender's, the values the test's own."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.features.layout import FeatureColumn
from limpide.monitoring.crowd import Crowd
from limpide.portfolio.snapshot import Snapshot, open_snapshot


def open_changeable(path: Path) -> Snapshot:
    """Open a snapshot with its values in memory."""
    opened = open_snapshot(path)
    return replace(opened, matrix=np.array(opened.matrix))


def place_of(snapshot: Snapshot, name: str) -> int:
    """Return where a feature is."""
    return [column.name for column in snapshot.columns].index(name)


def change(snapshot: Snapshot, name: str, values: NDArray[np.float32], **column: object) -> Snapshot:
    """Return the snapshot with other values, and another column, of one feature."""
    place = place_of(snapshot, name)
    matrix = snapshot.matrix.copy()
    matrix[:, place] = values
    columns = list(snapshot.columns)
    columns[place] = FeatureColumn(**vars(columns[place]) | column)
    return replace(snapshot, matrix=matrix, manifest=replace(snapshot.manifest, columns=tuple(columns)))


def halves(snapshot: Snapshot, *, seed: int) -> tuple[Crowd, Crowd]:
    """Return two halves drawn by chance."""
    drawn = np.random.default_rng(seed).permutation(len(snapshot.client_ids))
    first, second = np.array_split(drawn, 2)
    return Crowd(snapshot, np.sort(first)), Crowd(snapshot, np.sort(second))


def everybody(snapshot: Snapshot) -> Crowd:
    """Return all clients."""
    return Crowd(snapshot, np.arange(len(snapshot.client_ids)))
