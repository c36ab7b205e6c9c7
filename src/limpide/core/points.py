"""The score in points: the log-odds of repaying on a scale that people are used to, higher for safer."""

from dataclasses import dataclass
from math import log


@dataclass(frozen=True, kw_only=True)
class PointScale:
    """``base`` points stand for ``odds`` clients who repay to one who defaults; ``doubling`` points double the odds.

    >>> scale = PointScale(base=600, odds=11, doubling=20)
    >>> [scale.points(-log(odds)) for odds in (11, 22, 5.5)]
    [600, 620, 580]
    """

    base: float
    odds: float
    doubling: float

    def __post_init__(self) -> None:
        if self.odds <= 0 or self.doubling <= 0:
            raise ValueError("odds and the points that double them must be positive")

    @property
    def factor(self) -> float:
        """How many points one unit of the margin is worth."""
        return self.doubling / log(2)

    def points(self, margin: float) -> int:
        """Return the score of a calibrated margin (log-odds of default), in whole points."""
        return round(self.base - self.factor * (margin + log(self.odds)))


def build_scale(default_rate: float) -> PointScale:
    """Put 600 points at the odds of the lender's own book, rounded so that the scale outlives small changes of it.

    >>> build_scale(0.0807)
    PointScale(base=600, odds=11, doubling=20)
    """
    return PointScale(base=600, odds=max(1, round((1 - default_rate) / default_rate)), doubling=20)
