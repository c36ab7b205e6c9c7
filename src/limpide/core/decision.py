"""The decision on an application: one rule, used by batch scoring, the service and the journal alike."""

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What the model says of an application; in the grey zone it leaves the answer to a person."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REVIEW = "review"


@dataclass(frozen=True)
class GreyZone:
    """Probabilities of default, from ``low`` up to but without ``high``, at which the model abstains.

    Empty when both are equal: then every application is decided by the threshold.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError("a grey zone lies between two probabilities, the lower one first")

    def __contains__(self, probability: float) -> bool:
        """Whether the model abstains at this probability."""
        return self.low <= probability < self.high


def decide(
    probability_of_default: float, *, threshold: float, grey_zone: GreyZone, undecidable: bool = False
) -> Decision:
    """Leave the review zone to a person; elsewhere refuse from the threshold on.

    ``undecidable`` applications go to a person whatever their score: they lack required facts (``minimum_data``) or
    contradict themselves (``contradictions``).

    >>> zone = GreyZone(0.08, 0.12)
    >>> [decide(chance, threshold=1 / 11, grey_zone=zone).value for chance in (0.07, 0.08, 0.11, 0.12)]
    ['accepted', 'review', 'review', 'refused']
    """
    if undecidable or probability_of_default in grey_zone:
        return Decision.REVIEW
    return Decision.REFUSED if probability_of_default >= threshold else Decision.ACCEPTED
