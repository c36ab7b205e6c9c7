"""Golden rows: invented clients whose margins are known, scored again whenever a bundle is opened."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import Corrupt

GOLDEN = "golden.json"
_ROWS = 16
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Reproduction:
    """How many golden rows a bundle scored again on this machine, and the largest difference of their margins."""

    rows: int
    difference: float


@dataclass(frozen=True, eq=False)
class GoldenRows:
    """Inputs of the recipe, float32 (rows, inputs), with their calibrated margins, float64 (rows,)."""

    matrix: NDArray[np.float32]
    margins: NDArray[np.float64]

    def write(self, folder: Path) -> None:
        """Write ``golden.json``; a missing value is null."""
        rows = [[None if np.isnan(value) else float(value) for value in row] for row in self.matrix]
        text = json.dumps({"rows": rows, "margins": self.margins.tolist()}, allow_nan=False)
        (folder / GOLDEN).write_text(text + "\n", encoding="utf-8")


def read_golden_rows(folder: Path, *, inputs: int) -> GoldenRows:
    """Read the golden rows of a verified bundle."""
    path = folder / GOLDEN
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = [[np.nan if value is None else value for value in row] for row in content["rows"]]
        matrix = np.array(rows, dtype=np.float32).reshape(len(rows), inputs)
        return GoldenRows(matrix, np.array(content["margins"], dtype=np.float64))
    except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise Corrupt(f'{path} does not hold golden rows; make a bundle anew with "limpide train"') from error


def invent_rows(matrix: NDArray[np.float32], *, categorical: NDArray[np.bool_], seed: int) -> NDArray[np.float32]:
    """Invent rows like ``matrix``, float32 (16, inputs), that no person stands behind.

    Each column is drawn on its own: missing as often as among the clients, a number between
    its first and last percentile, a category likewise by its code.
    """
    random = np.random.default_rng(seed)
    invented = np.full((_ROWS, matrix.shape[1]), np.nan, dtype=np.float32)
    for column in range(matrix.shape[1]):
        values = matrix[:, column]
        present = values[np.isfinite(values)]
        if not len(present):
            continue
        places = random.uniform(0.01, 0.99, _ROWS)
        drawn = np.quantile(present.astype(np.float64), places)
        drawn = np.round(drawn) if categorical[column] else drawn
        missing = random.random(_ROWS) < 1 - len(present) / len(values)
        invented[:, column] = np.where(missing, np.nan, drawn)
    return invented
