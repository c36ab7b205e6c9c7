"""A second person looks again: what the client says, what was wrong in the data, what is answered in the end."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from limpide.contract.decision import DecisionRecord
from limpide.contract.feature import Value
from limpide.contract.message import ClientId, Message, PlainText
from limpide.contract.simulation import Simulation


class Cause(StrEnum):
    """Why a case is looked at again."""

    GREY_ZONE = "grey_zone"  # the model abstained
    OVERRIDE = "override"  # the officer decided otherwise than the model
    REQUEST = "request"  # the client asked
    DELEGATION = "delegation"  # the amount is above what the officer may accept alone


class ReviewRequest(Message):
    """What the client says of a decision, and which data are to be corrected."""

    statement: PlainText = Field(min_length=1, max_length=4000, description="The client's point of view.")
    corrections: dict[str, Value] = Field(
        default_factory=dict,
        max_length=20,
        description="Columns of the application that were wrong, with their right values.",
    )
    officer: PlainText | None = Field(
        default=None, min_length=1, max_length=100, description="Who writes this down, where there are no accounts."
    )


class Plea(Message):
    """What was said for the client, and what the model says of the corrected data beside the original."""

    statement: str
    corrections: dict[str, Value]
    written_by: str
    reassessment: Simulation | None = Field(description="None when nothing was corrected, or it cannot be scored now.")


class ReviewEntry(Message):
    """One line of the review desk."""

    review_id: UUID
    decision_id: UUID
    client_id: ClientId | None = Field(description="None when the client's data were erased.")
    cause: Cause
    officer: str = Field(description="Who decided, and so cannot review.")
    opened_at: datetime
    due_at: datetime
    overdue: bool
    concluded_at: datetime | None


class Review(ReviewEntry):
    """A case for a second person, whole."""

    decision: DecisionRecord
    plea: Plea | None
    conclusion: DecisionRecord | None


class ReviewList(Message):
    """Cases to look at again, the most urgent first."""

    reviews: list[ReviewEntry]
    open: int = Field(description="How many are open at this desk, whatever is listed.")
    overdue: int = Field(description="How many of these are past their deadline.")
