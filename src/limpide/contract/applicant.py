"""A new applicant: scored, stored, and given a number."""

from datetime import datetime

from pydantic import ConfigDict, Field

from limpide.contract.assessment import EXAMPLE, Assessment, Histories, Row
from limpide.contract.identity import Identity
from limpide.contract.message import ClientId, Message


class ApplicantRequest(Message):
    """An application to score and store; columns and histories as in a request for an assessment."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    application: Row
    histories: Histories | None = None
    identity: Identity | None = Field(default=None, description="Who applies; kept apart, and never scored.")


class ApplicantRecord(Message):
    """The stored application: its number answers on every address of a client."""

    client_id: ClientId
    received_at: datetime
    assessment: Assessment
