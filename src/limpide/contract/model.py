"""What the model is, what weighs in it, and what its mistakes cost."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.feature import Unit
from limpide.contract.message import Message, Probability
from limpide.core.decision import GreyZone


class Measure(Message):
    """A measured quantity with its 95 % interval."""

    value: float
    low: float
    high: float


class ModelCandidate(Message):
    """A model that was tried, and how it did on clients it had not seen."""

    name: str
    chosen: bool
    quality: dict[str, Measure]


class ModelCard(Message):
    """The model in service."""

    model_version: str
    snapshot_version: str
    limpide: str
    kind: str
    reason: str = Field(description="Why it was chosen, as training wrote it, in English.")
    rule: str | None = Field(
        default=None, description="The rule that chose it, in the caller's language; null where none did."
    )
    threshold: Probability
    grey_zone: GreyZone
    missed_default_cost: float
    refused_good_cost: float
    features: int
    families: dict[str, str] = Field(description="What the families of features are called.")
    learnt_clients: int
    learnt_defaults: int
    default_rate: Probability
    learnt_snapshot: str
    calibration_slope: float
    calibration_intercept: float
    candidates: list[ModelCandidate]


class ImportantFeature(Message):
    """What a feature weighs."""

    name: str
    label: str
    family: str
    unit: Unit
    gain: float | None = Field(
        description="Share of the loss that splits on it removed; null where trees are not used."
    )
    contribution: float = Field(description="Mean absolute contribution to the margin (log-odds).")
    share: float = Field(description="Its part of the mean absolute contributions of all features.")


class ImportantFamily(Message):
    """What a concept (family of features) weighs; "available_data" is what rests on which data are known."""

    family: str
    label: str
    contribution: float = Field(
        description="Mean over clients of the absolute sum of the contributions of its features (log-odds)."
    )
    share: float = Field(description="Its part of the same over all concepts.")


class Importance(Message):
    """The concepts and the features that weigh most, strongest first."""

    model_version: str
    snapshot_version: str
    clients: int = Field(description="Over how many clients the contributions are averaged.")
    families: list[ImportantFamily] = Field(
        default=[], description="Every concept; within one, contributions of opposite signs cancel out."
    )
    features: list[ImportantFeature]


class CostBasis(StrEnum):
    """On whom costs are counted."""

    UNSEEN = "unseen"  # the training's clients, each scored by a model that had not seen them
    SNAPSHOT = "snapshot"  # the clients of today whose outcome is known


class CostPoint(Message):
    """What happens at one threshold; rates are shares of all clients counted."""

    threshold: Probability
    refused: Probability
    missed_defaults: Probability
    refused_goods: Probability
    cost: float = Field(description="Per client, in refused good clients.")


class CostCurve(Message):
    """Cost by threshold when a missed default costs ``ratio`` refused good clients."""

    model_version: str
    snapshot_version: str
    ratio: float
    clients: int = Field(description="How many clients the figures stand on.")
    on: CostBasis
    basis: str = Field(description="What the figures are worth, in the caller's language.")
    current: CostPoint = Field(description="At the threshold in service.")
    break_even: CostPoint = Field(description="At the threshold that follows from the ratio.")
    cheapest: CostPoint
    accept_everybody: CostPoint
    points: list[CostPoint]
