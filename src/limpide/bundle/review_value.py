"""What a grey zone saves or costs per client, out of fold, by how often reviewers err."""

from collections.abc import Iterator

from limpide.bundle.estimate import Estimate
from limpide.bundle.manifest import ReviewValue
from limpide.bundle.outcomes import OutcomeTable
from limpide.core.cost import CostRatio, ReviewCost
from limpide.core.decision import GreyZone

ERRORS = (0.0, 0.02, 0.05, 0.1, 0.2)
_NORMAL = 1.96  # of the standard normal distribution, 95 % two-sided


def zone_difference(table: OutcomeTable, zone: GreyZone, *, cost: CostRatio, review: ReviewCost) -> Estimate:
    """Return the cost per client with a zone minus that without, in refused good clients; negative saves.

    The interval is the normal approximation of a mean over clients, 95 %.
    """
    parts = [(clients, paid - alone) for clients, paid, alone in _parts(table, zone, cost=cost, review=review)]
    mean = sum(clients * more for clients, more in parts) / table.clients
    square = sum(clients * more**2 for clients, more in parts) / table.clients
    half = _NORMAL * (max(square - mean**2, 0.0) / table.clients) ** 0.5
    return Estimate(mean, mean - half, mean + half)


def values_by_error(
    table: OutcomeTable, zone: GreyZone, *, cost: CostRatio, review_cost: float
) -> tuple[ReviewValue, ...]:
    """Return the zone's difference for reviewers who err in each of ``ERRORS``."""
    reviews = [ReviewCost(review_cost, error) for error in ERRORS]
    return tuple(
        ReviewValue(error=each.error, difference=zone_difference(table, zone, cost=cost, review=each))
        for each in reviews
    )


def break_even_error(table: OutcomeTable, zone: GreyZone, *, cost: CostRatio, review: ReviewCost) -> float:
    """Return the error rate at which the zone neither saves nor costs; of an empty one, that from which none pays."""
    free = ReviewCost(0.0, 1.0)
    parts = list(_parts(table, zone, cost=cost, review=free))  # where a review costs the whole mistake
    mistakes = sum(clients * paid for clients, paid, _ in parts)
    if mistakes <= 0:
        return review.break_even_error(cost)
    avoided = sum(clients * (alone - review.cost) for clients, _, alone in parts)
    return min(max(avoided / mistakes, 0.0), 1.0)


def _parts(
    table: OutcomeTable, zone: GreyZone, *, cost: CostRatio, review: ReviewCost
) -> Iterator[tuple[float, float, float]]:
    """Yield clients of the zone by outcome and decision: how many, what a review costs, what deciding alone costs."""
    for name, mistake in (("defaults", cost.missed_default), ("goods", cost.refused_good)):
        low, middle, high = (table.below(name, at) for at in (zone.low, cost.threshold, zone.high))
        paid = review.cost + review.error * mistake
        yield middle - low, paid, mistake if name == "defaults" else 0.0
        yield high - middle, paid, 0.0 if name == "defaults" else mistake
