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
    WAITING = "waiting"  # for documents that the client was asked for
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SECOND_SIGNATURE = "second_signature"  # signed above the officer's limit
    UNDER_REVIEW = "under_review"
    CONCLUDED = "concluded"
    LETTER_SENT = "letter_sent"  # sent or given to the client
    OTHER_DESK = "other_desk"
    ERASED = "erased"


class LetterWay(StrEnum):
    """How a letter reaches the client."""

    POST = "post"
    EMAIL = "email"
    IN_HAND = "in_hand"


class CaseState(Message):
    """State of a case with the decision that stands, as far as the caller's desk may read it."""

    status: CaseStatus = Field(
        description="to_do: nobody has signed, there is only the model's opinion; waiting: for documents; accepted, "
        "refused: signed; second_signature: an acceptance above the signer's limit, which a second person has to "
        "sign; under_review: a second person has to look again; concluded: that person has answered; letter_sent: "
        "the letter on the latest decision was handed over; other_desk: the "
        "latest decision is another desk's, whose content is not told; erased: the client's data were erased."
    )
    choice: Choice | None = Field(default=None, description="What was signed last, under review and concluded too.")
    officer: str | None = Field(default=None, description="Who signed it.")
    signed_at: datetime | None = None
    decision_id: UUID | None = None
    review_id: UUID | None = Field(default=None, description="The open review, the most urgent one.")
    due_at: datetime | None = Field(default=None, description="Deadline of the open review, or of the documents.")
    assignee: str | None = Field(default=None, description="Who works on the case, until somebody decides.")
    assigned_at: datetime | None = Field(default=None, description="When it was handed to them, or to the desk.")
    handled_by: str | None = Field(default=None, description="Who asked for the documents, or handed the letter over.")
    handled_at: datetime | None = None
    way: LetterWay | None = Field(default=None, description="How the letter was handed over.")
