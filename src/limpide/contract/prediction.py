"""A probability of default and the decision that follows."""

from pydantic import Field

from limpide.contract.message import ClientId, Message, Probability
from limpide.core.contradictions import Contradiction
from limpide.core.decision import Decision, GreyZone
from limpide.core.minimum_data import Fact


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


class Completed(Message):
    """Whether the data earn a decision: while any list holds anything, ``decision`` is "review", never accepted."""

    incomplete: list[Fact] = Field(
        default_factory=list, description="Required facts that are missing: the application is to complete."
    )
    contradictions: list[Contradiction] = Field(
        default_factory=list, description="Facts that do not go together: to ask the applicant about."
    )
    unlike_learnt: list[str] = Field(
        default_factory=list,
        description="What the model has not learnt to judge: columns of the application far outside of the learnt "
        "range, and tables that the client base lacks and that could turn the decision.",
    )


class Prediction(Scored, Completed):
    """A client's probability of default and the decision that follows."""

    client_id: ClientId
    probability_of_default: Probability
    interval: Interval
    grey_zone: GreyZone = Field(
        description="Review zone: from low up to high a person must decide; the model refuses from high on."
    )
    points: int = Field(description="The same score in points; the higher, the safer.")
    decision: Decision
