"""How well a model does on clients whose outcome nobody knows yet, if its probabilities still mean what they say.

The method is known as confidence-based performance estimation: a client with a probability of default of .12 counts
as .12 of a default and .88 of a repaid loan. It sees clients who are harder to tell apart or riskier than before; it
cannot see that the same clients begin to default more often: only outcomes show that (``performance``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate
from limpide.core.cost import CostRatio
from limpide.models.ranking import Ranking, rank

Vector = NDArray[np.float64]

RESAMPLES = 200
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How a model does on some clients, each with its 95 % interval.

    ``calibration`` is defaults observed over defaults expected; ``cost_per_client`` is in refused good clients, at
    the threshold that follows from the cost ratio, reviews decided by it too.
    """

    auc: Estimate
    brier: Estimate
    calibration: Estimate
    cost_per_client: Estimate
    default_rate: Estimate


@dataclass(frozen=True, eq=False)
class Ruler:
    """Clients sorted once by their probability, to be measured under many outcomes and weights."""

    chances: Vector
    ranking: Ranking
    cost: CostRatio

    @classmethod
    def of(cls, chances: Vector, cost: CostRatio) -> "Ruler":
        """Prepare to measure clients, float64 (clients,): each is there twice, as a default and as a repaid loan."""
        outcome = np.repeat([1.0, 0.0], len(chances))
        return cls(chances, rank(np.tile(chances, 2), outcome), cost)

    def measure(self, defaults: Vector, goods: Vector) -> tuple[float, ...] | None:
        """Return the figures in the order of ``Figures``; None when an outcome does not occur at all.

        ``defaults`` and ``goods`` say how much of each client defaulted and repaid, float64 (clients,) each.
        """
        outcomes = self.ranking.outcomes(np.concatenate([defaults, goods]))
        if not outcomes.complete:
            return None
        weights = defaults + goods
        refused = self.chances >= self.cost.threshold
        paid = self.cost.total(
            missed_defaults=float(defaults[~refused].sum()), refused_goods=float(goods[refused].sum())
        )
        errors = defaults * (1 - self.chances) ** 2 + goods * self.chances**2
        total = float(weights.sum())
        return (
            outcomes.auc(),
            float(errors.sum()) / total,
            float(defaults.sum() / (weights @ self.chances)),
            paid / total,
            float(defaults.sum()) / total,
        )


def expect(
    chances: Vector, *, cost: CostRatio, seed: int = 1, same_clients: bool = False, resamples: int = RESAMPLES
) -> Figures | None:
    """Return what the model is expected to do on clients, float64 (clients,), and where outcomes would put it.

    95 % of outcomes drawn from the probabilities give figures within the intervals; for ``same_clients`` only the
    outcomes are drawn, otherwise the clients too. None when no outcome can be expected of so few.
    """
    if not len(chances) or chances.sum() == 0:
        return None
    ruler = Ruler.of(chances, cost)
    measured = ruler.measure(chances, 1 - chances)
    drawn = [ruler.measure(*each) for each in _drawn(chances, seed=seed, same=same_clients, count=resamples)]
    return gather(measured, drawn)


def gather(measured: tuple[float, ...] | None, drawn: list[tuple[float, ...] | None]) -> Figures | None:
    """Put figures and their resamples together; None when an outcome was absent in half of the resamples."""
    complete = np.array([values for values in drawn if values is not None])
    if measured is None or len(complete) * 2 < len(drawn):
        return None
    low, high = np.quantile(complete, _INTERVAL, axis=0)
    estimates = (Estimate(*map(float, each)) for each in zip(measured, low, high, strict=True))
    return Figures(**dict(zip(Figures.__dataclass_fields__, estimates, strict=True)))


def _drawn(chances: Vector, *, seed: int, same: bool, count: int) -> Iterator[tuple[Vector, Vector]]:
    random = np.random.default_rng(seed)
    clients = len(chances)
    for _ in range(count):
        weights = np.ones(clients)
        if not same:
            weights = np.bincount(random.integers(0, clients, clients), minlength=clients).astype(np.float64)
        defaulted = random.random(clients) < chances
        yield weights * defaulted, weights * ~defaulted
