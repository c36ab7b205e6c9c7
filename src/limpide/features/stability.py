"""How far the values of two crowds lie apart (population stability index), and how far chance alone would put them.

Numbers are counted in bands of the reference: tenths, and a band of its own for every value that more than a tenth
share, so that a rare flag has two. Missing values are one more band.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Vector = NDArray[np.float64]

_BANDS = 10
_SMOOTH = 0.5  # half a client in every band, so that an empty one stays finite


def psi(reference: Values, current: Values, *, categories: int | None = None) -> float:
    """Return the population stability index between two crowds' values; below .1 nothing happened, above .25 much.

    ``categories`` says how many codes 0, 1, … there are; None for numbers.

    >>> values = np.arange(100, dtype=np.float32)
    >>> psi(values, values)
    0.0
    """
    if categories is not None:
        return index(count_codes(reference, categories), count_codes(current, categories))
    ordered = np.sort(reference), np.sort(current)
    edges = draw_edges(ordered[0])
    return index(*(count_ordered(each, edges) for each in ordered))


def index(reference: Vector, current: Vector) -> float:
    """Return the population stability index of two lists of counts by band."""
    first, second = ((counts + _SMOOTH) / (counts + _SMOOTH).sum() for counts in (reference, current))
    return float(((first - second) * np.log(first / second)).sum())


def chance_index(reference: Vector, current: Vector, *, risk: float) -> float:
    """Return what the index exceeds with probability ``risk`` when both crowds are drawn from the same people.

    The index is then a chi-squared quantity times (1/n + 1/m); its quantile is Wilson and Hilferty's.
    """
    bands = int(((reference + current) > 0).sum())
    sizes = reference.sum(), current.sum()
    if bands < 2 or not all(sizes):
        return 0.0
    freedom = bands - 1
    spread = 2 / (9 * freedom)
    quantile = freedom * (1 - spread + NormalDist().inv_cdf(1 - risk) * np.sqrt(spread)) ** 3
    return float(quantile * (1 / sizes[0] + 1 / sizes[1]))


def draw_edges(ordered: Values) -> Vector:
    """Return the edges between bands of a reference in increasing order, missing values last."""
    known = ordered[: _known(ordered)]
    if not len(known):
        return np.zeros(0)
    places = (np.linspace(0, 1, _BANDS + 1)[1:-1] * (len(known) - 1)).astype(np.intp)
    tenths = np.unique(known[places].astype(np.float64))
    masses = np.searchsorted(known, tenths, side="right") - np.searchsorted(known, tenths, side="left")
    heavy = tenths[masses > len(known) / _BANDS]
    return np.unique(np.concatenate([tenths, np.nextafter(heavy, np.inf)]))


def count_ordered(ordered: Values, edges: Vector) -> Vector:
    """Count values in increasing order by band, float64 (edges + 2,): the last are missing."""
    known = _known(ordered)
    below = np.searchsorted(ordered[:known], edges, side="left")
    return np.diff(np.concatenate([[0], below, [known, len(ordered)]])).astype(np.float64)


def count_codes(codes: Values, categories: int) -> Vector:
    """Count categories by their code, float64 (categories + 1,): the last are missing."""
    known = codes[~np.isnan(codes)].astype(np.intp)
    return np.append(np.bincount(known, minlength=categories), len(codes) - len(known)).astype(np.float64)


def align_codes(words: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return all words of two lists, those of the first in their places, and the place of each word of the other.

    >>> align_codes(["cash", "revolving"], ["consumer", "cash"])
    (['cash', 'revolving', 'consumer'], [2, 0])
    """
    everything = list(dict.fromkeys([*words, *other]))
    place = {word: number for number, word in enumerate(everything)}
    return everything, [place[word] for word in other]


def _known(ordered: Values) -> int:
    """How many values are not missing: sorting puts those last."""
    return len(ordered) - int(np.isnan(ordered).sum())
