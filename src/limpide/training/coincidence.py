"""How likely it is that chance alone ties a column to defaults as closely as it is tied.

A column that has nothing to do with defaults deals its values to defaulters and to the others like cards, so that the
number of defaulters at or below a value, or in a category, or without a value, is hypergeometric, whatever the column
looks like and however few there are. That needs no model, no approximation and no drawing of random columns.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

_PARTS = 10


def measure_coincidence(matrix: Matrix, target: Vector, *, words: Sequence[int | None]) -> Vector:
    """Return for each column a bound on the probability that one of noise would be tied to the target as closely.

    ``matrix`` is float32 (clients, columns), ``target`` float64 (clients,), ``words`` how many categories each column
    has, None for a number. Of all the ways to part a column's clients in two, the most telling counts, and its
    probability as many times as there were ways (Bonferroni). Float64 (columns,), 1 for a constant column.

    >>> target = np.repeat([0.0, 1.0], 20)
    >>> columns = np.column_stack([target, np.tile([0, 1], 20)]).astype(np.float32)
    >>> [f"{chance:.0e}" for chance in measure_coincidence(columns, target, words=[None, None])]
    ['1e-11', '1e+00']
    """
    return np.array([_coincidence(matrix[:, place], target, count) for place, count in enumerate(words)])


def _coincidence(values: NDArray[np.float32], target: Vector, words: int | None) -> float:
    from scipy.stats import hypergeom

    clients, defaults = _parts(values, target) if words is None else _by_word(values, target, words)
    told = (clients > 0) & (clients < len(values))
    if not told.any():
        return 1.0
    law, found = hypergeom(len(values), target.sum(), clients[told]), defaults[told]
    rare = min(law.cdf(found).min(), law.sf(found - 1).min())
    return min(1.0, 2 * int(told.sum()) * float(rare))


def _parts(values: NDArray[np.float32], target: Vector) -> tuple[Vector, Vector]:
    """Count clients and defaults at or below each tenth of the values, and among those without a value."""
    known = np.sort(values[~np.isnan(values)])
    places = (np.linspace(0, 1, _PARTS + 1)[1:-1] * (len(known) - 1)).astype(np.intp)
    edges = np.unique(known[places]) if len(known) else known
    band = np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values))
    clients, defaults = _count(band, target, len(edges) + 2)
    return _add_up(clients), _add_up(defaults)


def _add_up(counts: Vector) -> Vector:
    """Add each band to those below it, but the last: all known values together say what the missing ones say."""
    return np.append(np.cumsum(counts[:-2]), counts[-1])


def _by_word(values: NDArray[np.float32], target: Vector, words: int) -> tuple[Vector, Vector]:
    return _count(np.where(np.isnan(values), words, np.nan_to_num(values)).astype(np.intp), target, words + 1)


def _count(place: NDArray[np.intp], target: Vector, places: int) -> tuple[Vector, Vector]:
    clients, defaults = np.bincount(place, minlength=places), np.bincount(place, weights=target, minlength=places)
    return clients.astype(np.float64), defaults.astype(np.float64)
