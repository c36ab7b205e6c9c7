"""Why the model says what it says."""

from pydantic import Field

from limpide.contract.feature import FeatureValue
from limpide.contract.message import Message, Probability
from limpide.contract.prediction import Prediction


class Contribution(FeatureValue):
    """What one feature adds to the margin (log-odds); positive means riskier."""

    contribution: float


class FamilyContribution(Message):
    """What a family of features adds to the margin, with its strongest feature as evidence."""

    family: str
    label: str
    contribution: float
    evidence: Contribution


class Explanation(Prediction):
    """Why: base + the contributions of all families = margin, and likewise over all features."""

    base: float = Field(description="Margin of the average client (log-odds).")
    base_probability: Probability
    margin: float = Field(description="Log-odds of the probability of default.")
    families: list[FamilyContribution] = Field(description="Strongest first; they sum to margin - base.")
    features: list[Contribution] = Field(description="Strongest first; they sum to margin - base.")
