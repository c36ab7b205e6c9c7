"""The model that knows nobody: every client has the default rate of the training clients."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from limpide.models.fitted import Matrix, Vector

FILE = "model.json"


@dataclass(frozen=True)
class DummyModel:
    """One margin for everybody, and nothing to explain."""

    margin: float
    columns: int

    kind: ClassVar[str] = "dummy"

    def margins(self, matrix: Matrix) -> Vector:
        """Return the same log-odds for each row, float64 (clients,)."""
        return np.full(len(matrix), self.margin)

    def contributions(self, matrix: Matrix) -> Vector:
        """Return zeros and the base, float64 (clients, columns + 1)."""
        contributions = np.zeros((len(matrix), self.columns + 1))
        contributions[:, -1] = self.margin
        return contributions

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return the difference of each column's term to that of the reference row, float64 (clients, columns + 1)."""
        terms = self.contributions(reference)
        contributions = self.contributions(matrix) - terms
        contributions[:, -1] = terms.sum(axis=1)
        return contributions

    def save(self, folder: Path) -> None:
        """Write ``model.json``."""
        content = {"kind": self.kind, "margin": self.margin, "columns": self.columns}
        (folder / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "DummyModel":
        """Read ``model.json`` from a verified folder."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(margin=float(content["margin"]), columns=int(content["columns"]))


def fit_dummy(
    matrix: Matrix,
    target: Vector,
    *,
    categorical: Sequence[int] = (),  # noqa: ARG001 - every family is fitted with the same words
    seed: int = 1,  # noqa: ARG001
) -> DummyModel:
    """Learn the default rate; ``target`` is float64 (clients,), 1 for a default."""
    rate = float(np.mean(target))
    return DummyModel(margin=float(np.log(rate / (1 - rate))), columns=matrix.shape[1])
