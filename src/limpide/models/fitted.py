"""What every fitted model can do, whatever its family: score, explain, save itself as data."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]


class FittedModel(Protocol):
    """A model that has learnt; it holds numbers, never code.

    Rows are float32 (clients, columns) in the order of the training columns; a category is its code, anything
    missing is NaN. Margins are log-odds of default before calibration.
    """

    @property
    def kind(self) -> str:
        """The name of its family."""
        ...

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        ...

    def contributions(self, matrix: Matrix) -> Vector:
        """Return what each column adds to the margin, float64 (clients, columns + 1); the last one is the base.

        A row sums to its margin, up to rounding.
        """
        ...

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return what each column adds to the margin of a reference row, float64 (clients, columns + 1), base last.

        ``reference`` is float32 (clients, columns). A row sums to its margin; a value equal to its reference's adds 0.
        """
        ...

    def save(self, folder: Path) -> None:
        """Write the model as text into a folder."""
        ...
