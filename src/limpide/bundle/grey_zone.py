"""Where the model abstains: as wide as reviews are worth their cost, with a promise for each outcome.

Expected cost of a review: its own cost, plus the reviewer's error rate times the cost of the mistake that the reviewer
then makes. Deciding without one is cheaper only while the expected cost of the mistake stays below that: so the model
may accept up to one probability and refuse from another on (``core.cost.ReviewCost.levels``). Were its probabilities
exact, these two levels would leave certain shares of the defaults and of the good clients without a person. Those
shares are the promise; the ends of the zone are where clients out of fold, class by class (conformally), keep it.

Where a review costs as much as it can save, the zone is empty. Where outcomes out of fold say that a zone costs more
than none, it is as narrow as if a review cost more, until it pays. Without a zone the promise is what was observed.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Abstention
from limpide.bundle.outcomes import OutcomeTable, tabulate
from limpide.bundle.review_value import break_even_error, values_by_error, zone_difference
from limpide.core.cost import CostRatio, ReviewCost
from limpide.core.decision import GreyZone

Vector = NDArray[np.float64]
_STEPS = 1000  # levels of the cost of a review between nothing and the most that pays


def build_abstention(
    chances: Vector, target: Vector, *, cost: CostRatio, review_cost: float, reviewer_error: float = 0.0
) -> Abstention:
    """Find the grey zone on calibrated probabilities out of fold, float64 (clients,), and their outcomes.

    Exchangeable clients keep the promise on average: of n defaults, the k-th lowest probability has at most k in
    n + 1 others below it. ``InvalidInput`` when the cost or the error rate of a review cannot be one.
    """
    return find_abstention(tabulate(chances, target), cost=cost, review=ReviewCost(review_cost, reviewer_error))


def find_abstention(table: OutcomeTable, *, cost: CostRatio, review: ReviewCost) -> Abstention:
    """Find the grey zone on a table of outcomes; its ends are thresholds of the table, on the side of the promise."""
    for charged in _charges(cost, review):
        found = _conformal(table, cost=cost, review=charged)
        if zone_difference(table, found.zone, cost=cost, review=review).value <= 0:
            break
    else:
        found = _empty(table, cost)
    return replace(
        found,
        review_cost=review.cost,
        reviewer_error=review.error,
        by_error=values_by_error(table, found.zone, cost=cost, review_cost=review.cost),
        break_even_error=break_even_error(table, found.zone, cost=cost, review=review),
    )


def _charges(cost: CostRatio, review: ReviewCost) -> Iterator[ReviewCost]:
    """Yield the review at its cost, rounded up to the next level, then as if it cost more; nothing if none pays.

    The levels do not depend on the cost, so that a dearer review never has a wider zone.
    """
    if review.pays(cost):
        most = review.most(cost)
        for step in range(math.ceil(_STEPS * review.cost / most), _STEPS):
            yield replace(review, cost=most * step / _STEPS)


def _conformal(table: OutcomeTable, *, cost: CostRatio, review: ReviewCost) -> Abstention:
    safe, sure = review.levels(cost)
    at, beyond = table.surely_below(safe), table.surely_below(np.nextafter(sure, 0)) + 1
    missed = table.expected[at] / table.expected[-1] if at >= 0 else 0.0
    unexpected = np.subtract(np.add(table.defaults, table.goods), table.expected)
    turned_away = 1 - unexpected[beyond] / unexpected[-1] if beyond < len(unexpected) else 0.0
    low = min(_low_end(table, missed, safe), cost.threshold)
    high = max(_high_end(table, float(turned_away), sure), cost.threshold)
    return _abstention(table, GreyZone(low, high), missed=missed, turned_away=float(turned_away))


def _empty(table: OutcomeTable, cost: CostRatio) -> Abstention:
    """Decide everybody by the threshold; one more client than observed bounds what others would meet on average."""
    below = (table.below("defaults", cost.threshold) + 1) / (table.defaults[-1] + 1)
    above = (table.goods[-1] - table.below("goods", cost.threshold) + 1) / (table.goods[-1] + 1)
    zone = GreyZone(cost.threshold, cost.threshold)
    return _abstention(table, zone, missed=min(below, 1.0), turned_away=min(above, 1.0))


def _abstention(table: OutcomeTable, zone: GreyZone, *, missed: float, turned_away: float) -> Abstention:
    reviewed = sum(table.below(name, zone.high) - table.below(name, zone.low) for name in ("defaults", "goods"))
    return Abstention(
        zone=zone,
        review_cost=0.0,
        accepted_defaults=missed,
        refused_goods=turned_away,
        share=reviewed / table.clients,
    )


def _low_end(table: OutcomeTable, promised: float, otherwise: float) -> float:
    """Return the last threshold that at most the promised share of further defaults stays below.

    Where there are too few defaults to tell, the level itself, but not within the defaults that were seen.
    """
    count = table.defaults[-1]
    rank = int(promised * (count + 1))
    end = table.threshold[int(np.searchsorted(table.defaults, min(max(rank, 1), count) - 1, side="right")) - 1]
    return min(otherwise, end) if rank < 1 else max(otherwise, end) if rank > count else end


def _high_end(table: OutcomeTable, promised: float, otherwise: float) -> float:
    """Return the first threshold that at most the promised share of further good clients reaches."""
    count = table.goods[-1]
    rank = int(promised * (count + 1))
    end = table.threshold[int(np.searchsorted(table.goods, count - min(max(rank, 1), count) + 1, side="left"))]
    return max(otherwise, end) if rank < 1 else min(otherwise, end) if rank > count else end
