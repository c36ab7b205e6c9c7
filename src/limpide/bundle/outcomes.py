"""Outcomes by probability, out of fold: all that a bundle keeps of clients to decide by another cost ratio."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.judgement import Curve

Vector = NDArray[np.float64]
CELLS = 1000  # of the chosen model, whose grey zone is found here: a tenth of a per cent of the clients each
CELLS_OF_CANDIDATE = 200


@dataclass(frozen=True, kw_only=True)
class OutcomeTable:
    """Cumulative counts at increasing probabilities: of defaults, of good clients, and of defaults expected below.

    Nobody is below the first threshold and everybody below the last. ``amount_defaults`` and ``amount_goods`` are
    shares of the amount that all clients asked for; ``amount_effect`` is Kish's design effect of weighting by it.
    """

    threshold: tuple[float, ...]
    defaults: tuple[int, ...]
    goods: tuple[int, ...]
    expected: tuple[float, ...]
    amount_defaults: tuple[float, ...]
    amount_goods: tuple[float, ...]
    amount_effect: float

    @property
    def clients(self) -> int:
        """How many clients there are."""
        return self.defaults[-1] + self.goods[-1]

    def below(self, name: str, probability: float) -> float:
        """Return how much of a cumulative count is below a probability, interpolated between thresholds."""
        return float(np.interp(probability, self.threshold, getattr(self, name)))

    def surely_below(self, probability: float) -> int:
        """Return the index of the last threshold that is not above a probability; -1 where all are."""
        return int(np.searchsorted(self.threshold, probability, side="right")) - 1


def tabulate(chances: Vector, target: Vector, amount: Vector | None = None, *, cells: int = CELLS) -> OutcomeTable:
    """Count outcomes over thresholds between which equally many clients lie.

    ``chances`` are probabilities out of fold, float64 (clients,), ``amount`` what each client asked for, in any unit.
    """
    thresholds = _thresholds(np.sort(chances), cells)
    size = np.ones(len(chances)) if amount is None else np.nan_to_num(amount)
    size = size / size.sum() if size.sum() > 0 else np.full(len(chances), 1 / len(chances))
    cell = np.searchsorted(thresholds, chances, side="right")  # of whoever is below the threshold at this index

    def cumulative(weights: Vector) -> Vector:
        found: Vector = np.cumsum(np.bincount(cell, weights=weights, minlength=len(thresholds)))
        return found

    def rounded(weights: Vector) -> tuple[float, ...]:
        return tuple(cumulative(weights).round(9).tolist())

    return OutcomeTable(
        threshold=tuple(thresholds.tolist()),
        defaults=tuple(cumulative(target).round().astype(int).tolist()),
        goods=tuple(cumulative(1 - target).round().astype(int).tolist()),
        expected=rounded(chances),
        amount_defaults=rounded(size * target),
        amount_goods=rounded(size * (1 - target)),
        amount_effect=float(len(size) * (size**2).sum()),
    )


def _thresholds(ranked: Vector, cells: int) -> Vector:
    """Return probabilities between which equally many clients lie, with both sides of one that many share."""
    places = np.linspace(0, len(ranked) - 1, min(cells, len(ranked))).round().astype(np.intp)
    values, clients = np.unique(ranked, return_counts=True)
    shared = values[clients > max(1, len(ranked) / cells)]
    beyond = np.nextafter(np.append(shared, ranked[-1]), np.inf)
    return np.unique(np.concatenate([ranked[places], shared, beyond]))


def table_of_curve(curve: Curve, *, defaults: int, goods: int) -> OutcomeTable | None:
    """Return what a bundle without a table knows: counts from the shares of its curve; None when it has no curve.

    Expected defaults are those of the middle of each cell. Amounts are not known and stand for nothing.
    """
    if not curve.threshold:
        return None
    thresholds = np.append(curve.threshold, np.nextafter(curve.threshold[-1], np.inf))
    missed = np.append(np.round(np.array(curve.accepted_defaults) * defaults), defaults).astype(int)
    accepted = np.append(np.round((1 - np.array(curve.refused_goods)) * goods), goods).astype(int)
    middle = np.append(thresholds[0], (thresholds[1:] + thresholds[:-1]) / 2)
    expected = np.cumsum(np.diff(missed + accepted, prepend=0) * middle)
    return OutcomeTable(
        threshold=tuple(thresholds.tolist()),
        defaults=tuple(missed.tolist()),
        goods=tuple(accepted.tolist()),
        expected=tuple(expected.tolist()),
        amount_defaults=(),
        amount_goods=(),
        amount_effect=1.0,
    )
