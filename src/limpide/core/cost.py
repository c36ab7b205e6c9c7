"""What a wrong decision costs the lender, and the threshold that follows from it."""

from dataclasses import dataclass

REVIEW_COST = 0.88
"""What a person's review may cost, in refused good clients: about one application in ten is then worth it."""


@dataclass(frozen=True)
class CostRatio:
    """Cost of the two mistakes, in units of one refused good client.

    >>> CostRatio().threshold  # a missed default costs ten refused good clients
    0.09090909090909091
    """

    missed_default: float = 10.0
    refused_good: float = 1.0

    def __post_init__(self) -> None:
        if self.missed_default <= 0 or self.refused_good <= 0:
            raise ValueError("both costs must be positive")

    @property
    def threshold(self) -> float:
        """Break-even probability of default: above it, refusing is the cheaper mistake to risk."""
        return self.refused_good / (self.refused_good + self.missed_default)

    def total(self, *, missed_defaults: float, refused_goods: float) -> float:
        """Cost of a portfolio's mistakes.

        >>> CostRatio().total(missed_defaults=2, refused_goods=5)
        25.0
        """
        return self.missed_default * missed_defaults + self.refused_good * refused_goods
