"""Fitting one variable given the ones before it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.fitting.evidence import LEAST, applications, chunks
from limpide.sources.synthetic.fitting.quantiles import fit_quantiles, positions
from limpide.sources.synthetic.fitting.tree import Growth, fit_tree
from limpide.sources.synthetic.variables import Category, Number, score_at, standard

_PULLED = 2_000  # rows from which pulls are fitted
_CALM = 0.01  # keeps the pulls of numbers that say the same small
_SIGNIFICANT = 5.0  # standard errors
_CLASSES = 10  # equal parts of a number's distribution that its tree tells apart


Levels = tuple[str | None, ...] | tuple[float | None, ...]


@dataclass(frozen=True)
class Given:
    """What is already known of each row: positions by variable, and how many codes the categories have."""

    positions: Mapping[str, Floats]
    codes: Mapping[str, int]
    owners: Ints

    def then(self, name: str, position: Floats, *, codes: int | None = None) -> "Given":
        """Return the same with one more variable known; ``codes`` for a category."""
        more = {name: codes} if codes is not None else {}
        return Given({**self.positions, name: position}, {**self.codes, **more}, self.owners)

    def rows(self, chosen: Ints | Flags) -> "Given":
        """Return what is known of the chosen rows; a row may be chosen often."""
        positions = {name: position[chosen] for name, position in self.positions.items()}
        return Given(positions, self.codes, self.owners[chosen])


def fit_number(
    name: str,
    values: Floats,
    given: Given,
    *,
    growth: Growth,
    seed: int,
    knots: int = 120,
    segments: int = 16,
    along: str | None = None,
    position: Floats | None = None,
    most_pulls: int = 0,
) -> tuple[Number, Floats]:
    """Fit a number (NaN where missing) and return it with the position of each row, which may be known already.

    ``most_pulls``: how many earlier numbers may pull it beyond what the tree says.
    """
    placed = positions(values, np.random.default_rng(seed)) if position is None else position
    known = ~np.isnan(values)
    quantiles = fit_quantiles(values[known], given.owners[known], knots=knots)
    level = placed
    if along:
        level, given, known = placed[known], given.rows(known), known[known]
    classes = np.where(known, np.floor(np.nan_to_num(level) * _CLASSES), _CLASSES).astype(np.int64)
    tree, leaf = fit_tree(given.positions, classes, given.owners, codes=given.codes, growth=growth, seed=seed)
    missing = _chances(known.astype(np.int64), leaf, given.owners, levels=2, leaves=tree.leaves)[:, 0]
    counts, table = _leaf_knots(level, leaf, given.owners, leaves=tree.leaves, segments=segments)
    pulls, own = _fit_pulls(level, leaf, given, most=most_pulls)
    return Number(name, quantiles, tree, missing, counts, table, along, pulls, own), placed


def _fit_pulls(level: Floats, leaf: Ints, given: Given, *, most: int) -> tuple[dict[str, float], float]:
    """Regress the normal score of a row's place in its leaf on the levels of earlier numbers; keep the strongest."""
    known = np.flatnonzero(~np.isnan(level))
    names = [name for name in given.positions if name not in given.codes]
    if most == 0 or not names or len(known) < _PULLED:
        return {}, 1.0
    score = score_at(_places(level[known], leaf[known]))
    table = np.stack([standard(given.positions[name][known]) for name in names], axis=1)
    kept = np.argsort(-np.abs(table.T @ score), kind="stable")[: 2 * most]
    for _ in range(2):  # the weak ones go, the others are fitted again
        chosen = table[:, kept]
        square = chosen.T @ chosen + _CALM * len(known) * np.eye(len(kept))
        pulls = np.linalg.solve(square, chosen.T @ score)
        strength = np.abs(pulls) / np.sqrt(np.diag(np.linalg.inv(square)))
        strong = np.argsort(-strength, kind="stable")[:most]
        strong = strong[strength[strong] > _SIGNIFICANT]
        kept, pulls = kept[strong], pulls[strong]
    explained = float(np.var(table[:, kept] @ pulls)) if len(kept) else 0.0
    found = {names[index]: round(float(pull), 4) for index, pull in zip(kept, pulls, strict=True)}
    return found, round(max(1 - explained, 0.04) ** 0.5, 4)


