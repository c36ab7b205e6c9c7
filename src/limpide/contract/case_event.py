"""What happens to a case beside decisions: comments, assignments, documents asked for, letters handed over."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from limpide.contract.case_state import CaseState, LetterWay
from limpide.contract.message import ClientId, Message, PlainText

Sentence = Annotated[PlainText, StringConstraints(min_length=1, max_length=2000)]
Name = Annotated[PlainText, StringConstraints(min_length=1, max_length=100)]
Document = Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]


class EventKind(StrEnum):
    """What happened."""

    COMMENT = "comment"
    ASSIGNMENT = "assignment"
    DOCUMENTS_REQUESTED = "documents_requested"
    DOCUMENTS_RECEIVED = "documents_received"
    LETTER_HANDED_OVER = "letter_handed_over"
    HANDOVER = "handover"


class _EventRequest(Message):
    officer: PlainText | None = Field(
        default=None, min_length=1, max_length=100, description="Who writes this down, where there are no accounts."
    )


class CommentRequest(_EventRequest):
    """A comment for colleagues; it is never changed, and never in a letter."""

    kind: Literal[EventKind.COMMENT] = EventKind.COMMENT
    text: Sentence


class AssignmentRequest(_EventRequest):
    """Hand a case to a colleague, or back to the desk; it lasts until the next decision."""

    kind: Literal[EventKind.ASSIGNMENT] = EventKind.ASSIGNMENT
    assignee: Name | None = Field(default=None, description="Who works on the case from now on; null: the desk.")
    text: PlainText = Field(default="", max_length=2000, description="A note for whoever takes over.")


class DocumentsRequest(_EventRequest):
    """Ask the client for documents; the case waits until they are there, or somebody decides."""

    kind: Literal[EventKind.DOCUMENTS_REQUESTED] = EventKind.DOCUMENTS_REQUESTED
    documents: list[Document] = Field(min_length=1, max_length=40)
    due_at: AwareDatetime | None = Field(default=None, description="Until when the client is asked to send them.")
    text: PlainText = Field(default="", max_length=2000)


class DocumentsReceived(_EventRequest):
    """What was asked for is there: the case is to do again."""

    kind: Literal[EventKind.DOCUMENTS_RECEIVED] = EventKind.DOCUMENTS_RECEIVED
    text: PlainText = Field(default="", max_length=2000)


class LetterHandedOver(_EventRequest):
    """The letter on the client's latest decision was sent or given."""

    kind: Literal[EventKind.LETTER_HANDED_OVER] = EventKind.LETTER_HANDED_OVER
    decision_id: UUID = Field(description="The client's latest decision; 409 when there is a later one.")
    way: LetterWay
    text: PlainText = Field(default="", max_length=2000)


class HandoverRequest(_EventRequest):
    """Hand a case to another desk, which reads what was written on it before and may decide from then on."""

    kind: Literal[EventKind.HANDOVER] = EventKind.HANDOVER
    assignee: Name = Field(description="The desk (branch) that goes on with the case.")
    text: PlainText = Field(default="", max_length=2000, description="A note for whoever takes over.")


CaseEventRequest = Annotated[
    CommentRequest | AssignmentRequest | DocumentsRequest | DocumentsReceived | LetterHandedOver | HandoverRequest,
    Field(discriminator="kind"),
]


class CaseEvent(Message):
    """One event as the journal keeps it."""

    event_id: UUID
    position: int = Field(description="Place in the journal, which counts decisions and events together, from 1.")
    recorded_at: datetime
    client_id: ClientId
    kind: EventKind
    officer: str = Field(description="Who wrote it down.")
    text: str
    documents: list[str] = Field(default_factory=list, description="What was asked for.")
    assignee: str | None = Field(
        default=None,
        description="Who works on the case; null in an assignment: the desk. In a handover: the other desk.",
    )
    due_at: datetime | None = None
    decision_id: UUID | None = Field(default=None, description="The decision whose letter was handed over.")
    way: LetterWay | None = None
    seal: str = Field(description="Proof (64 hex digits) that the journal holds this event unaltered.")
    state: CaseState | None = Field(
        default=None, description="State of the case now; null in lists, which tell it once."
    )


class CaseEventList(Message):
    """What happened to a case, newest first, and its state."""

    events: list[CaseEvent]
    state: CaseState | None = None


class ColleagueList(Message):
    """Who a case may be handed to: open accounts of people at the caller's desk; none without accounts."""

    names: list[str]
