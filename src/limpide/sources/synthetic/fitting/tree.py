"""A tree that tells apart rows whose variable is distributed differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.evidence import LEAST, applications
from limpide.sources.synthetic.tree import GRAIN, LEAF, Tree

_PARTS = 8


@dataclass(frozen=True)
class Growth:
    """How far trees grow, and how much of the data is looked at to choose the questions."""

    leaves: int = 100
    leaf_rows: int = 100
    worth: float = 5.0  # a question must lower the impurity by this much over the number of rows: chance gives about 1
    asked: int = 14  # how many variables a tree may ask about
    grown_rows: int = 60_000


def fit_tree(
    given: Mapping[str, Floats], classes: Ints, owners: Ints, *, codes: Mapping[str, int], growth: Growth, seed: int
) -> tuple[Tree, Ints]:
    """Grow a tree on ``classes`` (rows,) and return it with the leaf of each row.

    ``given`` holds the positions of the variables that may be asked about, ``codes`` how many codes the categories
    among them have. Each leaf has rows of 20 applications or more.
    """
    orders = {name: _order(given[name], classes, size=size) for name, size in codes.items()}
    probe = Tree(tuple(given), orders, np.array([LEAF]), np.zeros(1), np.zeros(1, np.int64), np.zeros(1, np.int64))
    if not given or len(np.unique(classes)) < 2:
        return _without_questions(), np.zeros(len(classes), dtype=np.int64)
    table = np.stack([probe.grains(name, position) for name, position in given.items()], axis=1)
    parts = [_parts(column, codes.get(name)) for name, column in zip(given, table.T, strict=True)]
    leaf, chosen = np.zeros(len(classes), dtype=np.int64), list[int]()
    for wanted in (growth.asked // 2, growth.asked):
        chosen += _telling(parts, classes, leaf, known=chosen, count=wanted - len(chosen))
        if not chosen:
            return _without_questions(), leaf
        nodes = _grow(table[:, sorted(chosen)], classes, owners, growth=growth, seed=seed)
        names = [list(given)[index] for index in sorted(chosen)]
        tree, leaf = _compact(nodes, names, orders, given, len(classes))
    return tree, leaf


def _without_questions() -> Tree:
    return Tree((), {}, np.array([LEAF]), np.zeros(1), np.zeros(1, np.int64), np.zeros(1, np.int64))


def _order(position: Floats, classes: Ints, *, size: int) -> Ints:
    """Rank the codes of a category so that those with alike classes are neighbours: first principal component."""
    table = np.zeros((size, int(classes.max()) + 1))
    np.add.at(table, (position.astype(np.int64), classes), 1)
    count = table.sum(axis=1)
    shares = (table + table.sum(axis=0) / table.sum() * 5) / (count[:, None] + 5)
    centred = (shares - shares.mean(axis=0)) * np.sqrt(count)[:, None]
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    direction = direction * np.sign(direction[np.argmax(np.abs(direction))])
    rank = np.empty(size, dtype=np.int64)
    rank[np.argsort(shares @ direction, kind="stable")] = np.arange(size)
    return rank


def _parts(column: Floats, codes: int | None) -> Ints:
    """Return which part of a variable each row is in: eight of equal levels and one for missing, or the code."""
    if codes is not None:
        return np.asarray(column, dtype=np.int64)
    return np.where(np.isnan(column), _PARTS, np.nan_to_num(column) * _PARTS // (GRAIN + 1)).astype(np.int64)


def _telling(parts: list[Ints], classes: Ints, leaf: Ints, *, known: list[int], count: int) -> list[int]:
    """Return the variables that say most about the classes beyond the leaves: chi-square over its expectation."""
    levels, leaves = int(classes.max()) + 1, int(leaf.max()) + 1
    shares = np.bincount(leaf * levels + classes, minlength=leaves * levels).reshape(leaves, levels).astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    scores = np.full(len(parts), -np.inf)
    for index, part in enumerate(parts):
        if index in known:
            continue
        size = int(part.max()) + 1
        seen = np.bincount(part * levels + classes, minlength=size * levels).reshape(size, levels)
        expected = np.bincount(part * leaves + leaf, minlength=size * leaves).reshape(size, leaves) @ shares
        beyond = ((seen - expected) ** 2 / np.maximum(expected, 1)).sum()
        scores[index] = beyond - (size - 1) * (levels - 1)
    best = np.argsort(-scores, kind="stable")[:count]
    return [int(index) for index in best if scores[index] > 0]


def _some(rows: int, most: int, seed: int) -> Ints:
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def _sklearn_tree(growth: Growth, *, rows: int, of: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_leaf_nodes=growth.leaves,
        min_samples_leaf=max(LEAST, round(growth.leaf_rows * rows / of)),
        min_impurity_decrease=growth.worth / rows,
        random_state=0,
    )


@dataclass(frozen=True)
class _Nodes:
    """A grown tree as scikit-learn numbers its nodes; ``on`` is LEAF where nothing is asked."""

    on: Ints
    at: Floats
    missing_left: Ints
    left: Ints
    right: Ints


def _grow(table: Floats, classes: Ints, owners: Ints, *, growth: Growth, seed: int) -> _Nodes:
    rows = _some(len(classes), growth.grown_rows, seed + 1)
    grown = _sklearn_tree(growth, rows=len(rows), of=len(classes)).fit(table[rows], classes[rows]).tree_
    on = np.where(grown.children_left < 0, LEAF, grown.feature)
    at = np.minimum(np.floor(grown.threshold), GRAIN)  # whole numbers; infinite: only missing values go right
    nodes = _Nodes(on, at, grown.missing_go_to_left.astype(np.int64), grown.children_left, grown.children_right)
    return _pruned(nodes, table, owners)


def _pruned(nodes: _Nodes, table: Floats, owners: Ints) -> _Nodes:
    """Take back questions that would leave a branch with too few applications."""
    on = nodes.on.copy()

    def grow(node: int, rows: Ints) -> bool:
        """Tell whether the node stands for enough applications; withdraw its question if a branch does not."""
        if applications(owners[rows]) < LEAST:
            return False
        if on[node] != LEAF:
            value = table[rows, on[node]]
            left = np.where(np.isnan(value), nodes.missing_left[node] == 1, value <= nodes.at[node])
            sides = [grow(int(nodes.left[node]), rows[left]), grow(int(nodes.right[node]), rows[~left])]
            if not all(sides):
                on[node] = LEAF
        return True

    grow(0, np.arange(len(owners)))
    return _Nodes(on, nodes.at, nodes.missing_left, nodes.left, nodes.right)


def _compact(
    nodes: _Nodes, names: list[str], orders: Mapping[str, Ints], given: Mapping[str, Floats], size: int
) -> tuple[Tree, Ints]:
    """Number the nodes in order of reading and keep only the names that are asked about."""
    read: list[int] = []
    right: dict[int, int] = {}

    def visit(node: int) -> None:
        place = len(read)
        read.append(node)
        if nodes.on[node] != LEAF:
            visit(int(nodes.left[node]))
            right[place] = len(read)
            visit(int(nodes.right[node]))

    visit(0)
    used = sorted({int(nodes.on[node]) for node in read} - {LEAF})
    place_of = {index: place for place, index in enumerate(used)} | {LEAF: LEAF}
    kept = tuple(names[index] for index in used)
    tree = Tree(
        names=kept,
        orders={name: orders[name] for name in kept if name in orders},
        on=np.array([place_of[int(nodes.on[node])] for node in read]),
        at=np.array([nodes.at[node] if nodes.on[node] != LEAF else 0.0 for node in read]),
        missing_left=np.array([nodes.missing_left[node] for node in read]),
        right=np.array([right.get(place, 0) for place in range(len(read))]),
    )
    return tree, tree.leaf_of(given, size)
