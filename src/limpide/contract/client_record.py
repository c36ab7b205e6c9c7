"""The client's own view: what is held on one person, in words, and nothing of anybody else."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.client import RawValue
from limpide.contract.feature import Unit, Value
from limpide.contract.message import ClientId, Message


class LoanOrigin(StrEnum):
    """Who lent."""

    OWN = "own"
    BUREAU = "bureau"  # another lender, as the credit bureau reports it


class LoanEvent(Message):
    """One loan, or application for one, before the present application; null where it is not known."""

    origin: LoanOrigin
    days_ago: int | None = Field(description="Days from its beginning (here: from its decision) to the application.")
    kind: str | None = Field(description="In the caller's language.")
    state: str | None = Field(description="In the caller's language.")
    amount: float | None
    instalment: float | None
    debt: float | None = Field(description="Still owed; of other lenders' loans.")
    overdue: float | None = Field(description="Overdue now; of other lenders' loans.")
    ended_days_ago: int | None
    followed: int | None = Field(description="Instalments paid here; months followed by the bureau elsewhere.")
    late: int | None = Field(description="How many of those were late.")
    worst_days_late: int | None = Field(description="At least so many days in the worst of them.")


class RecordedFeature(Message):
    """What was computed of the person's data for the model."""

    name: str
    label: str
    family: str
    family_label: str
    unit: Unit
    source: str
    definition: str | None
    value: Value


class ClientRecord(Message):
    """What is held on one person: no figure of other clients, no threshold, no opinion, no comment."""

    client_id: ClientId
    snapshot_version: str
    application: list[RawValue] = Field(description="Theme by theme; what tells of other persons is left out.")
    withheld: int = Field(description="How many columns of the application tell of other persons.")
    features: list[RecordedFeature] = Field(description="Those that the model uses, family by family.")
    loans: list[LoanEvent] | None = Field(description="Latest first; null where this client base keeps no loans.")
