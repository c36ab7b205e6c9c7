"""The score of anybody: a client by number, or a person by their application and histories."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from limpide.contract.explanation import FamilyContribution
from limpide.contract.message import ClientId, Message, Probability
from limpide.contract.prediction import Completed, Interval, Scored
from limpide.core.decision import Decision, GreyZone

# What a column may hold is the lender's contract, checked after this one: here only "a flat row of plain values".
Row = Annotated[dict[str, Any], Field(max_length=400)]
Histories = Annotated[dict[str, Annotated[list[Row], Field(max_length=20_000)]], Field(max_length=12)]


EXAMPLE: dict[str, Any] = {
    "application": {
        "NAME_CONTRACT_TYPE": "Cash loans",
        "AMT_INCOME_TOTAL": 180000,
        "AMT_CREDIT": 450000,
        "AMT_ANNUITY": 24000,
        "AMT_GOODS_PRICE": 400000,
        "DAYS_BIRTH": -14000,
        "DAYS_EMPLOYED": -2000,
        "NAME_HOUSING_TYPE": "House / apartment",
    },
    "histories": {
        "bureau": [{"SK_ID_BUREAU": 1, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -300, "AMT_CREDIT_SUM": 90000}]
    },
}


class AssessmentRequest(Message):
    """Whom to score: either a client's number, or an application with what is known of the person's history.

    Columns have the lender's names. What is left out is unknown; a history that is left out is that of a person
    without one. Histories are given by table: bureau, bureau_balance, previous, pos, card, installments.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"client_id": 100002}, EXAMPLE]})

    client_id: ClientId | None = None
    application: Row | None = None
    histories: Histories | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.client_id is None) == (self.application is None):
            raise PydanticCustomError("one_of", "give either client_id or application")
        if self.client_id is not None and self.histories is not None:
            raise PydanticCustomError("one_of", "histories belong to an application")
        return self


class DataWarning(Message):
    """What to know of the data before relying on the score."""

    code: Literal[
        "incomplete",
        "outside_learnt",
        "missing_table",
        "contradiction",
        "missing_history",
        "missing_columns",
        "unknown_category",
        "unusual",
        "off_tariff",
    ]
    table: str
    columns: list[str] = Field(description="The lender's columns; features for unusual values. Ten at most.")
    message: str = Field(description="One sentence in the caller's language.")


class Assessment(Scored, Completed):
    """A score with its strongest reasons and what to know of the data; ``client_id`` is null without a number."""

    client_id: ClientId | None
    probability_of_default: Probability
    interval: Interval
    grey_zone: GreyZone = Field(
        description="Review zone: from low up to high a person must decide; the model refuses from high on."
    )
    points: int
    decision: Decision
    reasons: list[FamilyContribution] = Field(description="The five families that weigh most, strongest first.")
    warnings: list[DataWarning]
