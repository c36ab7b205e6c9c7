"""The distribution of a number, as averages over runs of neighbours and values that many share."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.evidence import LEAST, applications, check, chunks
from limpide.sources.synthetic.quantiles import Quantiles

_STEPS = (
    4500.0,
    1000.0,
    500.0,
    450.0,
    100.0,
    50.0,
    10.0,
    9.0,
    4.5,
    1.0,
    0.5,
    0.1,
    0.05,
    0.01,
    0.005,
    0.001,
    0.0001,
    0.00001,
)
_MULTIPLES = 0.98  # share of the values that must be multiples of a step
_SHARED = 1 / 4000  # share of the rows from which one may
_AROUND = LEAST // 2


def fit_quantiles(values: Floats, owners: Ints, *, knots: int = 120) -> Quantiles:
    """Return the quantiles of known ``values`` (rows,), whose rows belong to the applications ``owners``.

    Each value written down is shared by 20 applications or is the mean over 20 or more.
    """
    check(applications(owners), "a distribution")
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    levels: list[int] = []
    at: list[float] = []
    stretches = _stretches(values, owners, most=knots)
    for index, stretch in enumerate(stretches):
        first, last = stretch.rows
        if stretch.value is not None:
            levels += [first, last]
            at += [stretch.value, stretch.value]
            continue
        bounds = _bounds(stretches, index, values)
        wanted = max(1, round(knots * (last - first) / len(values)))
        cuts, means = _run(values[first:last], owners[first:last], knots=wanted, bounds=bounds)
        levels += [first + cut for cut in cuts]
        at += means
    rising = np.maximum.accumulate(np.array(at, dtype=np.float64))
    return _thinned(Quantiles(np.array(levels) / len(values), rising, _step(values)))


@dataclass(frozen=True)
class _Stretch:
    """Rows of sorted values from one number up to another; ``value`` is the one they share, None if they differ."""

    rows: tuple[int, int]
    value: float | None


def _stretches(values: Floats, owners: Ints, *, most: int) -> list[_Stretch]:
    """Cut sorted values where one of the ``most`` that are shared by many begins or ends."""
    starts = np.append(np.flatnonzero(np.diff(values, prepend=np.nan) != 0), len(values)).tolist()
    counts = np.sort(np.diff(starts))
    enough = max(LEAST, _SHARED * len(values), counts[-most] if len(counts) > most else 0)
    found: list[_Stretch] = []
    for first, last in pairwise(starts):
        if last - first >= enough and applications(owners[first:last]) >= LEAST:
            found.append(_Stretch((first, last), float(values[first])))
        elif found and found[-1].value is None:
            found[-1] = _Stretch((found[-1].rows[0], last), None)
        else:
            found.append(_Stretch((first, last), None))
    return _without_small(found, owners)


def _without_small(found: list[_Stretch], owners: Ints) -> list[_Stretch]:
    """Give a run of too few applications to the shared value before it, or after it if it is the first."""
    kept: list[_Stretch] = []
    for stretch in found:
        small = stretch.value is None and applications(owners[slice(*stretch.rows)]) < LEAST
        if small and kept:
            kept[-1] = _Stretch((kept[-1].rows[0], stretch.rows[1]), kept[-1].value)
        elif not small:
            first = stretch.rows[0] if kept else 0
            kept.append(_Stretch((first, stretch.rows[1]), stretch.value))
    return kept


def _bounds(stretches: list[_Stretch], index: int, values: Floats) -> tuple[float, float]:
    """Return the shared values on both sides of a run; at the ends of all, nought and one where they are bounds."""
    bound = 0.0 if values[-1] <= 0 else 1.0 if values[0] >= 0 and values[-1] <= 1 else np.inf
    low = stretches[index - 1].value if index > 0 else (0.0 if values[0] >= 0 else -np.inf)
    high = stretches[index + 1].value if index < len(stretches) - 1 else bound
    return low if low is not None else -np.inf, high if high is not None else np.inf


def _run(values: Floats, owners: Ints, *, knots: int, bounds: tuple[float, float]) -> tuple[list[int], list[float]]:
    """Return cuts of a run without shared values, and the value at each."""
    cuts = _finer_tails(chunks(owners, wanted=knots), owners, bounds=bounds)
    inner = [float(values[max(0, cut - _AROUND) : cut + _AROUND].mean()) for cut in cuts[1:-1]]
    if inner:
        # Straight lines from end to end keep the mean of the outermost runs what it is.
        ends = 2 * float(values[: cuts[1]].mean()) - inner[0], 2 * float(values[cuts[-2] :].mean()) - inner[-1]
    else:
        half = float(values.std()) * 3**0.5  # of an even spread
        ends = float(values.mean()) - half, float(values.mean()) + half
    low, high = bounds
    return cuts, [max(low, ends[0]), *inner, min(high, ends[1])]


def _finer_tails(cuts: list[int], owners: Ints, *, bounds: tuple[float, float]) -> list[int]:
    """Cut the outermost runs of an open end again while enough applications remain."""
    while np.isinf(bounds[0]) and applications(owners[: cuts[1] // 4]) >= LEAST:
        cuts.insert(1, cuts[1] // 4)
    while np.isinf(bounds[1]) and applications(owners[cuts[-1] - (cuts[-1] - cuts[-2]) // 4 :]) >= LEAST:
        cuts.insert(-1, cuts[-1] - (cuts[-1] - cuts[-2]) // 4)
    return cuts


def _step(values: Floats) -> float:
    """Return the largest step that nearly all values are multiples of, 0 where there is none."""
    for step in _STEPS:
        parts = values / step
        if np.mean(np.abs(parts - np.rint(parts)) < 1e-6) >= _MULTIPLES:
            return step
    return 0.0


def _thinned(quantiles: Quantiles) -> Quantiles:
    """Drop the knots that lie on the straight line between their neighbours."""
    levels, values = quantiles.levels, quantiles.values
    if len(levels) < 3:
        return quantiles
    scale = max(float(values[-1] - values[0]), 1e-12)
    keep = np.ones(len(levels), dtype=bool)
    last = 0
    for index in range(1, len(levels) - 1):
        line = np.interp(levels[index], levels[[last, index + 1]], values[[last, index + 1]])
        flat = values[index] == values[index + 1] or values[index] == values[index - 1]
        keep[index] = flat or abs(line - values[index]) > 1e-6 * scale
        last = index if keep[index] else last
    return Quantiles(levels[keep], values[keep], quantiles.step)


def positions(values: Floats, rng: np.random.Generator) -> Floats:
    """Return the level of each value among all: random within the stretch of equal values, NaN where missing."""
    known = np.flatnonzero(~np.isnan(values))
    levels = np.full(len(values), np.nan)
    order = np.lexsort((rng.random(len(known)), values[known]))
    levels[known[order]] = (np.arange(len(known)) + 0.5) / max(len(known), 1)
    return levels
