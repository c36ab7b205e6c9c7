"""Why the model says what it says."""

from pydantic import Field

from limpide.contract.feature import FeatureValue, Risk
from limpide.contract.message import Message, Probability
from limpide.contract.prediction import Prediction

# The concept, and the feature, of which data are known of a client: never a reason.
AVAILABLE_DATA = "available_data"
MIN_WEIGHT = 0.05  # log-odds below which a concept is no reason: it moves a probability of 9 % by .4 points


class Contribution(FeatureValue):
    """What one feature adds to the margin (log-odds); positive means riskier."""

    contribution: float
    risk: Risk = Field(default=Risk.MIXED, description="Direction that the model keeps when the value rises.")


class FamilyContribution(Message):
    """What a concept (family of features) adds to the margin.

    It is a reason when it has evidence: the strongest of its features that pushes the same way, whose value differs
    visibly from the reference. Without evidence it is too weak, or rests on what is not known, and is no reason.
    """

    family: str
    label: str
    contribution: float
    evidence: Contribution | None
    sentence: str | None = Field(default=None, description="The reason as a person says it, in the caller's language.")


class Explanation(Prediction):
    """Why: base + the contributions of all families = margin, and likewise over all features.

    The family and feature "available_data" hold what rests on which data are known; they are never a reason.
    """

    reference: str | None = Field(default=None, description="With whom the client is compared, in a sentence.")
    base: float = Field(description="Margin of the reference client (log-odds); of the average client in old models.")
    base_probability: Probability
    margin: float = Field(description="Log-odds of the probability of default.")
    families: list[FamilyContribution] = Field(description="Strongest first; they sum to margin - base.")
    features: list[Contribution] = Field(description="Strongest first; they sum to margin - base.")
