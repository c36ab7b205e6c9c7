"""What clients can be compared on: declared data first, then the features of the model."""

from pydantic import Field

from limpide.contract.feature import Unit
from limpide.contract.message import Message


class ComparableFeature(Message):
    """One datum that distributions and pairs know."""

    name: str
    label: str
    family: str
    family_label: str
    unit: Unit
    declared: bool = Field(
        description="A datum of the application as it was declared, whether the model uses it or not."
    )
    in_model: bool
    protected: bool = Field(description="Never used by the model: only to compare groups.")
    related: list[str] = Field(description="Names of the other data of the list that are computed from the same data.")


class FeaturePair(Message):
    """Two data worth looking at together."""

    x: str
    y: str


class ComparableList(Message):
    """Declared data in the order of an application, then the model's features by what they add to scores."""

    model_version: str
    snapshot_version: str
    features: list[ComparableFeature]
    pairs: list[FeaturePair] = Field(
        description="Pairs to begin with, best first: of different families, neither computed from the other's data."
    )
