"""The clients of the snapshot and what is held on them."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.case_state import CaseState, CaseStatus
from limpide.contract.feature import FeatureValue, Unit, Value
from limpide.contract.message import ClientId, Message

STATE = "State of the case; null while the database is silent, and for programs, which read no decisions."


class ClientOutcome(StrEnum):
    """What became of a client's loan, as the client base tells it."""

    REPAID = "repaid"
    DEFAULTED = "defaulted"
    UNKNOWN = "unknown"


class ClientSummary(Message):
    """One line of the list of clients."""

    client_id: ClientId
    contract: str | None
    credit_amount: float | None
    annuity: float | None
    state: CaseState | None = Field(default=None, description=STATE)


class ClientPage(Message):
    """Clients in order of number, those of the snapshot and then applicants; ``cursor`` asks for the next ones."""

    clients: list[ClientSummary]
    total: int = Field(description="How many clients match the prefix and the filters.")
    next_cursor: str | None
    counts: dict[CaseStatus, int] | None = Field(
        default=None, description="How many clients match the prefix and the other filters, by state; on demand."
    )
    complete: bool = Field(default=True, description="False while the database is silent: applicants are left out.")


class RawValue(Message):
    """One column of the lender's application row."""

    column: str
    label: str
    unit: Unit
    value: Value
    theme: str = Field(default="", description="What it is about; columns come theme by theme.")
    theme_label: str = Field(default="", description="The theme in the caller's language.")


class ClientDetails(Message):
    """Everything held on a client: the application as the lender gave it, and every feature."""

    client_id: ClientId
    snapshot_version: str
    application: list[RawValue]
    features: list[FeatureValue]
    state: CaseState | None = Field(default=None, description=STATE)
