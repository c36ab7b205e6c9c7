"""Where the values of a feature are counted: the same bins for every group, found on everybody."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.contract import Axis, Bins, Boxplot, Language, Unit, Value
from limpide.portfolio.compared import Compared
from limpide.portfolio.reasons import say, worded

Values = NDArray[np.float32]
_SAMPLE = 20_000  # values that edges and quantiles are judged by
_TAIL = 0.005
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

    def axis(self, value: float | None, *, family: str, language: Language) -> Axis:
        """Describe the feature and its bins, with the place of one client's value (a code for a category)."""
        known = value is not None and np.isfinite(value)
        place = int(self.places(np.array([value], dtype=np.float32))[0]) if known else None
        return Axis(
            name=self.feature.name,
            label=say(self.feature, language),
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

    A category has one bin a word, small whole numbers one bin each. Other numbers have bins of equal width between
    their 0.5 % and 99.5 % quantiles; the first and the last bin also hold what lies beyond.
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
    return Binning(feature, np.linspace(low, high, bins + 1), bins)


def box(values: Values) -> Boxplot | None:
    """Return five quantiles of the values, judged by 20,000 of them when there are more; None when all are missing."""
    present = some(values)
    if not len(present):
        return None
    p5, p25, median, p75, p95 = (float(one) for one in np.quantile(present, _QUANTILES))
    return Boxplot(p5=p5, p25=p25, median=median, p75=p75, p95=p95)


def some(values: Values) -> NDArray[np.float64]:
    """Return the finite ones among at most 20,000 values, evenly picked."""
    picked = values[:: max(1, len(values) // _SAMPLE)]
    return picked[np.isfinite(picked)].astype(np.float64)
