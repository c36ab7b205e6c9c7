"""What an officer decides, as the journal keeps it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from limpide.contract.case_state import CaseState
from limpide.contract.choice import Choice
from limpide.contract.explanation import FamilyContribution
from limpide.contract.message import ClientId, Message, PlainText, Probability
from limpide.contract.pieces import SignedPiece
from limpide.contract.prediction import Scored
from limpide.contract.solvency import AssessmentRecord, SolvencyAssessment
from limpide.core.decision import Decision, GreyZone


class Motive(StrEnum):
    """Why the officer decides so."""

    FOLLOWS_SCORE = "follows_score"
    NEW_INFORMATION = "new_information"
    DATA_ERROR = "data_error"
    CLIENT_HISTORY = "client_history"
    POLICY = "policy"
    OTHER = "other"


class Judgement(Message):
    """A person's answer and the reason for it."""

    choice: Choice
    motive: Motive
    comment: PlainText = Field(default="", max_length=2000, description="For colleagues; never in the letter.")
    grounds: PlainText = Field(
        default="",
        max_length=1000,
        description="The reason in words for the client: the letter of a refusal prints it.",
    )
    assessment: SolvencyAssessment | None = Field(
        default=None, description="What was looked at of income and charges; required where the lender's file says so."
    )
    officer: PlainText | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="Who decides, where the service runs without accounts; elsewhere the account signs.",
    )


class DecisionRequest(Judgement):
    """What an officer decides on a client's application."""

    client_id: ClientId
    after: UUID | None = Field(
        default=None,
        description="The client's latest decision that the officer has read; 409 when a colleague decided since.",
    )
    model_version: str | None = Field(default=None, description="The model that was shown; 409 when another serves.")
    snapshot_version: str | None = Field(default=None, description="The client base that was shown; 409 likewise.")


class DecisionRecord(Scored):
    """A decision as the journal keeps it."""

    decision_id: UUID
    position: int = Field(description="Place in the journal, counted from 1.")
    decided_at: datetime
    client_id: ClientId
    choice: Choice
    motive: Motive
    comment: str
    grounds: str = Field(default="", description="The reason in words for the client; empty in older decisions.")
    assessment: AssessmentRecord | None = Field(
        default=None,
        description="What was looked at of income and charges, with its units; null where none was recorded.",
    )
    officer: str
    probability_of_default: Probability
    model_decision: Decision
    grey_zone: GreyZone | None = Field(
        description="Probabilities at which a person had to decide, as they were shown; null before there was a zone."
    )
    overridden: bool = Field(description="The model decided, and the officer decided otherwise.")
    reasons: list[FamilyContribution] = Field(description="The reasons that were shown, in their order.")
    review_of: UUID | None = Field(description="The decision that this one concludes the review of.")
    pieces: list[SignedPiece] | None = Field(
        default=None, description="Supporting documents as they stood when it was signed; null in older decisions."
    )
    seal: str = Field(description="Proof (64 hex digits) that the journal holds this decision unaltered.")
    state: CaseState | None = Field(
        default=None, description="State of the client's case now; null in lists and reviews, which tell it once."
    )


class DecisionList(Message):
    """A client's decisions, newest first, and the state of the case that follows from them."""

    decisions: list[DecisionRecord]
    state: CaseState | None = None
