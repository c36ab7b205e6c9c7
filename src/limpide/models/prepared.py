"""A model on prepared rows, explained against its reference client."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from limpide.models.fitted import FittedModel, Matrix, Vector
from limpide.models.preparation import Preparation


@dataclass(frozen=True, eq=False)
class PreparedModel:
    """A model of any kind whose columns all have one direction, behind the preparation that gives them one.

    Contributions are Shapley values against the reference client (baseline Shapley), of whom the same is known: what a
    client's row lacks, its reference lacks too. With a model that is monotone in every column, a column adds nothing
    when its value is the reference's or is not known, and otherwise has the sign that its direction and the side of the
    reference imply. What is known and what is not moves the base alone.
    """

    preparation: Preparation
    inner: FittedModel

    @property
    def kind(self) -> str:
        """That of the model inside."""
        return self.inner.kind

    @cached_property
    def base(self) -> float:
        """The margin of the reference client, of whom is known what is known of most clients."""
        return float(self.inner.margins(self.preparation.usual[None, :])[0])

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        return self.inner.margins(self.preparation.apply(matrix))

    def contributions(self, matrix: Matrix) -> Vector:
        """Return what each column adds, float64 (clients, columns + 1).

        Last comes the margin of the reference client of whom the same is known as of the client of the row.
        """
        return self.inner.contributions_against(self.preparation.apply(matrix), self.preparation.references(matrix))

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return what each column adds to the margin of other rows, float64 (clients, columns + 1), base last."""
        rows, others = self.preparation.apply(matrix), self.preparation.apply(reference)
        return self.inner.contributions_against(rows, others)

    def save(self, folder: Path) -> None:
        """Write the model and ``preparation.json``."""
        self.inner.save(folder)
        self.preparation.save(folder)
