"""How far one feature's values differ between two crowds: distribution, missing values, words and ranges never seen."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.features import FeatureCard
from limpide.features import stability
from limpide.features.layout import FeatureColumn
from limpide.monitoring.alarm import Alarm, find_alarm
from limpide.monitoring.limits import DriftLimits
from limpide.monitoring.shares import is_change, is_new

Pair = tuple[float, float]
Values = NDArray[np.float32]
_NAMED = 5
Described = FeatureColumn | FeatureCard


@dataclass(frozen=True, kw_only=True)
class FeatureDrift:
    """One feature, before and now; shares are of clients.

    ``column`` is the lender's, whose words a category has. ``psi`` counts when it is more than ``chance``. ``typical``
    is the median or the most frequent word. ``unseen`` is the share of words that the reference never had,
    ``outside`` that of numbers beyond its range, ``new`` the part of either that chance cannot explain. ``effect`` is
    by how much the feature moves the mean log-odds, with its standard error.
    """

    name: str
    fr: str
    en: str
    family: str
    source: str
    column: str | None
    used: bool
    psi: float
    chance: float
    missing: Pair
    goes_missing: bool
    typical: tuple[float | str | None, float | str | None]
    unseen: float
    unseen_words: tuple[str, ...]
    outside: float
    new: float
    effect: Pair | None

    def alarms(self, limits: DriftLimits) -> Iterator[Alarm]:
        """Yield what is beyond its limit, and more than chance."""
        yield from find_alarm("feature", self.name, self.psi, limits.feature, sure=self.psi > self.chance)
        rise = self.missing[1] - self.missing[0]
        yield from find_alarm("missing", self.name, rise, limits.missing, sure=self.goes_missing)
        if self.unseen:
            yield from find_alarm("unseen", self.name, self.new, limits.unseen)
        if self.outside:
            yield from find_alarm("outside", self.name, self.new, limits.outside)


@dataclass(frozen=True, eq=False)
class _Counted:
    """Counts by band of both crowds; clients outside all the reference had, and those whom chance cannot explain."""

    counts: tuple[NDArray[np.float64], NDArray[np.float64]]
    typical: tuple[float | str | None, float | str | None]
    strangers: int
    surely: int
    words: tuple[str, ...] = ()


def compare_column(
    columns: tuple[Described, Described], values: tuple[Values, Values], *, used: bool, effect: Pair | None, risk: float
) -> FeatureDrift:
    """Compare the values of a feature, float32 (clients,) each; ``risk`` is what chance may do to one figure."""
    about = columns[0]
    sizes = len(values[0]), len(values[1])
    finite = _finite(values[0]), _finite(values[1])
    counted = (
        _count_numbers(*finite, risk=risk) if about.categories is None else _count_words(columns, finite, risk=risk)
    )
    missing = tuple(float(counts[-1] / size) for counts, size in zip(counted.counts, sizes, strict=True))
    strange = counted.strangers / sizes[1]
    return FeatureDrift(
        name=about.name,
        fr=about.fr,
        en=about.en,
        family=about.family,
        source=about.source,
        column=about.column,
        used=used,
        psi=stability.index(*counted.counts),
        chance=stability.chance_index(*counted.counts, risk=risk),
        missing=(missing[0], missing[1]),
        goes_missing=is_change((missing[0], missing[1]), sizes, risk=risk),
        typical=counted.typical,
        unseen=strange if about.categories is not None else 0.0,
        unseen_words=counted.words,
        outside=strange if about.categories is None else 0.0,
        new=counted.surely / sizes[1],
        effect=effect,
    )


def _finite(values: Values) -> Values:
    """Take what is infinite for missing, as the model does."""
    return np.where(np.isinf(values), np.float32(np.nan), values)


def _count_numbers(before: Values, now: Values, *, risk: float) -> _Counted:
    first, second = np.sort(before), np.sort(now)
    edges = stability.draw_edges(first)
    counts = stability.count_ordered(first, edges), stability.count_ordered(second, edges)
    known = [int(len(each) - counted[-1]) for each, counted in zip((first, second), counts, strict=True)]
    strangers = 0
    if all(known):
        inside = np.searchsorted(second[: known[1]], [first[0], np.nextafter(first[known[0] - 1], np.float32(np.inf))])
        strangers = known[1] - int(inside[1] - inside[0])
    typical = tuple(float(each[many // 2]) if many else None for each, many in zip((first, second), known, strict=True))
    surely = strangers if is_new(strangers, (len(before), len(now)), risk=risk) else 0
    return _Counted(counts, (typical[0], typical[1]), strangers, surely)


def _count_words(columns: tuple[Described, Described], values: tuple[Values, Values], *, risk: float) -> _Counted:
    lists = [column.categories or () for column in columns]
    words, places = stability.align_codes(*lists)
    before = stability.count_codes(values[0], len(words))
    own = stability.count_codes(values[1], len(lists[1]))
    now = np.zeros(len(words) + 1)
    now[[*places, len(words)]] = own
    strange = (before[:-1] == 0) & (now[:-1] > 0)
    names = sorted(np.flatnonzero(strange).tolist(), key=lambda place: -now[place])
    sizes = len(values[0]), len(values[1])  # each of many rare words has its chance to be on one side only
    surely = [now[place] for place in names if is_new(int(now[place]), sizes, risk=risk / len(words))]
    return _Counted(
        (before, now),
        (_most_frequent(words, before), _most_frequent(words, now)),
        int(now[:-1][strange].sum()),
        int(sum(surely)),
        tuple(words[place] for place in names[:_NAMED]),
    )


def _most_frequent(words: list[str], counts: NDArray[np.float64]) -> str | None:
    return words[int(counts[:-1].argmax())] if counts[:-1].any() else None
