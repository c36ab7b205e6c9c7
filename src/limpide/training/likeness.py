"""What two columns have in common, without looking at any outcome: twins."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

TWIN = 0.98
_BLOCK = 8_000  # clients on whom columns are compared: a correlation of .98 needs no more


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
