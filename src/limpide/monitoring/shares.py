"""Whether two shares differ by more than chance."""

from math import log, sqrt
from statistics import NormalDist

from limpide.bundle.estimate import Estimate

_WIDTH = 2 * 1.96  # of a 95 % interval, in standard errors
Sizes = tuple[int, int]


def is_change(shares: tuple[float, float], sizes: Sizes, *, risk: float) -> bool:
    """Whether two shares differ by more than chance would let them with probability ``risk`` (a pooled z-test).

    >>> is_change((0.10, 0.12), (100, 100), risk=0.05), is_change((0.10, 0.12), (10_000, 10_000), risk=0.05)
    (False, True)
    """
    pooled = (shares[0] * sizes[0] + shares[1] * sizes[1]) / sum(sizes)
    error = sqrt(max(pooled * (1 - pooled), 0.0) * (1 / sizes[0] + 1 / sizes[1]))
    return abs(shares[1] - shares[0]) > NormalDist().inv_cdf(1 - risk / 2) * error


def is_new(strangers: int, sizes: Sizes, *, risk: float) -> bool:
    """Whether so many clients of the second crowd, and none of the first, are more than chance.

    Were they spread by chance, all of them would be in the second with its share of clients to that power.

    >>> is_new(3, (1000, 1000), risk=0.01), is_new(10, (1000, 1000), risk=0.01)
    (False, True)
    """
    return strangers > 0 and strangers * log(sizes[1] / sum(sizes)) < log(risk)


def is_above(share: float, cases: int, bound: float, *, risk: float) -> bool:
    """Whether a share of so many cases is above a bound by more than chance would put it there.

    >>> is_above(0.1, 20, 0.05, risk=0.01), is_above(0.1, 2000, 0.05, risk=0.01)
    (False, True)
    """
    error = sqrt(bound * (1 - bound) / max(1, cases))
    return share - bound > NormalDist().inv_cdf(1 - risk) * error


def deviation(ratio: float) -> float:
    """Return how far a ratio is from 1, upwards or downwards alike; nothing at all counts as a hundredth.

    >>> round(deviation(1.25), 2), round(deviation(0.8), 2)
    (0.25, 0.25)
    """
    least = max(ratio, 0.01)
    return max(least, 1 / least) - 1


def is_beyond(difference: float, *estimates: Estimate, risk: float) -> bool:
    """Whether a difference of figures is more than their 95 % intervals allow, but with probability ``risk``."""
    error = sqrt(sum(((each.high - each.low) / _WIDTH) ** 2 for each in estimates))
    return difference > NormalDist().inv_cdf(1 - risk) * error
