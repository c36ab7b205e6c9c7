"""What if: the same client with other values in the application."""

from typing import Annotated, Any

from pydantic import Field

from limpide.contract.feature import Unit, Value
from limpide.contract.message import Message
from limpide.contract.prediction import Prediction


class SimulationRequest(Message):
    """Other values for columns of the application, by the lender's names; null for "not known"."""

    changes: Annotated[dict[str, Any], Field(min_length=1, max_length=40, examples=[{"AMT_CREDIT": 250000.0}])]


class ChangedValue(Message):
    """One column of the application that was changed."""

    column: str
    label: str
    unit: Unit
    before: Value
    after: Value


class ChangedFeature(Message):
    """One feature of the model that came out differently; contributions are to the margin (log-odds)."""

    name: str
    label: str
    family: str
    unit: Unit
    before: Value
    after: Value
    contribution_before: float
    contribution_after: float


class Simulation(Message):
    """Both scores side by side; nothing is stored."""

    before: Prediction
    after: Prediction
    changes: list[ChangedValue]
    features: list[ChangedFeature] = Field(description="Largest change of contribution first.")
