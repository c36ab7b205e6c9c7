"""Baseline Shapley values of a tree ensemble: exact, each row against a reference row of its own.

For one leaf, let A be the columns on its path whose condition the row alone meets, and B those that its reference alone
meets. Swapping columns from the reference's value to the row's in every order reaches the leaf when all
of A and none of B are swapped: the leaf's value v gives each column of A v (a - 1)! b! / (a + b)!, and takes
v a! (b - 1)! / (a + b)! from each of B (interventional TreeSHAP with one background row). A leaf with a condition that
neither meets is never reached.
"""

import re
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from limpide.models.fitted import Matrix, Vector

_BLOCK = 64  # rows explained together: larger blocks do not fit the processor's cache
_CATEGORICAL, _DEFAULT_LEFT = 1, 2
_NO_MISSING = 0  # LightGBM's type of a split that never saw a missing value: it takes one for 0


@dataclass(frozen=True)
class _Split:
    column: int
    threshold: float
    missing_left: bool


@dataclass(frozen=True, eq=False)
class BaselineShapley:
    """Leaves with their conditions, one interval a column: arrays (leaves, conditions), values float64 (leaves,).

    A condition holds for ``low < x <= high``, and for a missing value where ``missing`` says so. Places without a
    condition hold for everything.
    """

    columns: int
    values: Vector
    column: NDArray[np.intp]
    low: Vector
    high: Vector
    missing: NDArray[np.bool_]

    @classmethod
    def of(cls, text: str) -> "BaselineShapley":
        """Read LightGBM's text of trees that split on numbers only."""
        header, *trees = text.split("\nTree=")
        columns = int(_field(header, "max_feature_idx")) + 1
        leaves = [leaf for tree in trees for leaf in _leaves(tree)]
        depth = max((len(conditions) for _, conditions in leaves), default=1) or 1
        column = np.zeros((len(leaves), depth), dtype=np.intp)
        low, high = np.full(column.shape, -np.inf), np.full(column.shape, np.inf)
        missing = np.ones(column.shape, dtype=bool)
        for place, (_, conditions) in enumerate(leaves):
            for number, (name, condition) in enumerate(conditions.items()):
                column[place, number] = name
                low[place, number], high[place, number], missing[place, number] = condition
        values = np.array([value for value, _ in leaves], dtype=np.float64)
        return cls(columns, values, column, low, high, missing)

    def contributions(self, matrix: Matrix, reference: Matrix) -> Vector:
        """Return what each column adds to the reference row's margin, float64 (rows, columns + 1), base last.

        ``matrix`` and ``reference`` are float32 (rows, columns).
        """
        found = np.zeros((len(matrix), self.columns + 1))
        for start in range(0, len(matrix), _BLOCK):
            block = slice(start, start + _BLOCK)
            self._explain(self._holds(matrix[block]), self._holds(reference[block]), found[block])
        return found

    def _explain(self, held: NDArray[np.bool_], usual: NDArray[np.bool_], found: Vector) -> None:
        """Fill in contributions and base; ``held`` and ``usual`` are bool (rows, leaves, conditions)."""
        gained, lost = held & ~usual, ~held & usual
        a, b = gained.sum(axis=2), lost.sum(axis=2)
        found[:, -1] = usual.all(axis=2) @ self.values
        row, leaf = np.nonzero((held | usual).all(axis=2) & (a + b > 0))
        a, b = a[row, leaf], b[row, leaf]
        signed = gained[row, leaf] * _GAIN[a, b][:, None] - lost[row, leaf] * _LOSS[a, b][:, None]
        place = row[:, None] * self.columns + self.column[leaf]
        weights = (self.values[leaf][:, None] * signed).ravel()
        added = np.bincount(place.ravel(), weights=weights, minlength=len(found) * self.columns)
        found[:, :-1] = added.reshape(len(found), self.columns)

    def _holds(self, rows: Matrix) -> NDArray[np.bool_]:
        values = rows.astype(np.float64)[:, self.column]
        holds: NDArray[np.bool_] = np.where(np.isnan(values), self.missing, (values > self.low) & (values <= self.high))
        return holds


_Condition = tuple[float, float, bool]


def _leaves(tree: str) -> list[tuple[float, dict[int, _Condition]]]:
    """Return each leaf's value and its conditions by column: low, high, whether a missing value passes."""
    values = [float(value) for value in _field(tree, "leaf_value").split()]
    if len(values) == 1:
        return [(values[0], {})]
    columns = [int(each) for each in _field(tree, "split_feature").split()]
    thresholds = [float(each) for each in _field(tree, "threshold").split()]
    kinds = [int(each) for each in _field(tree, "decision_type").split()]
    sides = [[int(each) for each in _field(tree, name).split()] for name in ("left_child", "right_child")]
    if any(kind & _CATEGORICAL for kind in kinds):
        raise ValueError("trees that split on categories cannot be explained against a reference client")
    splits = [_split(*each) for each in zip(columns, thresholds, kinds, strict=True)]
    found: list[tuple[float, dict[int, _Condition]]] = []
    waiting: list[tuple[int, dict[int, _Condition]]] = [(0, {})]
    while waiting:
        node, conditions = waiting.pop()
        if node < 0:
            found.append((values[~node], conditions))
            continue
        for left, children in ((True, sides[0]), (False, sides[1])):
            waiting.append((children[node], _narrowed(conditions, splits[node], left=left)))
    return found


def _split(column: int, threshold: float, kind: int) -> _Split:
    takes_zero = kind >> 2 & 3 == _NO_MISSING
    return _Split(column, threshold, threshold >= 0 if takes_zero else bool(kind & _DEFAULT_LEFT))


def _narrowed(conditions: dict[int, _Condition], split: _Split, *, left: bool) -> dict[int, _Condition]:
    low, high, missing = conditions.get(split.column, (-np.inf, np.inf, True))
    low, high = (low, min(high, split.threshold)) if left else (max(low, split.threshold), high)
    return {**conditions, split.column: (low, high, missing and split.missing_left is left)}


def _field(text: str, name: str) -> str:
    found = re.search(rf"^{name}=(.*)$", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"LightGBM's text holds no {name}")
    return found.group(1)


def _weights() -> tuple[Vector, Vector]:
    """Return Shapley's weights by the sizes of A and B, float64 (33, 33) each."""
    sizes = range(33)
    gain = [[factorial(a - 1) * factorial(b) / factorial(a + b) if a else 0.0 for b in sizes] for a in sizes]
    loss = [[factorial(a) * factorial(b - 1) / factorial(a + b) if b else 0.0 for b in sizes] for a in sizes]
    return np.array(gain), np.array(loss)


_GAIN, _LOSS = _weights()
