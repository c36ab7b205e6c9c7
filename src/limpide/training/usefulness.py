"""What each column brings to clients that a quick model has not seen: noise brings nothing, on average a little less.

The gain that a model reports of itself flatters every column with many values. Here quick trees grow on one half of
the clients; on the other half, each split is asked by how much the move from its value to its children's lowered the
log-loss, and the sum goes to its column. Halves are swapped and drawn again.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

MOST_CLIENTS = 40_000
PAIRS = 4  # of halves
_ROUNDS = 120
_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 12,
    "max_depth": 4,
    "feature_fraction": 0.2,
    "lambda_l2": 50,
    "cat_smooth": 50,
    "cat_l2": 50,
    "max_bin": 63,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
_Moves = list[tuple[int, float, float]]


def measure_usefulness(matrix: Matrix, target: Vector, *, categorical: Sequence[int], seed: int) -> Vector:
    """Return by how much each column lowered the log-loss of unseen halves, float64 (halves, columns).

    ``matrix`` is float32 (clients, columns), ``target`` float64 (clients,); of more than 40,000 clients some are drawn.
    """
    random = np.random.default_rng(seed)
    if len(matrix) > MOST_CLIENTS:
        drawn = np.sort(random.permutation(len(matrix))[:MOST_CLIENTS])
        matrix, target = matrix[drawn], target[drawn]
    everybody = lightgbm.Dataset(
        matrix,
        target,
        categorical_feature=[int(column) for column in categorical],
        params={name: _PARAMETERS[name] for name in ("verbose", "max_bin", "num_threads")},
        free_raw_data=False,
    ).construct()
    parameters = {**_PARAMETERS, "min_data_in_leaf": max(20, min(150, len(matrix) // 80))}
    found = []
    for run, (learnt, unseen) in enumerate(_halves(target, random)):
        booster = lightgbm.train({**parameters, "seed": seed + run}, everybody.subset(learnt), num_boost_round=_ROUNDS)
        found.append(_gains(booster, matrix[unseen], target[unseen]))
    return np.array(found)


def _halves(target: Vector, random: np.random.Generator) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield a half to learn from and the other one, with as many defaults on both sides."""
    for _ in range(PAIRS):
        order = np.lexsort((random.random(len(target)), target))
        one, other = np.sort(order[::2]), np.sort(order[1::2])
        yield one, other
        yield other, one


def _gains(booster: lightgbm.Booster, matrix: Matrix, target: Vector) -> Vector:
    """Return the fall of the log-loss on unseen rows, to second order, by column, float64 (columns,)."""
    leaves = booster.predict(matrix, pred_leaf=True, num_threads=1)
    gains, margins = np.zeros(matrix.shape[1]), np.zeros(len(target))
    for number, tree in enumerate(booster.dump_model()["tree_info"]):
        moves, values = _paths(tree["tree_structure"])
        start = tree["tree_structure"].get("internal_value", 0.0) if number == 0 else 0.0  # the log-odds of everybody
        chances = 1 / (1 + np.exp(-(margins + start)))
        leaf = leaves[:, number]
        slopes = np.bincount(leaf, weights=target - chances, minlength=len(values))
        curves = np.bincount(leaf, weights=chances * (1 - chances), minlength=len(values))
        for place, path in enumerate(moves):
            for column, above, below in path:
                first, second = below - above, (below - start) ** 2 - (above - start) ** 2
                gains[column] += first * slopes[place] - second * curves[place] / 2
        margins += values[leaf]
    return gains


def _paths(root: dict[str, Any]) -> tuple[list[_Moves], Vector]:
    """Return, leaf by leaf, the moves (column, value above, value below) on the way to it; and the leaves' values."""
    found: dict[int, tuple[_Moves, float]] = {}
    waiting: list[tuple[dict[str, Any], _Moves]] = [(root, [])]
    while waiting:
        node, moves = waiting.pop()
        if "split_feature" not in node:
            found[int(node.get("leaf_index", 0))] = (moves, float(node["leaf_value"]))
            continue
        for child in (node["left_child"], node["right_child"]):
            below = child["internal_value"] if "split_feature" in child else child["leaf_value"]
            waiting.append((child, [*moves, (int(node["split_feature"]), float(node["internal_value"]), float(below))]))
    ordered = [found[leaf] for leaf in range(len(found))]
    return [moves for moves, _ in ordered], np.array([value for _, value in ordered])
