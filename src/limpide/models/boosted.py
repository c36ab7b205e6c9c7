"""Gradient-boosted trees (LightGBM): learnt with native categories, explained by exact TreeSHAP."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from limpide.models.baseline_shapley import BaselineShapley
from limpide.models.fitted import Matrix, Vector
from limpide.models.trees import Trees

if TYPE_CHECKING:
    import lightgbm

FILE = "model.txt"


@dataclass(frozen=True, eq=False)
class BoostedModel:
    """Trees as LightGBM's text, and the engine that reads them."""

    text: str
    trees: Trees

    kind: ClassVar[str] = "boosted"

    @classmethod
    def read(cls, text: str) -> "BoostedModel":
        """Make a model of LightGBM's text; only of text that is known to be whole."""
        return cls(text=text, trees=Trees(text))

    @property
    def rounds(self) -> int:
        """How many trees there are."""
        return self.trees.rounds

    def first(self, rounds: int) -> "BoostedModel":
        """Return the model of the first trees only."""
        import lightgbm  # only where trees grow: a scoring server reads them without the package

        return self.read(text_of(lightgbm.Booster(model_str=self.text), rounds))

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (clients,)."""
        return self.trees.margins(matrix)

    def contributions(self, matrix: Matrix) -> Vector:
        """Return exact TreeSHAP values and the base, float64 (clients, columns + 1)."""
        return self.trees.contributions(matrix)

    def contributions_against(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return Shapley values against reference rows (``baseline_shapley``), float64 (clients, columns + 1)."""
        return self._leaves.contributions(matrix, reference)

    @cached_property
    def _leaves(self) -> BaselineShapley:
        return BaselineShapley.of(self.text)

    def save(self, folder: Path) -> None:
        """Write ``model.txt``."""
        (folder / FILE).write_text(self.text, encoding="ascii")

    @classmethod
    def load(cls, folder: Path) -> "BoostedModel":
        """Read ``model.txt`` from a verified folder: a damaged file can end the process."""
        return cls.read((folder / FILE).read_text(encoding="ascii"))


def text_of(booster: "lightgbm.Booster", rounds: int = -1) -> str:
    """Return the first trees, or all, without LightGBM's list of parameters: it names the machine as well."""
    text: str = booster.model_to_string(num_iteration=rounds)
    return text.partition("\nparameters:")[0] + "\n"
