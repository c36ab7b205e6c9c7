"""How long a loan will run, judged by past loans of the same shape: the application does not say it.

The lender's past cash loans tell amount, instalment and length. They are counted in cells of similar loans (amount
over instalment, price of the goods over amount, instalment), from wide cells to narrow ones; the length expected of
a new loan is the mean length in the narrowest cell that was seen. Nobody's outcome is used.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import Corrupt

FILE = "terms.json"
KIND = "Cash loans"
_FORMAT = 1

# A cell is (shape, goods, size): steps of log(credit over annuity), of goods over credit, and of the annuity. Each
# level says how many of the narrowest steps go into one of its own; None for all of them.
SHAPE_STEP, GOODS_STEP = 0.015, 0.02
LEVELS: tuple[tuple[int, int | None, int | None], ...] = (
    (4, None, None),
    (2, None, None),
    (2, 1, None),
    (1, 1, None),
    (1, 1, 1),
)
_SHAPES, _GOODS = 400, 101
UNKNOWN_GOODS = _GOODS - 1
SIZE_EDGES = (1e3, 2e3, 3e3, 5e3, 8e3, 12e3, 18e3, 25e3, 35e3, 50e3, 75e3)
_SIZES = len(SIZE_EDGES) + 1
_PULL = 1.0  # a cell also counts this many loans of the wider cell around it

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Cells = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Level:
    """Cells of one width, their keys increasing, int64 (cells,), and the mean length in each, in months."""

    keys: Cells
    months: Vector


@dataclass(frozen=True, eq=False)
class TermTable:
    """Mean lengths by cell, from the widest level to the narrowest."""

    levels: tuple[Level, ...]

    def months(self, credit: Vector, annuity: Vector, goods: Vector) -> Vector:
        """Return the length expected of each loan in months, float64 (clients,), NaN where no loan was alike."""
        shape, share, size = find_steps(credit, annuity, goods)
        months = np.full(len(credit), np.nan)
        for level, widths in zip(self.levels, LEVELS, strict=True):
            if not len(level.keys):
                continue
            wanted = _keys(shape, share, size, widths)
            places = np.minimum(np.searchsorted(level.keys, wanted), len(level.keys) - 1)
            seen = (level.keys[places] == wanted) & (shape >= 0)
            months = np.where(seen, level.months[places], months)
        return months

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        levels = [{"keys": level.keys.tolist(), "months": level.months.tolist()} for level in self.levels]
        return {"format": _FORMAT, "levels": levels}

    @classmethod
    def of_json(cls, content: dict[str, Any]) -> "TermTable":
        """Read plain data; ``ValueError`` when it is of another format."""
        levels = tuple(
            Level(np.array(level["keys"], dtype=np.int64), np.array(level["months"], dtype=np.float64))
            for level in content["levels"]
        )
        if content["format"] != _FORMAT or len(levels) != len(LEVELS):
            raise ValueError(f"lengths of loans in format {content['format']}")
        return cls(levels)


def find_steps(credit: Vector, annuity: Vector, goods: Vector) -> tuple[Cells, Cells, Cells]:
    """Return the narrowest steps of each loan, int64 (clients,) each; the first is -1 where nothing can be said."""
    sound = (credit > 0) & (annuity > 0)
    credit, annuity = np.where(sound, credit, 1.0), np.where(sound, annuity, 1.0)
    shape = find_shapes(credit / annuity)
    size = np.searchsorted(SIZE_EDGES, annuity, side="right")
    priced = goods > 0
    share = np.minimum(np.floor(np.where(priced, goods, 0.0) / credit / GOODS_STEP), UNKNOWN_GOODS - 1)
    return (
        np.where(sound, shape, -1).astype(np.int64),
        np.where(priced, share, UNKNOWN_GOODS).astype(np.int64),
        size.astype(np.int64),
    )


def find_shapes(ratio: Vector) -> Cells:
    """Return the narrowest step of credit over annuity, int64 (clients,)."""
    return np.searchsorted(_SHAPE_EDGES, ratio, side="right").astype(np.int64)


def build_table(shape: Cells, share: Cells, size: Cells, loans: Vector, months: Vector) -> TermTable:
    """Build the table from counts in the narrowest cells.

    ``loans`` and ``months`` are the number of past loans in each cell and the sum of their lengths. A cell's mean is
    pulled a little towards that of the wider cell around it.
    """
    levels: list[Level] = []
    around = np.full(len(loans), float(months.sum() / loans.sum()) if len(loans) else np.nan)
    for widths in LEVELS:
        keys, place = np.unique(_keys(shape, share, size, widths), return_inverse=True)
        totals = np.bincount(place, weights=months, minlength=len(keys))
        counts = np.bincount(place, weights=loans, minlength=len(keys))
        wider = np.zeros(len(keys))
        wider[place] = around
        means = (totals + _PULL * wider) / (counts + _PULL)
        levels.append(Level(keys, means))
        around = means[place]
    return TermTable(tuple(levels))


def read_terms(folder: Path) -> TermTable | None:
    """Read the table of a verified snapshot; None when it was built without previous applications."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return TermTable.of_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise Corrupt(f'{path} does not hold lengths of loans; rebuild it with "limpide features build"') from error


def _keys(shape: Cells, share: Cells, size: Cells, widths: tuple[int, int | None, int | None]) -> Cells:
    wide, goods, sizes = widths
    key = shape // wide
    key = key * _GOODS + (0 if goods is None else share // goods)
    return np.asarray(key * _SIZES + (0 if sizes is None else size // sizes), dtype=np.int64)


_SHAPE_EDGES = np.exp(SHAPE_STEP * np.arange(1, _SHAPES))
