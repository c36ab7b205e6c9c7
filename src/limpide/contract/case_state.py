"""State of a client's case, derived from the journal: who has decided, and what is still open."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from limpide.contract.choice import Choice
from limpide.contract.message import Message


class CaseStatus(StrEnum):
    """Where a case stands; an open review comes before what was signed last."""

    TO_DO = "to_do"  # nobody has signed: the model proposes, at most
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDER_REVIEW = "under_review"
    CONCLUDED = "concluded"
    OTHER_DESK = "other_desk"
    ERASED = "erased"


class CaseState(Message):
    """State of a case with the decision that stands, as far as the caller's desk may read it."""

    status: CaseStatus = Field(
        description="to_do: nobody has signed, there is only the model's opinion; accepted, refused: signed; "
        "under_review: a second person has to look again; concluded: that person has answered; other_desk: the "
        "latest decision is another desk's, whose content is not told; erased: the client's data were erased."
    )
    choice: Choice | None = Field(default=None, description="What was signed last, under review and concluded too.")
    officer: str | None = Field(default=None, description="Who signed it.")
    signed_at: datetime | None = None
    decision_id: UUID | None = None
    review_id: UUID | None = Field(default=None, description="The open review, the most urgent one.")
    due_at: datetime | None = Field(default=None, description="Deadline of the open review.")
