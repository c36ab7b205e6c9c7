"""A model on prepared rows, explained against its reference client."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from limpide.models.fitted import FittedModel, Matrix, Vector
from limpide.models.preparation import Preparation


@dataclass(frozen=True, eq=False)
class PreparedModel:
    """A model of any kind whose columns all have one direction, behind the preparation that gives them one.

    Contributions are Shapley values against the reference client (baseline Shapley): with a model that is monotone in
    every column, a column adds nothing when its value is the reference's, and otherwise has the sign that its
    direction and the side of the reference imply.
    """

    preparation: Preparation
    inner: FittedModel

    @property
    def kind(self) -> str:
        """That of the model inside."""
        return self.inner.kind

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        return self.inner.margins(self.preparation.apply(matrix))

    def contributions(self, matrix: Matrix) -> Vector:
        """Return what each column adds to the reference client's margin, float64 (clients, columns + 1), base last."""
        return self.inner.contributions_against(self.preparation.apply(matrix), self._reference)

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return what each column adds to the margin of another client, float32 (columns,), base last."""
        prepared = self.preparation.apply(reference[None, :])[0]
        return self.inner.contributions_against(self.preparation.apply(matrix), prepared)

    def save(self, folder: Path) -> None:
        """Write the model and ``preparation.json``."""
        self.inner.save(folder)
        self.preparation.save(folder)

    @cached_property
    def _reference(self) -> Matrix:
        row: Matrix = self.preparation.apply(self.preparation.reference[None, :])[0]
        return row
