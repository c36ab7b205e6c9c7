"""Measures of scores and outcomes under any weights: clients are sorted once, each resample only re-adds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.core.cost import CostRatio

Vector = NDArray[np.float64]
_BINS = 15


@dataclass(frozen=True, eq=False)
class Ranking:
    """Clients from the riskiest to the safest; equal scores form one step, so ties favour nobody.

    ``order`` sorts clients; ``score`` and ``target`` are in that order; ``ends`` is the last place of each step.
    """

    order: NDArray[np.intp]
    score: Vector
    target: Vector
    ends: NDArray[np.intp]

    def outcomes(self, weights: Vector) -> "Outcomes":
        """Add up the weights, float64 (clients,), of defaults and repaid loans from the top down to each step."""
        ranked = weights[self.order]
        caught = np.cumsum(ranked * self.target)[self.ends]
        refused = np.cumsum(ranked)[self.ends]
        return Outcomes(caught=caught, refused_good=refused - caught)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Weight of defaults and of good clients among those refused, if the refusal went down to each step."""

    caught: Vector
    refused_good: Vector

    @property
    def complete(self) -> bool:
        """Whether both outcomes occur at all."""
        return bool(self.caught[-1] > 0 and self.refused_good[-1] > 0)

    def auc(self) -> float:
        """Chance that a default is ranked above a repaid loan, ties counting half."""
        caught = np.concatenate([[0.0], self.caught])
        middle = (caught[1:] + caught[:-1]) / 2
        area = float(np.sum(np.diff(self.refused_good, prepend=0.0) * middle))
        return area / float(self.caught[-1] * self.refused_good[-1])

    def average_precision(self) -> float:
        """Area under precision and recall, by steps."""
        refused = self.caught + self.refused_good
        precision = np.divide(self.caught, refused, out=np.zeros_like(refused), where=refused > 0)
        return float(np.sum(np.diff(self.caught, prepend=0.0) * precision) / self.caught[-1])

    def ks(self) -> float:
        """Largest distance between the distributions of defaults and repaid loans."""
        distance = self.caught / self.caught[-1] - self.refused_good / self.refused_good[-1]
        return float(max(np.abs(distance).max(), 0.0))

    def costs(self, cost: CostRatio) -> Vector:
        """Cost of refusing nobody, then down to each step, per unit of weight, float64 (steps + 1,)."""
        missed = self.caught[-1] - np.concatenate([[0.0], self.caught])
        refused_good = np.concatenate([[0.0], self.refused_good])
        total = float(self.caught[-1] + self.refused_good[-1])
        costs: Vector = (cost.missed_default * missed + cost.refused_good * refused_good) / total
        return costs


def rank(score: Vector, target: Vector) -> Ranking:
    """Sort clients by falling score."""
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    return Ranking(order=order, score=ranked, target=target[order], ends=ends)


def auc(score: Vector, target: Vector) -> float:
    """Return the chance that a default is ranked above a repaid loan; both outcomes must occur."""
    return rank(score, target).outcomes(np.ones(len(score))).auc()


def expected_calibration_error(ranking: Ranking, weights: Vector) -> float:
    """Mean distance between probability and default rate over 15 groups of equal size by probability.

    Equal probabilities stay in one group. ``ranking`` is of probabilities.
    """
    starts = np.concatenate([[0], ranking.ends[:-1] + 1])
    middle = (starts + ranking.ends) / 2
    group = (middle * _BINS / len(ranking.order)).astype(np.intp)
    firsts = starts[np.flatnonzero(np.diff(group, prepend=-1))]
    ranked = weights[ranking.order]
    gaps = np.add.reduceat(ranked * (ranking.score - ranking.target), firsts)
    return float(np.abs(gaps).sum() / ranked.sum())
