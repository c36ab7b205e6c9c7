"""A space in which clients have neighbours: numbers on one scale, gaps and categories as places of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
_APART = 0.5  # how far a gap or another category takes two clients apart, in standard deviations of a number


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """How rows become points and points become rows again; learnt from the clients given and from nobody else.

    ``numbers`` and ``categories`` are positions of columns; ``codes`` are the codes of each category that occur, NaN
    for none; ``gaps`` says which numbers are missing for some, ``whole`` which are never anything but whole.
    """

    width: int
    numbers: NDArray[np.intp]
    middle: Vector
    scale: Vector
    gaps: NDArray[np.bool_]
    whole: NDArray[np.bool_]
    categories: tuple[int, ...]
    codes: tuple[Vector, ...]

    @classmethod
    def of(cls, rows: Matrix, categorical: Sequence[int]) -> "Neighbourhood":
        """Learn the space of rows float32 (clients, columns)."""
        categories = tuple(int(column) for column in categorical)
        numbers = np.setdiff1d(np.arange(rows.shape[1]), categories)
        values = rows[:, numbers].astype(np.float64)
        gaps = np.isnan(values)
        empty = gaps.all(axis=0)
        known = np.where(empty, 0.0, values)
        spread = np.nanstd(known, axis=0)
        return cls(
            width=rows.shape[1],
            numbers=numbers,
            middle=np.nanmedian(known, axis=0),
            scale=np.where(spread > 0, spread, 1.0),
            gaps=np.asarray(gaps.any(axis=0)),
            whole=np.asarray((gaps | (values == np.round(values))).all(axis=0)),
            categories=categories,
            codes=tuple(np.unique(rows[:, column].astype(np.float64)) for column in categories),
        )

    def points(self, rows: Matrix) -> Vector:
        """Return float64 (clients, dimensions)."""
        values = rows[:, self.numbers].astype(np.float64)
        missing = np.isnan(values)
        scaled = np.where(missing, 0.0, (values - self.middle) / self.scale)
        belongs = [
            _same(rows[:, column].astype(np.float64)[:, None], codes)
            for column, codes in zip(self.categories, self.codes, strict=True)
        ]
        return np.hstack([scaled, _APART * missing[:, self.gaps], *(_APART * each for each in belongs)])

    def rows(self, points: Vector) -> Matrix:
        """Return float32 (points, columns): missing where the nearer of both neighbours is, and so for categories."""
        rows = np.empty((len(points), self.width), dtype=np.float32)
        scaled, absent, *belongs = np.split(points, self._ends, axis=1)
        values = scaled * self.scale + self.middle
        values[:, self.whole] = np.round(values[:, self.whole])
        values[:, self.gaps] = np.where(absent > _APART / 2, np.nan, values[:, self.gaps])
        rows[:, self.numbers] = values
        for column, codes, each in zip(self.categories, self.codes, belongs, strict=True):
            rows[:, column] = codes[each.argmax(axis=1)]
        return rows

    @property
    def _ends(self) -> NDArray[np.intp]:
        sizes = [len(self.numbers), int(self.gaps.sum()), *map(len, self.codes)]
        return np.cumsum(sizes)[:-1]


def _same(values: Vector, codes: Vector) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (values == codes) | (np.isnan(values) & np.isnan(codes))
    return same
