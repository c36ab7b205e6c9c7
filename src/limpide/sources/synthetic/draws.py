"""How rows are kept and drawn: text as codes, curves, ragged rows; everything for whole arrays at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Generator = np.random.Generator

NOT_YET = 365243  # the lender's sentinel for a day that has not come or does not apply
MONTH = 30.4375  # days


@dataclass(frozen=True)
class Coded:
    """A column of text: a code per row into ``names``, -1 where it is missing."""

    codes: Ints
    names: tuple[str, ...]

    def __getitem__(self, rows: Ints | Flags | slice) -> "Coded":
        """Return the chosen rows."""
        return Coded(self.codes[rows], self.names)

    def where(self, keep: Flags) -> "Coded":
        """Return the same column, missing where ``keep`` is false."""
        return Coded(np.where(keep, self.codes, -1), self.names)

    def equals(self, name: str) -> Flags:
        """Tell which rows hold ``name``."""
        return np.asarray(self.codes == self.names.index(name))


Column = Floats | Ints | Flags | Coded
Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Rows:
    """Rows of one table: its columns in order, and the position in the block of the client who owns each row."""

    columns: Columns
    owner: Ints


@dataclass(frozen=True)
class Curve:
    """A distribution by its quantiles, straight lines between them.

    >>> Curve((0.0, 1.0), (10.0, 20.0)).at(np.array([0.25]))
    array([12.5])
    """

    levels: tuple[float, ...]
    values: tuple[float, ...]

    @cached_property
    def _scores(self) -> Floats:
        normal = NormalDist()
        return np.array([normal.inv_cdf(min(max(level, 1e-5), 1 - 1e-5)) for level in self.levels])

    def at(self, level: Floats) -> Floats:
        """Return the values at these levels (0 to 1)."""
        return np.interp(level, self.levels, self.values)

    def at_normal(self, score: Floats) -> Floats:
        """Return the values at the levels of these standard normal scores: how correlated columns are drawn."""
        return np.interp(score, self._scores, self.values)

    def draw(self, rng: Generator, size: int) -> Floats:
        """Draw ``size`` values."""
        return self.at(rng.random(size))


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """Return parent and position (0, 1, …) of every row when parent ``i`` has ``counts[i]`` rows.

    >>> spread(np.array([2, 0, 1]))
    (array([0, 0, 2]), array([0, 1, 0]))
    """
    parent = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return parent, np.arange(len(parent)) - first


def sigmoid(margin: Floats) -> Floats:
    """Turn log-odds into probabilities."""
    return np.asarray(1 / (1 + np.exp(-margin)))
