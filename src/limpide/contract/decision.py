"""What an officer decides, as the journal keeps it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from limpide.contract.explanation import FamilyContribution
from limpide.contract.message import ClientId, Message, PlainText, Probability
from limpide.contract.prediction import Scored
from limpide.core.decision import Decision


class Motive(StrEnum):
    """Why the officer decides so."""

    FOLLOWS_SCORE = "follows_score"
    NEW_INFORMATION = "new_information"
    DATA_ERROR = "data_error"
    CLIENT_HISTORY = "client_history"
    POLICY = "policy"
    OTHER = "other"


class DecisionRequest(Message):
    """What an officer decides on a client's application."""

    client_id: ClientId
    choice: Decision
    motive: Motive
    comment: PlainText = Field(default="", max_length=2000)
    officer: PlainText = Field(min_length=1, max_length=100)


class DecisionRecord(Scored):
    """A decision as the journal keeps it."""

    decision_id: UUID
    decided_at: datetime
    client_id: int
    choice: Decision
    motive: Motive
    comment: str
    officer: str
    probability_of_default: Probability
    model_decision: Decision
    overridden: bool = Field(description="The officer decided otherwise than the model.")
    reasons: list[FamilyContribution] = Field(description="The reasons that were shown, in their order.")


class DecisionList(Message):
    """A client's decisions, newest first."""

    decisions: list[DecisionRecord]
