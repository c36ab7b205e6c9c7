"""Which leaf of a decision tree each row falls into, for a whole block at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints

GRAIN = 10_000
"""Levels (0 to 1) are compared and stored as whole numbers of 1/GRAIN."""

LEAF = -1

Positions = Mapping[str, Floats]
"""By variable, one entry per row: the level of a number (NaN where missing), or the code of a category."""


@dataclass(frozen=True)
class Tree:
    """Questions in order of reading: after node ``i`` comes its left branch, the right one starts at ``right[i]``.

    ``on`` says which of ``names`` is asked about (``LEAF``: nothing, the row has arrived); rows at or under ``at`` go
    left, so do missing ones where ``missing_left``. ``orders`` gives, for a category, the rank of each code.
    """

    names: tuple[str, ...]
    orders: Mapping[str, Ints]
    on: Ints
    at: Floats
    missing_left: Ints
    right: Ints

    @cached_property
    def leaves(self) -> int:
        """How many leaves there are."""
        return int((self.on == LEAF).sum())

    @cached_property
    def _leaf_numbers(self) -> Ints:
        return np.asarray(np.cumsum(self.on == LEAF) - 1, dtype=np.int64)

    @cached_property
    def _depth(self) -> int:
        depth = np.zeros(len(self.on), dtype=np.int64)
        for node, asked in enumerate(self.on):
            if asked != LEAF:
                depth[node + 1] = depth[self.right[node]] = depth[node] + 1
        return int(depth.max())

    @cached_property
    def _next(self) -> tuple[Ints, Floats, Ints, Ints, Ints]:
        """Arrays for walking: a leaf asks about the first variable and stays where it is."""
        here = np.arange(len(self.on))
        leaf = self.on == LEAF
        left, right = np.where(leaf, here, here + 1), np.where(leaf, here, self.right)
        return np.where(leaf, 0, self.on), self.at, np.where(self.missing_left == 1, left, right), left, right

    def leaf_of(self, rows: Positions, size: int) -> Ints:
        """Return the number of the leaf, in order of reading, of each of ``size`` rows."""
        node = np.zeros(size, dtype=np.int64)
        if not self.names:
            return node
        asked = np.stack([self.grains(name, rows[name]) for name in self.names])
        on, at, missing, left, right = self._next
        row = np.arange(size)
        for _ in range(self._depth):
            value = asked[on[node], row]
            onward = np.where(value <= at[node], left[node], right[node])
            node = np.where(np.isnan(value), missing[node], onward)
        return self._leaf_numbers[node]

    def grains(self, name: str, position: Floats) -> Floats:
        """Return what the tree compares: the rank of a category, the level of a number in grains."""
        if name in self.orders:
            return self.orders[name][position.astype(np.int64)].astype(np.float64)
        return np.floor(position * GRAIN)

    def to_json(self) -> dict[str, Any]:
        """Return the tree for a file: one short list a node, ``[right, on, at, missing_left]``, empty for a leaf."""
        nodes = [
            [] if on == LEAF else [int(right), int(on), int(at), int(missing)]
            for on, at, missing, right in zip(self.on, self.at, self.missing_left, self.right, strict=True)
        ]
        orders = {name: order.tolist() for name, order in self.orders.items()}
        return {"names": list(self.names), "orders": orders, "nodes": nodes}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the tree of a file."""
        nodes = np.array([node or [0, LEAF, 0, 0] for node in read["nodes"]], dtype=np.int64)
        orders = {name: np.array(order, dtype=np.int64) for name, order in read["orders"].items()}
        right, on, at, missing = nodes.T
        return cls(tuple(read["names"]), orders, on, at.astype(np.float64), missing, right)
