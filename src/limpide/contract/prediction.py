"""A probability of default and the decision that follows."""

from pydantic import Field

from limpide.contract.message import Message, Probability
from limpide.core.decision import Decision, GreyZone


class Interval(Message):
    """Where the probability lies with the given confidence."""

    low: Probability
    high: Probability
    level: Probability = Field(description="Confidence, .9 for 90 %.")


class Scored(Message):
    """What every scored answer carries."""

    model_version: str
    snapshot_version: str
    threshold: Probability = Field(
        description="Break-even probability of default: granting and refusing cost the same."
    )


class Prediction(Scored):
    """A client's probability of default and the decision that follows."""

    client_id: int
    probability_of_default: Probability
    interval: Interval
    grey_zone: GreyZone = Field(
        description="Review zone: from low up to high a person must decide; the model refuses from high on."
    )
    points: int = Field(description="The same score in points; the higher, the safer.")
    decision: Decision
