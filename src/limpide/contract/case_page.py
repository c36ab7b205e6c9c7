"""Everything that the first screen of a case shows, in one answer."""

from pydantic import Field

from limpide.contract.case_event import CaseEventList
from limpide.contract.client import RawValue
from limpide.contract.decision import DecisionList
from limpide.contract.explanation import Explanation
from limpide.contract.identity import IdentityRecord
from limpide.contract.message import Message
from limpide.contract.pieces import PieceList


class CaseRecords(Message):
    """What people recorded on a case, each part as its own route returns it."""

    decisions: DecisionList
    events: CaseEventList
    identity: IdentityRecord
    pieces: PieceList


class CasePage(Message):
    """The model's opinion with its reasons, the application, and what people recorded."""

    explanation: Explanation = Field(
        description="As ``/clients/{client_id}/explanation`` returns it, with the strongest features alone."
    )
    application: list[RawValue] = Field(description="As in ``/clients/{client_id}``.")
    records: CaseRecords | None = Field(
        description="Null while the database is silent, and for programs, which read no decisions."
    )
