"""The decision on an application: one rule, used by batch scoring, the service and the journal alike."""

from enum import StrEnum


class Decision(StrEnum):
    """What is answered to the applicant."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


def decide(probability_of_default: float, *, threshold: float) -> Decision:
    """Refuse when the probability of default reaches the threshold.

    >>> decide(0.05, threshold=1 / 11)
    <Decision.ACCEPTED: 'accepted'>
    >>> decide(1 / 11, threshold=1 / 11)
    <Decision.REFUSED: 'refused'>
    """
    return Decision.REFUSED if probability_of_default >= threshold else Decision.ACCEPTED
