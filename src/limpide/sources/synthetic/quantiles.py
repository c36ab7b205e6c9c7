"""The distribution of a number: values at rising levels (0 to 1), straight lines between them, a smallest step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Floats


@dataclass(frozen=True)
class Quantiles:
    """A quantile function of shape (knots,). A value that many share is a flat stretch: the same value at two levels.

    ``step`` is what every value is a multiple of, 0 where there is no such thing.

    >>> Quantiles(np.array([0.0, 1.0]), np.array([10.0, 20.0]), step=5).at(np.array([0.2, 0.3]))
    array([10., 15.])
    """

    levels: Floats
    values: Floats
    step: float

    def at(self, level: Floats) -> Floats:
        """Return the values at these levels; missing stays missing."""
        values = np.interp(level, self.levels, self.values)
        if self.step == 0:
            return values
        # Dividing by the whole number 1/step gives the nearest float to a decimal; multiplying by .1 does not.
        return np.rint(values * (1 / self.step)) / (1 / self.step) if self.step < 1 else self._multiple(values)

    def level(self, value: Floats) -> Floats:
        """Return the level of these values: the middle of the stretch that many share; missing stays missing."""
        first, after = np.searchsorted(self.values, value, "left"), np.searchsorted(self.values, value, "right")
        last = np.minimum(np.maximum(after - 1, first), len(self.levels) - 1)
        middle = (self.levels[np.minimum(first, len(self.levels) - 1)] + self.levels[last]) / 2
        between = np.interp(value, self.values, self.levels)
        return np.where(np.isnan(value), np.nan, np.where(after > first, middle, between))

    def _multiple(self, values: Floats) -> Floats:
        return np.asarray(np.rint(values / self.step) * self.step)

    def to_json(self) -> dict[str, Any]:
        """Return levels in millionths and values, for a file: a list of one stands for both ends of a flat stretch.

        Values that many share are kept exactly: one that is a little off would be known by it.
        """
        return {
            "step": self.step,
            "levels": np.rint(self.levels * 1e6).astype(int).tolist(),
            "values": _folded(self.values.tolist()),
        }

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the quantiles of a file."""
        values = [value for one in read["values"] for value in (one * 2 if isinstance(one, list) else [one])]
        return cls(np.array(read["levels"]) / 1e6, np.array(values, dtype=np.float64), read["step"])


def _folded(values: list[float]) -> list[float | list[float]]:
    """Return values with each pair of equal neighbours as a list of one, and seven digits of those without an equal."""
    around = [None, *values, None]
    kept = [one if one in around[place : place + 3 : 2] else float(f"{one:.7g}") for place, one in enumerate(values)]
    found: list[float | list[float]] = []
    place = 0
    while place < len(kept):
        shared = kept[place : place + 2] == kept[place : place + 1] * 2
        found.append([kept[place]] if shared else kept[place])
        place += 2 if shared else 1
    return found
