"""One variable of the synthetic clients, drawn from what was drawn before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Coded, Floats, Generator, Ints
from limpide.sources.synthetic.quantiles import Quantiles
from limpide.sources.synthetic.tree import GRAIN, Positions, Tree

_SCORES = np.linspace(-6.0, 6.0, 2401)
_CHANCES = np.array([NormalDist().cdf(score) for score in _SCORES.tolist()])


def standard(level: Floats) -> Floats:
    """Return levels on a scale of mean 0 and deviation 1; 0 where missing."""
    return np.asarray(np.nan_to_num((level - 0.5) * 12**0.5))


def at_score(score: Floats) -> Floats:
    """Return the chance that a standard normal is at or under each score."""
    return np.asarray(np.interp(score, _SCORES, _CHANCES))


def score_at(chance: Floats) -> Floats:
    """Return the standard normal score of each chance."""
    return np.asarray(np.interp(chance, _CHANCES, _SCORES))


@dataclass(frozen=True)
class Number:
    """A number: in each leaf of ``tree`` a share of missing values and a distribution over the levels of the whole.

    ``missing`` has shape (leaves,); ``knots`` (leaves, most knots + 1) holds rising levels at equal chances, of which
    leaf ``i`` uses the first ``segments[i] + 1``. ``quantiles`` turns levels into values. A number that is missing
    exactly where an earlier one is names it in ``along``. ``pulls`` are what the levels of earlier numbers, on a scale
    of mean 0 and deviation 1, add to the normal score of a row's place in its leaf.
    """

    name: str
    quantiles: Quantiles
    tree: Tree
    missing: Floats
    segments: Ints
    knots: Floats
    along: str | None = None
    pulls: Mapping[str, float] = field(default_factory=dict)
    own: float = 1.0

    def draw(self, rng: Generator, given: Positions, size: int) -> Floats:
        """Return the level of each row, NaN where the value is missing."""
        leaf = self.tree.leaf_of(given, size)
        place = self._place(rng, given, size) * self.segments[leaf]
        low = np.minimum(place.astype(np.int64), self.segments[leaf] - 1)
        level = self.knots[leaf, low]
        level += (self.knots[leaf, low + 1] - level) * (place - low)
        if self.along:
            return np.where(np.isnan(given[self.along]), np.nan, level)
        if self._complete:
            return np.asarray(level)
        return np.where(rng.random(size) < self.missing[leaf], np.nan, level)

    def _place(self, rng: Generator, given: Positions, size: int) -> Floats:
        """Return where in its leaf each row is, 0 to 1."""
        if not self.pulls:
            return rng.random(size)
        score = self.own * rng.standard_normal(size)
        for name, pull in self.pulls.items():
            score += pull * standard(given[name])
        return at_score(score)

    @cached_property
    def _complete(self) -> bool:
        return not self.missing.any()

    def values(self, level: Floats) -> Floats:
        """Return the values at these levels."""
        return self.quantiles.at(level)

    def to_json(self) -> dict[str, Any]:
        """Return the variable for a file: a leaf is its missing share, then its knots, in 1/10,000."""
        missing, knots = np.rint(self.missing * GRAIN).astype(int), np.rint(self.knots * GRAIN).astype(int)
        leaves = [
            [share, *row[: count + 1]]
            for share, row, count in zip(missing.tolist(), knots.tolist(), self.segments.tolist(), strict=True)
        ]
        along: dict[str, Any] = {"along": self.along} if self.along else {}
        if self.pulls:
            along |= {"pulls": dict(self.pulls), "own": self.own}
        tree = self.tree.to_json()
        return {"number": self.name, **along, **self.quantiles.to_json(), "tree": tree, "leaves": leaves}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variable of a file."""
        leaves = read["leaves"]
        knots = np.zeros((len(leaves), max(map(len, leaves)) - 1))
        for row, (_share, *levels) in zip(knots, leaves, strict=True):
            row[: len(levels)] = levels
        return cls(
            name=read["number"],
            quantiles=Quantiles.from_json(read),
            tree=Tree.from_json(read["tree"]),
            missing=np.array([leaf[0] for leaf in leaves]) / GRAIN,
            segments=np.array([len(leaf) - 2 for leaf in leaves], dtype=np.int64),
            knots=knots / GRAIN,
            along=read.get("along"),
            pulls=read.get("pulls", {}),
            own=read.get("own", 1.0),
        )


@dataclass(frozen=True)
class Category:
    """A category: in each leaf of ``tree`` the chances of ``levels`` (None: missing), shape (leaves, levels).

    Numbers of few values are categories too. ``along`` names an earlier number: this one is missing exactly where
    that one is.
    """

    name: str
    levels: tuple[str | None, ...] | tuple[float | None, ...]
    tree: Tree
    chances: Floats
    along: str | None = None

    def draw(self, rng: Generator, given: Positions, size: int) -> Floats:
        """Return the code of each row's level, as a float."""
        leaf = self.tree.leaf_of(given, size)
        if len(self.levels) == 1:
            return np.zeros(size)
        # One search for all rows: leaf i owns the stretch from i to i + 1.
        chosen = np.searchsorted(self._cumulated, leaf + rng.random(size), side="right") - leaf * len(self.levels)
        code = np.asarray(np.minimum(chosen, len(self.levels) - 1), dtype=np.float64)
        return np.where(np.isnan(given[self.along]), self.levels.index(None), code) if self.along else code

    @cached_property
    def _cumulated(self) -> Floats:
        shares = np.cumsum(self.chances, axis=1)
        shares /= shares[:, -1:]
        return np.asarray((shares + np.arange(len(shares))[:, None]).ravel())

    def values(self, code: Floats) -> Floats | Coded:
        """Return the column of text, or of numbers, of these codes."""
        names = tuple(level for level in self.levels if isinstance(level, str))
        if not names:
            return np.array(self.levels, dtype=np.float64)[code.astype(np.int64)]
        codes = np.array([names.index(level) if isinstance(level, str) else -1 for level in self.levels])
        return Coded(codes[code.astype(np.int64)], names)

    def to_json(self) -> dict[str, Any]:
        """Return the variable for a file: a leaf lists codes and chances in 1/10,000, in turn."""
        chances = np.rint(self.chances * GRAIN).astype(int)
        leaves = [[number for code in np.flatnonzero(row) for number in (int(code), int(row[code]))] for row in chances]
        along = {"along": self.along} if self.along else {}
        levels, tree = list(self.levels), self.tree.to_json()
        return {"category": self.name, **along, "levels": levels, "tree": tree, "leaves": leaves}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variable of a file."""
        chances = np.zeros((len(read["leaves"]), len(read["levels"])))
        for row, leaf in zip(chances, read["leaves"], strict=True):
            row[leaf[::2]] = np.array(leaf[1::2]) / GRAIN
        return cls(read["category"], tuple(read["levels"]), Tree.from_json(read["tree"]), chances, read.get("along"))


Variable = Number | Category


def read_variable(read: Mapping[str, Any]) -> Variable:
    """Return the variable of a file, of either kind."""
    return Number.from_json(read) if "number" in read else Category.from_json(read)
