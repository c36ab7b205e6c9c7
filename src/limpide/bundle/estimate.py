"""A measured quantity and how sure it is: what every figure in a bundle is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A measured quantity with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
