"""Where a client lies among the others: the space in which similar clients are close.

Each axis is a number that the model uses: the client's rank among all clients, from -½ (lowest) to +½ (highest), a
missing value in the middle, stretched by the square root of what the feature adds to scores on average (mean
absolute contribution). The distance is Euclidean. Protected attributes are no axis, as the model does not use them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float32]
_AXES = 24
_KNOTS = 129
_SAMPLE = 50_000  # clients whose values tell the ranks


@dataclass(frozen=True, eq=False)
class Axis:
    """One feature: its column in the client base, its weight, and the values at which ``ranks`` are reached."""

    feature: str
    column: int
    weight: float
    values: NDArray[np.float64]
    ranks: NDArray[np.float64]

    def places(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return where values lie on the axis, float64 (clients,)."""
        if not len(self.values):
            return np.zeros(len(values))
        found = self.weight * np.interp(values, self.values, self.ranks)
        return np.where(np.isfinite(values), found, 0.0)


@dataclass(frozen=True, eq=False)
class Space:
    """The axes, and the rotation that puts most of the spread first; rotating changes no distance."""

    axes: tuple[Axis, ...]
    rotation: NDArray[np.float64]

    def places(self, matrix: NDArray[np.float32]) -> Places:
        """Return where clients lie, float32 (clients, axes), of float32 (clients, columns)."""
        along = np.column_stack([axis.places(matrix[:, axis.column]) for axis in self.axes])
        return (along @ self.rotation).astype(np.float32)


def build_space(matrix: NDArray[np.float32], weights: Sequence[tuple[str, int, float]]) -> Space:
    """Find the axes of a client base, float32 (clients, columns).

    ``weights`` are (feature, column, mean absolute contribution) of the numbers that the model uses.
    """
    strongest = sorted(weights, key=lambda one: (-one[2], one[0]))[:_AXES]
    total = sum(weight for *_, weight in strongest)
    some = np.asarray(matrix[:: max(1, len(matrix) // _SAMPLE)])
    axes = tuple(
        _axis(feature, column, some[:, column], weight=(weight / total) ** 0.5 if total else 1.0)
        for feature, column, weight in strongest
    )
    along = np.column_stack([axis.places(some[:, axis.column]) for axis in axes])
    _, directions = np.linalg.eigh(np.cov(along, rowvar=False).reshape(len(axes), len(axes)))
    return Space(axes, np.ascontiguousarray(directions[:, ::-1]))


def _axis(feature: str, column: int, values: NDArray[np.float32], *, weight: float) -> Axis:
    present = values[np.isfinite(values)].astype(np.float64)
    if not len(present):
        return Axis(feature, column, weight, np.zeros(0), np.zeros(0))
    levels = np.linspace(0, 1, _KNOTS)
    knots, group = np.unique(np.quantile(present, levels), return_inverse=True)
    ranks = np.bincount(group, weights=levels) / np.bincount(group) - 0.5
    return Axis(feature, column, weight, knots, ranks)
