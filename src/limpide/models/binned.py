"""Glass boxes: a base plus one score a column, read from a table of bins; nothing but numpy is needed to read it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from limpide.models.fitted import Matrix, Vector

FILE = "model.json"


@dataclass(frozen=True, eq=False)
class Bins:
    """What one column adds to the log-odds of default.

    ``scores`` has one entry more than the rising ``edges``: a value on an edge belongs to the bin above it. A missing
    value adds ``absent``. The edges of a category are its codes 0, 1, … and one beyond, so that the first and the
    last score are those of codes that were never seen.
    """

    column: int
    edges: Vector
    scores: Vector
    absent: float

    def contributions(self, values: Vector) -> Vector:
        """Return what each value adds, float64 (clients,)."""
        found = self.scores[np.searchsorted(self.edges, values, side="right")]
        return np.where(np.isnan(values), self.absent, found)


def category_bins(column: int, *, by_code: Sequence[float], unseen: float, absent: float) -> Bins:
    """Return the bins of a category: a score a code, one for any other code, one for none at all.

    >>> bins = category_bins(0, by_code=[0.5, -0.5], unseen=0.1, absent=0.2)
    >>> bins.contributions(np.array([0.0, 1.0, 2.0, np.nan])).tolist()
    [0.5, -0.5, 0.1, 0.2]
    """
    edges = np.arange(len(by_code) + 1, dtype=np.float64)
    return Bins(column, edges, np.array([unseen, *by_code, unseen], dtype=np.float64), absent)


@dataclass(frozen=True, eq=False)
class BinnedModel:
    """The log-odds are the base and one look-up a column that matters: what you read is what it computes."""

    base: float
    width: int
    columns: tuple[Bins, ...]

    kind: ClassVar[str]

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        margins: Vector = self.contributions(matrix).sum(axis=1)
        return margins

    def contributions(self, matrix: Matrix) -> Vector:
        """Return each column's score and the base, float64 (clients, columns + 1); exact by construction."""
        contributions = np.zeros((len(matrix), self.width + 1))
        for bins in self.columns:
            contributions[:, bins.column] = bins.contributions(matrix[:, bins.column].astype(np.float64))
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
        columns = [
            {"column": each.column, "edges": each.edges.tolist(), "scores": each.scores.tolist(), "absent": each.absent}
            for each in self.columns
        ]
        content = {"kind": self.kind, "base": self.base, "width": self.width, "columns": columns}
        text = json.dumps(content, indent=1, allow_nan=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``model.json`` from a verified folder; ``ValueError`` when the tables do not fit together."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        width = int(content["width"])
        return cls(
            base=float(content["base"]),
            width=width,
            columns=tuple(_read_bins(each, width=width) for each in content["columns"]),
        )


class ScorecardModel(BinnedModel):
    """A scorecard: few bins a column, weighted together by a logistic regression."""

    kind = "scorecard"


class AdditiveModel(BinnedModel):
    """An explainable boosting machine: a fine curve a column, grown by boosting one column at a time."""

    kind = "ebm"


def _read_bins(content: dict[str, Any], *, width: int) -> Bins:
    edges = np.array(content["edges"], dtype=np.float64)
    scores = np.array(content["scores"], dtype=np.float64)
    column = int(content["column"])
    if len(scores) != len(edges) + 1 or (np.diff(edges) <= 0).any() or not 0 <= column < width:
        raise ValueError(f"the bins of column {column} do not fit together")
    return Bins(column, edges, scores, float(content["absent"]))
