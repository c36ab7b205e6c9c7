"""Rows in every table of the journal, written as the service and the commands write them."""

from datetime import date, timedelta

from explanations import KEYS, record

from limpide.contract import CommentRequest, Identity, OutcomeRequest, Plea, RequestedPiece, Role
from limpide.database import (
    accounts,
    applications,
    attachments,
    case_events,
    document_requests,
    erasure,
    identities,
    outcomes,
    reviews,
)
from limpide.database.attachments import Upload
from limpide.database.desks import Signer
from limpide.database.engine import Connection

_SIGNER = Signer("A. Martin")


def fill(connection: Connection, *, first: int = 100, again: bool = False, erased: bool = True) -> None:
    """Write two rows or more in every table; ``again`` adds to what an earlier call wrote."""
    for client_id in map(str, (first, first + 1)):
        decided = record(connection, client_id=client_id, desk="Lyon")
        comment = CommentRequest(text="Seen.")
        case_events.append(connection, client_id, comment, signer=_SIGNER, keys=KEYS)
        plea = Plea(statement="Je conteste", corrections={}, written_by="A", reassessment=None)
        reviews.plead(connection, decided.decision_id, plea, keys=KEYS, within=timedelta(days=30), desk=None)
        known = OutcomeRequest.model_validate({"outcome": "repaid", "observed_on": date.today() + timedelta(days=1)})
        outcomes.append(connection, decided.decision_id, known, recorded_by="ledger", desk=None, keys=KEYS)
        _document(connection, client_id)
        if erased:
            gone = record(connection, client_id=f"{client_id}50")
            erasure.erase(connection, gone.client_id, keys=KEYS)
        applications.store(connection, {"n": client_id}, keys=KEYS, officer="A")
        name = f"person {client_id}"
        accounts.create(connection, name, role=Role.OFFICER, valid_for=timedelta(days=1), keys=KEYS)
    if not again:
        accounts.revoke(connection, f"person {first}", keys=KEYS)


def _document(connection: Connection, client_id: str) -> None:
    identity = Identity.model_validate(
        {"given_names": "Zoé", "family_name": f"Léger {client_id}", "birth_date": date(1980, 1, 2)}
    )
    identities.record(connection, client_id, identity, after=0, officer="A", keys=KEYS)
    asked = [RequestedPiece(code="payslips", label="Bulletins", accepted="Trois mois")]
    document_requests.record(
        connection, client_id, asked, due_on=date.today(), language="fr", signer=_SIGNER, keys=KEYS
    )
    upload = Upload("a.png", "image/png", b"scan")
    attachments.store(connection, client_id, "payslips", upload, signer=_SIGNER, keys=KEYS)
