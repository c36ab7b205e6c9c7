"""Two candidates on the same clients: their difference, and how sure that is, from the same resamples for both."""

from dataclasses import dataclass

import numpy as np

from limpide.training.evaluate import MEASURES
from limpide.training.resamples import INTERVAL
from limpide.training.sample import Vector
from limpide.training.trial import Trial


@dataclass(frozen=True)
class Paired:
    """A difference with its 95 % interval and its standard error; ``surely`` when the interval leaves out zero."""

    value: float
    low: float
    high: float
    error: float

    @property
    def surely(self) -> bool:
        """Whether it is unlikely to be chance."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Difference:
    """By how much one candidate exceeds another."""

    auc: Paired
    brier: Paired
    cost: Paired
    log_loss: Paired


def compare_pair(one: Trial, other: Trial) -> Difference:
    """Compare two trials on the same folds and resamples of persons."""
    return Difference(
        auc=_pair(one, other, "auc"),
        brier=_pair(one, other, "brier"),
        cost=_pair(one, other, "cost_per_client"),
        log_loss=_pair(one, other, "log_loss"),
    )


def _pair(one: Trial, other: Trial, name: str) -> Paired:
    place = MEASURES.index(name)
    value = getattr(one.quality, name).value - getattr(other.quality, name).value
    drawn: Vector = one.examination.draws[:, place] - other.examination.draws[:, place]
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.quantile(drawn, INTERVAL)
    return Paired(value, float(min(low, value)), float(max(high, value)), float(drawn.std()))
