"""Blend: the mean log-odds of two models; so are its contributions, exactly."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from limpide.models.boosted import BoostedModel
from limpide.models.fitted import Matrix, Vector
from limpide.models.logistic import LogisticModel

FILE = "blend.json"


@dataclass(frozen=True, eq=False)
class BlendModel:
    """A logistic regression and boosted trees, averaged in log-odds; ``share`` is the weight of the trees."""

    logistic: LogisticModel
    boosted: BoostedModel
    share: float = 0.5

    kind: ClassVar[str] = "blend"

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        return (1 - self.share) * self.logistic.margins(matrix) + self.share * self.boosted.margins(matrix)

    def contributions(self, matrix: Matrix) -> Vector:
        """Return the mean of both models' contributions, float64 (clients, columns + 1), base last."""
        return self._mean(self.logistic.contributions(matrix), self.boosted.contributions(matrix))

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return the mean of both models' contributions against reference rows, float64 (clients, columns + 1)."""
        linear = self.logistic.contributions_against(matrix, reference)
        return self._mean(linear, self.boosted.contributions_against(matrix, reference))

    def save(self, folder: Path) -> None:
        """Write ``model.json``, ``model.txt`` and ``blend.json``."""
        self.logistic.save(folder)
        self.boosted.save(folder)
        (folder / FILE).write_text(json.dumps({"kind": self.kind, "share": self.share}) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "BlendModel":
        """Read both models from a verified folder."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(LogisticModel.load(folder), BoostedModel.load(folder), float(content["share"]))

    def _mean(self, linear: Vector, trees: Vector) -> Vector:
        mean: Vector = np.asarray((1 - self.share) * linear + self.share * trees)
        return mean
