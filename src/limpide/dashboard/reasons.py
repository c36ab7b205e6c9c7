"""The reasons as the screen tells them: strength in points of probability, in the API's order, summing to the score.

The API explains the margin (log-odds), which nobody reads. A family's points are its share of the way from the
reference client's probability to this client's: contribution times the mean slope of the probability between the two.
Order and signs stay the API's, whatever the order of reading, and the points sum exactly to the difference.
"""

from dataclasses import dataclass
from math import floor

from limpide.contract import Contribution, Explanation, FamilyContribution

MOST_REASONS = 5
FEWEST_REASONS = 3
MOST_STEPS = 8
# Points are shown with one decimal, so they are counted in thousandths of a probability.
_TENTHS = 1000
# Beyond the third, a reason must carry at least this share of the strongest one's weight to be worth reading.
_WORTH_READING = 0.1


@dataclass(frozen=True)
class Reason:
    """A family of features and what it adds to the probability; ``points`` as shown, 1.2 for 1.2 points."""

    family: FamilyContribution
    points: float

    @property
    def increases(self) -> bool:
        """Whether it makes the client riskier."""
        return self.family.contribution > 0


@dataclass(frozen=True)
class Step:
    """One step of the way from the reference client to this one; margins in log-odds, points as shown."""

    label: str
    start: float
    end: float
    points: float

    @property
    def increases(self) -> bool:
        """Whether it makes the client riskier."""
        return self.end > self.start


def build_reasons(explanation: Explanation) -> list[Reason]:
    """Return every family with its points, strongest first as the API orders them."""
    shares = [family.contribution * mean_slope(explanation) for family in explanation.families]
    total = shown_tenths(explanation.probability_of_default) - shown_tenths(explanation.base_probability)
    tenths = apportion([share * _TENTHS for share in shares], total=total)
    return [Reason(family, count / 10) for family, count in zip(explanation.families, tenths, strict=True)]


def strongest(reasons: list[Reason], *, increases: bool) -> list[Reason]:
    """Return the three to five reasons of one direction that are worth reading (fewer when there are fewer).

    A concept without evidence is no reason.
    """
    chosen = [reason for reason in reasons if reason.family.evidence is not None and reason.increases == increases]
    least = _WORTH_READING * max((abs(reason.family.contribution) for reason in reasons), default=0.0)
    return [
        reason
        for rank, reason in enumerate(chosen[:MOST_REASONS])
        if rank < FEWEST_REASONS or abs(reason.family.contribution) >= least
    ]


def build_steps(explanation: Explanation, reasons: list[Reason], *, rest: str) -> list[Step]:
    """Return the steps of the waterfall: the strongest families, then all others in one step named ``rest``."""
    steps: list[Step] = []
    margin = explanation.base
    for reason in reasons[:MOST_STEPS]:
        steps.append(_step(reason.family.label, margin, reason.family.contribution, reason.points))
        margin = steps[-1].end
    others = reasons[MOST_STEPS:]
    if others:
        points = sum(round(reason.points * 10) for reason in others) / 10
        steps.append(Step(rest, margin, explanation.margin, points))
    return steps


def points_of(explanation: Explanation, feature: Contribution) -> float:
    """Return one feature's points of probability, unrounded."""
    return feature.contribution * mean_slope(explanation) * 100


def mean_slope(explanation: Explanation) -> float:
    """Return how much probability one unit of margin is worth, on the way from the reference client to this one."""
    way = explanation.margin - explanation.base
    probability, base = explanation.probability_of_default, explanation.base_probability
    if abs(way) < 1e-9:
        return base * (1 - base)
    return (probability - base) / way


def shown_tenths(probability: float) -> int:
    """Return a probability in tenths of a point, as the screen rounds it.

    >>> shown_tenths(0.14234)
    142
    """
    return round(probability * _TENTHS)


def apportion(shares: list[float], *, total: int) -> list[int]:
    """Round the shares to whole numbers that sum to ``total``: the largest remainders are rounded up.

    >>> apportion([1.4, 1.4, -0.8], total=2)
    [2, 1, -1]
    """
    whole = [floor(share) for share in shares]
    if not whole:
        return whole
    by_remainder = sorted(range(len(shares)), key=lambda rank: whole[rank] - shares[rank])
    everyone, some = divmod(total - sum(whole), len(whole))
    for place, rank in enumerate(by_remainder):
        whole[rank] += everyone + (place < some)
    return whole


def _step(label: str, margin: float, contribution: float, points: float) -> Step:
    return Step(label, margin, margin + contribution, points)
