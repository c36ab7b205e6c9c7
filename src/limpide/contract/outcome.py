"""What became of a loan, for monitoring."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from limpide.contract.message import Message


class Outcome(StrEnum):
    """What the client did."""

    REPAID = "repaid"
    DEFAULTED = "defaulted"


class OutcomeRequest(Message):
    """What became of the loan of a decision, as seen on a day."""

    outcome: Outcome
    observed_on: date


class OutcomeRecord(Message):
    """An outcome as it was recorded; the latest one counts."""

    decision_id: UUID
    outcome: Outcome
    observed_on: date
    recorded_at: datetime
    recorded_by: str | None = Field(description="The account; none where the service runs open.")
