"""What one model is fitted on: clients as they are, weighted, drawn or made up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from limpide.features.feature import Risk
from limpide.features.layout import FeatureColumn

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Made = TypeVar("Made")
_DIRECTIONS = {Risk.RISES: 1, Risk.FALLS: -1, Risk.MIXED: 0}


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows float32 (rows, columns), target float64 (rows,), and how much each row counts, None for all the same.

    The first rows stand for clients: ``drawn`` are their places among the clients offered, int (real rows,), perhaps
    more than once; rows after those were made up. ``offered`` is how many clients there were to draw from.
    """

    columns: tuple[FeatureColumn, ...]
    rows: Matrix
    target: Vector
    drawn: NDArray[np.intp]
    offered: int
    weights: Vector | None = None
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def categorical(self) -> list[int]:
        """The positions of the columns that hold codes."""
        return [place for place, column in enumerate(self.columns) if column.categories is not None]

    @property
    def directions(self) -> list[int]:
        """Whether the risk of each column is expected to rise (1), to fall (-1) or neither (0) with its value."""
        return [_DIRECTIONS[column.risk] if column.categories is None else 0 for column in self.columns]

    @property
    def own(self) -> tuple[Matrix, Vector]:
        """The rows that stand for clients, and their target."""
        return self.rows[: len(self.drawn)], self.target[: len(self.drawn)]

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what is made of these rows whatever the settings, made at the first call and kept."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made


def whole_sample(columns: tuple[FeatureColumn, ...], rows: Matrix, target: Vector) -> Sample:
    """Return the sample of everybody as they are."""
    return Sample(columns, rows, target, drawn=np.arange(len(rows)), offered=len(rows))
