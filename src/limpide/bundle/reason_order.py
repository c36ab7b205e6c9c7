"""Order of reasons: strength plus an offset by precedence, so that training noise orders little.

Refitted on other persons, a model moves each contribution a little, and concepts of similar strength change places. So
a concept comes before one that precedes it only when it is stronger by more than the difference of their offsets. These
are the same for every client and do not depend on the clients learnt from. Contributions stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

STEP = 0.25
"""Log-odds between the offsets of the first two concepts: with others measured in benchmarks/RESULTS.md, ADR 32."""


@dataclass(frozen=True)
class ReasonOrder:
    """``offsets`` are what is added to the strength of each concept where concepts are ordered, in log-odds.

    >>> order = ReasonOrder({"external_scores": 0.1})
    >>> sorted([("income", 0.35), ("external_scores", -0.3), ("housing", -0.5)], key=lambda one: order.key(*one))
    [('housing', -0.5), ('external_scores', -0.3), ('income', 0.35)]
    """

    offsets: Mapping[str, float]

    def key(self, family: str, contribution: float) -> tuple[float, str]:
        """Return what sorts the first reason first; the offset of a concept that is not named is 0."""
        return -(abs(contribution) + self.offsets.get(family, 0.0)), family


def order_by_precedence(families: Sequence[str]) -> ReasonOrder:
    """Return the order of concepts that are given as they precede one another.

    Offsets fall with the square root of the rank, 0 for the last: strong concepts differ, and scatter, by more than
    weak ones.

    >>> order_by_precedence(["external_scores", "income"]).offsets
    {'external_scores': 0.25, 'income': 0.0}
    """
    last = sqrt(max(len(families) - 1, 0))
    return ReasonOrder({name: round(STEP * (last - sqrt(rank)), 4) for rank, name in enumerate(families)})
