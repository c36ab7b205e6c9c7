"""Where the values of a feature are counted: the same bins for every group, found on everybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.contract import Axis, Bins, Boxplot, Language, Unit, Value
from limpide.features.policy import ATTRIBUTE_OF
from limpide.language.wording import say_feature
from limpide.portfolio.compared import Compared
from limpide.portfolio.reasons import worded

Values = NDArray[np.float32]
_SAMPLE = 20_000  # values that edges and quantiles are judged by
_TAIL = 0.005
_ROUNDING = 1e-9
_AGE_WIDTH = 5.0  # years
SMALLEST = 10
"""Smaller groups are not shown: their figures would be somebody's."""
_WHOLE = (Unit.COUNT, Unit.FLAG, Unit.HOUR)
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, eq=False)
class Binning:
    """``edges`` float64 (bins + 1,) of a number; or None, and a bin for each code 0, 1, … or whole number from 0."""

    feature: Compared
    edges: NDArray[np.float64] | None
    bins: int

    def places(self, values: Values) -> NDArray[np.int32]:
        """Return the bin of each value, int32 (clients,), -1 where it is missing."""
        low, width = (0.0, 1.0) if self.edges is None else (self.edges[0], (self.edges[-1] - self.edges[0]) / self.bins)
        found = values - np.float32(low)
        found *= np.float32(1 / width)
        np.clip(found, 0, self.bins - 1, out=found)
        found[~np.isfinite(values)] = -1
        return found.astype(np.int32)

    @property
    def grain(self) -> float:
        """What quantiles are rounded to: a tenth of a bin; a year for ages."""
        if self.edges is None:
            return 1.0 if self.feature.unit in _WHOLE else 0.0
        return max(float(self.edges[1] - self.edges[0]) / 10, 1.0 if _least_width(self.feature) else 0.0)

    def axis(self, value: float | None, *, family: str, language: Language) -> Axis:
        """Describe the feature and its bins, with the place of one client's value (a code for a category)."""
        known = value is not None and np.isfinite(value)
        place = int(self.places(np.array([value], dtype=np.float32))[0]) if known else None
        return Axis(
            name=self.feature.name,
            label=say_feature(self.feature, language, self.feature.name),
            family=family,
            unit=self.feature.unit,
            bins=self._told(language),
            value=self._worded(value, language) if known else None,
            bin=place,
        )

    def _told(self, language: Language) -> Bins:
        if self.edges is not None:
            return Bins(edges=self.edges.tolist())
        if self.feature.categories is None:
            return Bins(values=[float(number) for number in range(self.bins)])
        words = list(self.feature.categories)
        return Bins(values=list(words), labels=[str(worded(self.feature.column, word, language)) for word in words])

    def _worded(self, value: float | None, language: Language) -> Value:
        if value is None or self.feature.categories is None:
            return value
        return worded(self.feature.column, self.feature.categories[int(value)], language)


def find_bins(feature: Compared, values: Values, *, bins: int) -> Binning:
    """Choose bins for a feature by the values of everybody, float32 (clients,).

    A category has one bin a word, small whole numbers one bin each. Other numbers have bins of equal, round width
    from below their 0.5 % to above their 99.5 % quantile; the first and the last bin also hold what lies beyond.
    Ages have bins of at least five years.
    """
    if feature.categories is not None:
        return Binning(feature, None, max(1, len(feature.categories)))
    present = some(values)
    if not len(present):
        return Binning(feature, np.array([0.0, 1.0]), 1)
    low, high = (float(value) for value in np.quantile(present, (_TAIL, 1 - _TAIL)))
    if feature.unit in _WHOLE and float(present.min()) >= 0 and high < bins:
        return Binning(feature, None, int(high) + 1)
    if not high > low:
        low, high = low - 0.5, high + 0.5
    edges = round_edges(low, high, bins=bins, least=_least_width(feature))
    return Binning(feature, edges, len(edges) - 1)


def round_edges(low: float, high: float, *, bins: int, least: float = 0.0) -> NDArray[np.float64]:
    """Return edges on a grid of round numbers, at most ``bins`` intervals of at least ``least`` around low to high.

    >>> round_edges(21.3, 68.9, bins=30, least=5.0).tolist()
    [20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0]
    """
    for width in _round_widths(max((high - low) / bins, least)):
        first, last = int(np.floor(low / width + _ROUNDING)), int(np.ceil(high / width - _ROUNDING))
        if max(last - first, 1) <= bins:
            break
    return np.round(np.arange(first, max(last, first + 1) + 1) * width, 12)


def _round_widths(wished: float) -> Iterator[float]:
    """Yield 1, 2, 2.5 and 5 times the powers of ten from a width on."""
    size = 10.0 ** np.floor(np.log10(wished))
    for power in (size, 10 * size, 100 * size):
        yield from (power * nice for nice in (1.0, 2.0, 2.5, 5.0) if power * nice >= wished * (1 - _ROUNDING))


def _least_width(feature: Compared) -> float:
    attribute = ATTRIBUTE_OF.get(feature.name)
    return _AGE_WIDTH if attribute is not None and attribute.name == "age" and feature.unit is Unit.YEARS else 0.0


def merge_small(counts: Sequence[int], *, ordered: bool) -> list[list[int]]:
    """Return which bins are counted together so that no count lies between one and nine.

    Neighbours are merged in order; categories have no order, and the small ones make one group.

    >>> merge_small([12, 3, 0, 8, 40, 2], ordered=True)
    [[0], [1, 2, 3], [4, 5]]
    >>> merge_small([12, 3, 0, 8, 40], ordered=False)
    [[0], [2], [4], [1, 3]]
    """
    return _merge_neighbours(counts) if ordered else _merge_categories(counts)


def _merge_neighbours(counts: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    pending: list[int] = []
    for place in range(len(counts)):
        pending.append(place)
        total = sum(counts[each] for each in pending)
        if not total or total >= SMALLEST:
            groups.append(pending)
            pending = []
    while pending and groups and 0 < sum(counts[each] for each in pending) < SMALLEST:
        pending = [*groups.pop(), *pending]
    return [*groups, pending] if pending else groups


def _merge_categories(counts: Sequence[int]) -> list[list[int]]:
    small = [place for place, count in enumerate(counts) if 0 < count < SMALLEST]
    if not small:
        return [[place] for place in range(len(counts))]
    if sum(counts[place] for place in small) < SMALLEST:
        large = [place for place, count in enumerate(counts) if count >= SMALLEST]
        small += [min(large, key=lambda place: counts[place])] if large else []
    return [*([place] for place in range(len(counts)) if place not in small), sorted(small)]


def box(values: Values, *, grain: float = 0.0) -> Boxplot | None:
    """Return five quantiles of the values, judged by 20,000 of them when there are more; None when all are missing.

    They are rounded to multiples of ``grain``, so that none is somebody's exact value.
    """
    present = some(values)
    if not len(present):
        return None
    quantiles = np.quantile(present, _QUANTILES)
    if grain:
        quantiles = np.round(np.round(quantiles / grain) * grain, 12)
    p5, p25, median, p75, p95 = (float(one) for one in quantiles)
    return Boxplot(p5=p5, p25=p25, median=median, p75=p75, p95=p95)


def some(values: Values) -> NDArray[np.float64]:
    """Return the finite ones among at most 20,000 values, evenly picked."""
    picked = values[:: max(1, len(values) // _SAMPLE)]
    return picked[np.isfinite(picked)].astype(np.float64)
