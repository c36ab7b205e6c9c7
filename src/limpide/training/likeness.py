"""What two columns or two crowds have in common, without looking at any outcome: twins and drift."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

TWIN = 0.98
_BLOCK = 8_000  # clients on whom columns are compared: a correlation of .98 needs no more
_BANDS = 10


def find_twins(matrix: Matrix, numbers: NDArray[np.bool_], *, seed: int) -> dict[int, int]:
    """Return, for each number column that says what an earlier one says, the position of that one.

    Two columns are twins when their ranks correlate by more than .98, and they are missing for the same clients but
    2 %. ``matrix`` is float32 (clients, columns), ``numbers`` says which columns are no categories.
    """
    random = np.random.default_rng(seed)
    some = np.sort(random.permutation(len(matrix))[:_BLOCK])
    columns = np.flatnonzero(numbers)
    ranks, known = _ranks(matrix[np.ix_(some, columns)])
    alike = np.abs(ranks.T @ ranks) > TWIN
    shared = known.T @ known + (1 - known).T @ (1 - known)
    alike &= shared > TWIN * len(some)
    twins: dict[int, int] = {}
    for place in range(len(columns)):
        older = [other for other in np.flatnonzero(alike[place, :place]) if int(columns[other]) not in twins]
        if older:
            twins[int(columns[place])] = int(columns[older[0]])
    return twins


def psi(reference: Matrix, current: Matrix, *, categories: int | None = None) -> float:
    """Return the population stability index between two crowds' values; below .1 nothing happened, above .25 much.

    Numbers are counted in tenths of the reference, categories by their code, missing values as one more band.

    >>> values = np.arange(100, dtype=np.float32)
    >>> psi(values, values)
    0.0
    """
    edges = None if categories is not None else _edges(reference)
    counts = [_count(values, edges, categories or 0) for values in (reference, current)]
    first, second = ((each + 0.5) / (each + 0.5).sum() for each in counts)
    return float(((first - second) * np.log(first / second)).sum())


def _edges(reference: Matrix) -> Vector:
    known = reference[~np.isnan(reference)].astype(np.float64)
    return np.unique(np.quantile(known, np.linspace(0, 1, _BANDS + 1)[1:-1])) if len(known) else np.zeros(0)


def _count(values: Matrix, edges: Vector | None, categories: int) -> Vector:
    known = ~np.isnan(values)
    present = values[known]
    bands = present.astype(np.intp) if edges is None else np.searchsorted(edges, present, side="right")
    size = categories if edges is None else len(edges) + 1
    return np.append(np.bincount(bands, minlength=size), (~known).sum()).astype(np.float64)


def _ranks(values: Matrix) -> tuple[Vector, Vector]:
    """Return centred ranks of length one, 0 where missing, and which values are known; float64 (rows, columns)."""
    known = ~np.isnan(values)
    ranks = np.zeros(values.shape)
    for column in range(values.shape[1]):
        present = known[:, column]
        _, place, times = np.unique(values[present, column], return_inverse=True, return_counts=True)
        if len(times) > 1:
            middle = (np.cumsum(times) - times / 2)[place]
            centred = middle - middle.mean()
            ranks[present, column] = centred / np.sqrt(centred @ centred)
    return ranks, known.astype(np.float64)
