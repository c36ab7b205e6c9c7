"""A client's numbers beside the centre of the client's group: what is kept of the groups, and how it is applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.features.fitted.groups import Way

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Values = Mapping[str, Matrix]
"""A feature's values by its name, float32 (clients,)."""


@dataclass(frozen=True, eq=False)
class FittedAxis:
    """Where a value of a feature lies among the groups.

    Without ``bounds`` the value is the code of a category and there are ``size`` words. With them it is the place
    among the bounds: of the equal one when ``exact``, else of the band. One more place is for all other values.
    """

    feature: str
    size: int
    bounds: Vector | None = None
    exact: bool = False

    def places(self, values: Matrix) -> NDArray[np.intp]:
        """Return the place of each value, int (clients,), from 0 to ``size`` included."""
        if self.bounds is None:
            known = (values >= 0) & (values < self.size)
            return np.where(known, values, self.size).astype(np.intp)
        wide = values.astype(np.float64)
        found = np.searchsorted(self.bounds, wide, side="left" if self.exact else "right")
        known = ~np.isnan(wide)
        if self.exact:
            known &= self.bounds[np.minimum(found, len(self.bounds) - 1)] == wide
        return np.where(known, found, self.size)


@dataclass(frozen=True, eq=False)
class FittedGroup:
    """The centres of one group's clients, float64 (cells, comparisons); small cells hold those of everybody."""

    axes: tuple[FittedAxis, ...]
    names: tuple[str, ...]
    quantities: tuple[str, ...]
    ways: tuple[Way, ...]
    centres: Vector

    @property
    def needs(self) -> tuple[str, ...]:
        """The features that must be there to apply it."""
        return tuple(dict.fromkeys((*(axis.feature for axis in self.axes), *self.quantities)))

    def apply(self, matrix: Matrix) -> Vector:
        """Return the comparisons, float64 (clients, comparisons), of what it needs, float32 (clients, needs)."""
        values_of = dict(zip(self.needs, matrix.T, strict=True))
        centres = self.centres[find_cells(self.axes, values_of)]
        values = np.column_stack([values_of[name] for name in self.quantities]).astype(np.float64)
        divides = np.array([way.divides for way in self.ways])
        return np.where(divides, values / np.where(divides & (centres != 0), centres, np.nan), values - centres)

    def only(self, wanted: set[str]) -> "FittedGroup | None":
        """Return the group with the wanted comparisons, None when there are none."""
        kept = [place for place, name in enumerate(self.names) if name in wanted]
        if not kept:
            return None
        return replace(
            self,
            names=tuple(self.names[place] for place in kept),
            quantities=tuple(self.quantities[place] for place in kept),
            ways=tuple(self.ways[place] for place in kept),
            centres=self.centres[:, kept],
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        axes = [
            {
                "feature": axis.feature,
                "size": axis.size,
                "bounds": None if axis.bounds is None else axis.bounds.tolist(),
                "exact": axis.exact,
            }
            for axis in self.axes
        ]
        centres = [[None if np.isnan(value) else value for value in row] for row in self.centres.tolist()]
        return {
            "axes": axes,
            "names": self.names,
            "quantities": self.quantities,
            "ways": self.ways,
            "centres": centres,
        }

    @classmethod
    def of_json(cls, content: dict[str, Any]) -> "FittedGroup":
        """Read plain data."""
        centres = [[np.nan if value is None else value for value in row] for row in content["centres"]]
        names = tuple(map(str, content["names"]))
        return cls(
            axes=tuple(_axis(axis) for axis in content["axes"]),
            names=names,
            quantities=tuple(map(str, content["quantities"])),
            ways=tuple(map(Way, content["ways"])),
            centres=np.array(centres, dtype=np.float64).reshape(-1, len(names)),
        )


def find_cells(axes: Sequence[FittedAxis], values_of: Values) -> NDArray[np.intp]:
    """Return the number of each client's cell in the grid of the axes, int (clients,)."""
    cells = np.zeros(1, dtype=np.intp)
    for axis in axes:
        cells = cells * (axis.size + 1) + axis.places(values_of[axis.feature])
    return cells


def _axis(content: dict[str, Any]) -> FittedAxis:
    bounds = content["bounds"]
    return FittedAxis(
        feature=str(content["feature"]),
        size=int(content["size"]),
        bounds=None if bounds is None else np.array(bounds, dtype=np.float64),
        exact=bool(content["exact"]),
    )
