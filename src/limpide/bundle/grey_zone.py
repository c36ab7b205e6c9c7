"""Where the model abstains: as wide as reviews are worth their cost, with a promise for each outcome.

A review costs the lender something, whatever it finds. Deciding without one is cheaper only while the expected cost of
the mistake stays below that: so the model may accept up to ``review / missed default`` and refuse from
``1 - review / refused good`` on. Were its probabilities exact, these two levels would leave certain shares of the
defaults and of the good clients without a person. Those shares are the promise; the ends of the zone are where clients
out of fold, class by class (conformally), keep it.
"""

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Abstention
from limpide.core.cost import CostRatio
from limpide.core.decision import GreyZone
from limpide.core.errors import InvalidInput

Vector = NDArray[np.float64]


def build_abstention(chances: Vector, target: Vector, *, cost: CostRatio, review_cost: float) -> Abstention:
    """Find the grey zone on calibrated probabilities out of fold, float64 (clients,), and their outcomes.

    Exchangeable clients keep the promise on average: of n defaults, the k-th lowest probability has at most k in
    n + 1 others below it. Reviews that cost as much as the dearest mistake avoided leave an empty zone.
    """
    if review_cost < 0:
        raise InvalidInput(f"a review cannot cost {review_cost:g}; give it in refused good clients, 0 or more")
    safe = min(review_cost / cost.missed_default, cost.threshold)
    sure = max(1 - review_cost / cost.refused_good, cost.threshold)
    accepted, refused = chances < safe, chances >= sure
    missed = float(chances[accepted].sum() / chances.sum())
    turned_away = float((1 - chances[refused]).sum() / (1 - chances).sum())
    empty = safe == sure
    low = cost.threshold if empty else min(_low_end(chances[target == 1], missed, safe), cost.threshold)
    high = cost.threshold if empty else max(_high_end(chances[target == 0], turned_away, sure), cost.threshold)
    zone = GreyZone(low, high)
    return Abstention(
        zone=zone,
        review_cost=review_cost,
        accepted_defaults=missed,
        refused_goods=turned_away,
        share=float(((chances >= zone.low) & (chances < zone.high)).mean()),
    )


def _low_end(defaults: Vector, promised: float, otherwise: float) -> float:
    """Return the probability that at most the promised share of further defaults stays below."""
    place = int(promised * (len(defaults) + 1))
    return float(np.sort(defaults)[place - 1]) if 1 <= place <= len(defaults) else otherwise


def _high_end(goods: Vector, promised: float, otherwise: float) -> float:
    """Return the probability that at most the promised share of further good clients reaches."""
    place = int(promised * (len(goods) + 1))
    if not 1 <= place <= len(goods):
        return otherwise
    return float(np.nextafter(np.sort(goods)[len(goods) - place], 1.0))
