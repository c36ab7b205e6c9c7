"""Supporting documents of a case: which are needed, what became of each, their scans, and requests for them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from limpide.contract.message import ClientId, Language, Message, PlainText

SIGNER = "Who acts, where the service runs without accounts; elsewhere the account signs."


class PieceStatus(StrEnum):
    """What became of a supporting document."""

    MISSING = "missing"
    ASKED_FOR = "asked_for"
    RECEIVED = "received"
    CHECKED = "checked"
    REFUSED = "refused"


class PieceUpdate(Message):
    """What somebody found out about a supporting document."""

    status: PieceStatus = Field(description="Anything but missing: what was recorded stays.")
    dated: date | None = Field(default=None, description="Day on the document, where its age counts.")
    result: str | None = Field(default=None, max_length=40, description="What a consultation found, by code.")
    reason: PlainText = Field(default="", max_length=500, description="Why it was refused, or a remark.")
    after: UUID | None = Field(
        default=None, description="The latest event of this document that was read; 409 when there is another one."
    )
    officer: PlainText | None = Field(default=None, min_length=1, max_length=100, description=SIGNER)


class PieceEvent(Message):
    """One entry on a supporting document, sealed together with the client's entry before it."""

    event_id: UUID
    piece: str
    status: PieceStatus
    recorded_at: datetime
    officer: str
    dated: date | None = None
    result: str | None = None
    reason: str = ""
    request_id: UUID | None = None
    attachment_id: UUID | None = None
    sha256: str | None = Field(default=None, description="Digest of the scan that was uploaded.")


class Attachment(Message):
    """A scan of a supporting document."""

    attachment_id: UUID
    piece: str
    name: str
    media_type: str
    size: int = Field(description="Bytes.")
    uploaded_at: datetime
    officer: str


class DocumentRequest(Message):
    """What the client is asked to send."""

    pieces: list[str] = Field(min_length=1, max_length=40, description="Codes of the documents.")
    due_on: date = Field(description="Until when; after today, within a year.")
    officer: PlainText | None = Field(default=None, min_length=1, max_length=100, description=SIGNER)


class RequestedPiece(Message):
    """A document as the request names it, in its language."""

    code: str
    label: str
    accepted: str


class DocumentRequestRecord(Message):
    """A request as it was recorded; ``awaited`` are the documents that nothing has come for since."""

    request_id: UUID
    requested_at: datetime
    officer: str
    due_on: date
    language: Language
    pieces: list[RequestedPiece]
    awaited: list[str]


class PieceState(Message):
    """A supporting document that a case needs, and what is known of it."""

    code: str
    label: str
    accepted: str = Field(description="What the client may send.")
    required: bool
    required_to_accept: bool = Field(description="Nobody can accept without it.")
    from_client: bool = Field(description="False for a consultation that the lender makes itself.")
    max_age_days: int | None
    results: dict[str, str] = Field(description="What a consultation may have found: labels by code.")
    status: PieceStatus
    expired: bool = Field(description="It was checked and has become too old since.")
    settled: bool = Field(description="Checked, and not too old.")
    event: PieceEvent | None = Field(description="The latest entry.")
    attachments: list[Attachment]


class PieceList(Message):
    """The supporting documents of a client's case."""

    client_id: ClientId
    product: str | None = Field(description="Kind of contract, as the lender writes it.")
    pieces: list[PieceState]
    settled: int = Field(description="How many of the required ones are checked and not too old.")
    required: int
    events: list[PieceEvent] = Field(description="Every entry, newest first.")
    requests: list[DocumentRequestRecord] = Field(description="Newest first.")


class SignedPiece(Message):
    """A supporting document as it stood when a decision was signed."""

    code: str
    status: PieceStatus
    settled: bool
    required: bool
    required_to_accept: bool
    event_id: UUID | None
