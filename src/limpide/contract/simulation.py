"""What if: the same client with other values in the application."""

from typing import Annotated, Any, Literal

from pydantic import Field

from limpide.contract.feature import Unit, Value
from limpide.contract.message import Message
from limpide.contract.prediction import Prediction


class SimulationRequest(Message):
    """Other values for columns of the application, by the lender's names; null for "not known".

    The columns of the loan follow the tariff unless they are given. AMT_CREDIT alone keeps the loan's own instalment
    per 10,000 borrowed, that is its rate and duration, so that AMT_ANNUITY follows, and AMT_GOODS_PRICE in proportion;
    AMT_GOODS_PRICE alone takes AMT_CREDIT and AMT_ANNUITY along. Give all three to have them as they are: an
    instalment that is on no tariff is then told in ``warnings``.
    """

    changes: Annotated[dict[str, Any], Field(min_length=1, max_length=40, examples=[{"AMT_CREDIT": 250000.0}])]
    months: Annotated[
        int | None,
        Field(ge=1, le=600, description="Another duration: the instalment becomes that of the tariff, at its rate."),
    ] = None


class ChangedValue(Message):
    """One column of the application that was changed."""

    column: str
    label: str
    unit: Unit
    before: Value
    after: Value
    repriced: bool = Field(default=False, description="It was not asked for: it follows the tariff.")


class LoanTerms(Message):
    """A loan as the tariff tells it; null where it does not tell."""

    amount: float
    instalment: float
    months: int | None = Field(description="Number of monthly instalments.")
    yearly_rate: float | None = Field(description="Effective yearly rate, 0.18 for 18 %.")
    total_cost: float | None = Field(description="All instalments less the amount: interest.")
    apr: float | None = Field(
        default=None,
        description="Annual percentage rate of charge (TAEG) by amount, instalment and months; no fees, no insurance.",
    )
    on_tariff: bool = Field(description="Whether the lender has this instalment per 10,000 for this kind of contract.")


class SimulationWarning(Message):
    """What to know of a simulation before relying on it."""

    code: Literal["off_tariff", "not_in_model"]
    columns: list[str]
    message: str = Field(description="One sentence in the caller's language.")


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
    loan_before: LoanTerms | None = None
    loan_after: LoanTerms | None = None
    warnings: list[SimulationWarning] = Field(default_factory=list)
