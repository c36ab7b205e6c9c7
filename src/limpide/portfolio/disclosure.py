"""Statistical disclosure control: the windows and counts that callers without cases may see of a client base.

Windows are unions of bands, and a band holds no class of decision or of outcome with one to nine clients. So whatever
published windows of one attribute are added and subtracted, no group under ten is left. Counts are multiples of ten,
which also hides who of a band falls in which bin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.portfolio.bins import SMALLEST

Codes = NDArray[np.intp]
ROUNDING = 10
AGE_BOUNDS = tuple(float(age) for age in range(20, 100, 10))  # years
INCOME_BOUNDS = tuple(step * 10.0**power for power in range(2, 8) for step in (1.0, 1.5, 2.0, 3.0, 5.0, 7.0))


@dataclass(frozen=True, eq=False)
class Bands:
    """One attribute cut into bands: ``cuts`` increasing, ``code`` the band of each client from 0, int (clients,).

    A band holds its lower cut and not its upper one; clients without a value are in the first band.
    """

    cuts: tuple[float, ...]
    code: Codes

    def mask(self, low: float | None, high: float | None) -> NDArray[np.bool_]:
        """Return who is in a window, bool (clients,); bounds must be cuts, None: no bound on that side."""
        first = 0 if low is None else self.cuts.index(low) + 1
        last = len(self.cuts) if high is None else self.cuts.index(high)
        inside: NDArray[np.bool_] = (self.code >= first) & (self.code <= last)
        return inside

    def has(self, bound: float | None) -> bool:
        """Whether a bound may be asked for."""
        return bound is None or bound in self.cuts


def cut_bands(values: NDArray[np.float32], bounds: Sequence[float], classes: Sequence[Codes]) -> Bands:
    """Cut values, float32 (clients,), at as many of the bounds as leave no small class in any band.

    Each of ``classes`` divides all clients, int (clients,) from 0.

    >>> ages = np.array([25.0] * 12 + [35.0] * 3 + [45.0] * 14, dtype=np.float32)
    >>> cut_bands(ages, (30, 40), [np.zeros(29, dtype=np.intp)]).cuts
    (40,)
    """
    fine = np.where(np.isfinite(values), np.searchsorted(bounds, np.nan_to_num(values), side="right"), 0)
    tables = [_count(fine, each, bands=len(bounds) + 1) for each in classes]
    cuts: list[float] = []
    start = 0
    for place, bound in enumerate(bounds, start=1):
        if _is_large(tables, start, place) and _is_large(tables, place, len(bounds) + 1):
            cuts.append(bound)
            start = place
    code = np.searchsorted(cuts, np.nan_to_num(values, nan=-np.inf), side="right")
    return Bands(tuple(cuts), code.astype(np.intp))


def _count(bands_of: NDArray[np.intp], classes: Codes, *, bands: int) -> NDArray[np.int64]:
    """Return how many clients of each class are in the bands below each, int64 (bands + 1, classes)."""
    size = int(classes.max(initial=0)) + 1
    counts = np.bincount(bands_of * size + classes, minlength=bands * size).reshape(bands, size)
    return np.concatenate([np.zeros((1, size), dtype=np.int64), counts.cumsum(axis=0)])


def _is_large(tables: Sequence[NDArray[np.int64]], start: int, stop: int) -> bool:
    """Whether the bands from start up to stop hold somebody, and no class of one to nine clients."""
    found = [table[stop] - table[start] for table in tables]
    return all(each.sum() > 0 and not ((each > 0) & (each < SMALLEST)).any() for each in found)


def rounded(count: int) -> int:
    """Return a count as the nearest multiple of ten.

    >>> rounded(14), rounded(15), rounded(4)
    (10, 20, 0)
    """
    return ROUNDING * ((count + ROUNDING // 2) // ROUNDING)


@dataclass(frozen=True, eq=False)
class PublishedGrid:
    """The windows of a client base: of one attribute at a time, by name."""

    bands: Mapping[str, Bands]

    def find_mask(self, attribute: str, low: float | None, high: float | None) -> NDArray[np.bool_] | None:
        """Return who is in a window, bool (clients,), None when it is not published."""
        bands = self.bands.get(attribute)
        if bands is None or not (bands.has(low) and bands.has(high)):
            return None
        return bands.mask(low, high)
