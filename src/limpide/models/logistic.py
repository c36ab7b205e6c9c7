"""Logistic regression on winsorised numbers and one-hot categories, scored with nothing but numpy."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from limpide.models.fitted import Matrix, Vector

FILE = "model.json"


@dataclass(frozen=True, eq=False)
class NumberTerms:
    """What numbers add: ``slope × (clip(x, low, high) - mean) + shift``, or ``absent`` when missing.

    All arrays have one entry a number column. Over the training clients each term averages to zero.
    """

    columns: NDArray[np.intp]
    low: Vector
    high: Vector
    mean: Vector
    slope: Vector
    shift: Vector
    absent: Vector

    def contributions(self, matrix: Matrix) -> Vector:
        """Return the terms, float64 (clients, number columns)."""
        values = matrix[:, self.columns].astype(np.float64)
        present = self.slope * (np.clip(values, self.low, self.high) - self.mean) + self.shift
        return np.where(np.isnan(values), self.absent, present)


@dataclass(frozen=True, eq=False)
class CategoryTerms:
    """What categories add: ``weights[column, code]``; the last place is for missing and unseen codes."""

    columns: NDArray[np.intp]
    weights: Vector

    def contributions(self, matrix: Matrix) -> Vector:
        """Return the terms, float64 (clients, category columns)."""
        codes = matrix[:, self.columns]
        other = self.weights.shape[1] - 1
        known = (codes >= 0) & (codes < other)
        places = np.where(known, codes, other).astype(np.intp)
        terms: Vector = self.weights[np.arange(len(self.columns)), places]
        return terms


@dataclass(frozen=True, eq=False)
class LogisticModel:
    """A base plus one term a column: what you read is what it computes."""

    base: float
    width: int
    numbers: NumberTerms
    categories: CategoryTerms

    kind: ClassVar[str] = "logistic"

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        margins: Vector = self.contributions(matrix).sum(axis=1)
        return margins

    def contributions(self, matrix: Matrix) -> Vector:
        """Return each column's term and the base, float64 (clients, columns + 1); exact by construction."""
        contributions = np.zeros((len(matrix), self.width + 1))
        contributions[:, self.numbers.columns] = self.numbers.contributions(matrix)
        contributions[:, self.categories.columns] = self.categories.contributions(matrix)
        contributions[:, -1] = self.base
        return contributions

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return the difference of each column's term to that of the reference row, float64 (clients, columns + 1)."""
        terms = self.contributions(reference)
        contributions = self.contributions(matrix) - terms
        contributions[:, -1] = terms.sum(axis=1)
        return contributions

    def save(self, folder: Path) -> None:
        """Write ``model.json``."""
        content = {
            "kind": self.kind,
            "base": self.base,
            "columns": self.width,
            "numbers": {name: array.tolist() for name, array in vars(self.numbers).items()},
            "categories": {name: array.tolist() for name, array in vars(self.categories).items()},
        }
        text = json.dumps(content, indent=1, allow_nan=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LogisticModel":
        """Read ``model.json`` from a verified folder."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        categories = _arrays(content["categories"])
        count = len(categories["columns"])  # perhaps none: then there is nothing to divide
        categories["weights"] = categories["weights"].reshape(count, -1 if count else 0)
        return cls(
            base=float(content["base"]),
            width=int(content["columns"]),
            numbers=NumberTerms(**_arrays(content["numbers"])),
            categories=CategoryTerms(**categories),
        )


def _arrays(content: dict[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(values, dtype=np.intp if name == "columns" else np.float64) for name, values in content.items()
    }