def _places(level: Floats, leaf: Ints) -> Floats:
    """Return where each row is among those of its leaf, 0 to 1."""
    order = np.lexsort((level, leaf))
    counts = np.bincount(leaf)
    first = np.cumsum(counts) - counts
    places = np.empty(len(level))
    places[order] = (np.arange(len(level)) - first[leaf[order]] + 0.5) / counts[leaf[order]]
    return places


def _leaf_knots(level: Floats, leaf: Ints, owners: Ints, *, leaves: int, segments: int) -> tuple[Ints, Floats]:
    """Return how many segments each leaf has, and its knots; the whole range where too few values are known."""
    counts, table = np.ones(leaves, dtype=np.int64), np.zeros((leaves, segments + 1))
    table[:, 1:] = 1.0
    for index, rows in enumerate(_rows_of(leaf, leaves)):
        here = rows[~np.isnan(level[rows])]
        if applications(owners[here]) >= LEAST:
            row = _knots(level[here], owners[here], segments=segments)
            counts[index] = len(row) - 1
            table[index, : len(row)] = row
    return counts, table


def fit_category(
    name: str, levels: Levels, codes: Ints, given: Given, *, growth: Growth, seed: int, along: str | None = None
) -> Category:
    """Fit a category; levels of fewer than 20 applications in the whole are never drawn."""
    if along:
        known = ~np.isnan(given.positions[along]) & np.array([level is not None for level in levels])[codes]
        codes, given = codes[known], given.rows(known)
    tree, leaf = fit_tree(given.positions, codes, given.owners, codes=given.codes, growth=growth, seed=seed)
    chances = _chances(codes, leaf, given.owners, levels=len(levels), leaves=tree.leaves)
    return Category(name, levels, tree, chances, along)


def _rows_of(leaf: Ints, leaves: int) -> list[Ints]:
    order = np.argsort(leaf, kind="stable")
    return list(np.split(order, np.searchsorted(leaf[order], np.arange(1, leaves))))


def _knots(level: Floats, owners: Ints, *, segments: int) -> Floats:
    """Return rising levels that cut the rows into parts of equal numbers."""
    order = np.argsort(level, kind="stable")
    level, owners = level[order], owners[order]
    wanted = segments
    cuts = chunks(owners, wanted=wanted)
    while len(cuts) - 1 < wanted:  # parts of equal numbers only: fewer, larger ones
        wanted = len(cuts) - 1
        cuts = chunks(owners, wanted=wanted)
    around = LEAST // 2
    inner = [float(level[max(0, cut - around) : cut + around].mean()) for cut in cuts[1:-1]]
    if not inner:
        half = float(level.std()) * 3**0.5
        ends = float(level.mean()) - half, float(level.mean()) + half
    else:
        ends = 2 * float(level[: cuts[1]].mean()) - inner[0], 2 * float(level[cuts[-2] :].mean()) - inner[-1]
    return np.maximum.accumulate(np.clip([ends[0], *inner, ends[1]], 0.0, 1.0))


def _chances(codes: Ints, leaf: Ints, owners: Ints, *, levels: int, leaves: int) -> Floats:
    """Return the share of each level in each leaf, shape (leaves, levels).

    Where a level has too few applications in a leaf, its share is the one over all such leaves together, and nought
    if those are too few as well; where nothing remains, the shares are those of the whole.
    """
    cell = leaf * levels + codes
    shape = (leaves, levels)
    rows = np.bincount(cell, minlength=leaves * levels).reshape(shape).astype(np.float64)
    pairs = np.unique(np.stack([cell, owners]), axis=1)[0]
    few = np.bincount(pairs, minlength=leaves * levels).reshape(shape) < LEAST
    sizes = rows.sum(axis=1, keepdims=True)
    together = [
        applications(owners[few[leaf, code] & (codes == code)]) if few[:, code].any() else 0 for code in range(levels)
    ]
    shared = (rows * few).sum(axis=0) / np.maximum((sizes * few).sum(axis=0), 1)
    shared[np.array(together) < LEAST] = 0.0
    chances = np.where(few, shared, rows / sizes)
    enough = np.array([applications(owners[codes == code]) >= LEAST for code in range(levels)])
    chances[chances.sum(axis=1) == 0] = rows.sum(axis=0) * enough
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))
