"""What the law lets a client ask for: everything held on them, and its destruction."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from limpide.contract import Attachment
from limpide.core.errors import UnknownClient
from limpide.core.identifiers import ClientId
from limpide.database import (
    access_log,
    applications,
    case_events,
    decisions,
    document_requests,
    identities,
    outcomes,
    pieces,
)
from limpide.database import attachments as scans
from limpide.database.client_order import in_order
from limpide.database.keys import Keys
from limpide.database.schema import applications as stored
from limpide.database.schema import client_keys, erased_clients, reviews
from limpide.database.schema import decisions as journal
from limpide.database.subjects import find_subject, read_subject

_IN_ORDER = in_order(erased_clients.c.client_id)


@dataclass(frozen=True)
class Destroyed:
    """What was made unreadable for a client: rows of the journal stay, sealed and mute."""

    client_id: ClientId
    decisions: int
    applications: int


def erase(connection: Connection, client_id: ClientId, *, suppress: bool = True) -> Destroyed:
    """Destroy a client's key and application; ``suppress`` also keeps snapshots from showing them again.

    Identity, attachments and requests for documents are deleted with the key, by PostgreSQL itself.
    """
    subject = connection.execute(
        client_keys.delete().where(client_keys.c.client_id == client_id).returning(client_keys.c.subject)
    ).scalar_one_or_none()
    gone = connection.execute(stored.delete().where(stored.c.client_id == client_id)).rowcount
    mute = select(func.count()).select_from(journal).where(journal.c.subject == subject)
    count = 0 if subject is None else int(connection.execute(mute).scalar_one())
    connection.execute(reviews.update().where(reviews.c.subject == subject).values(payload=None))
    if suppress:
        row = insert(erased_clients).values(client_id=client_id).on_conflict_do_nothing()
        connection.execute(row)
    return Destroyed(client_id, decisions=count, applications=gone)


def list_erased(connection: Connection) -> list[ClientId]:
    """Return the clients that no snapshot may show, in order."""
    return list(connection.execute(select(erased_clients.c.client_id).order_by(*_IN_ORDER)).scalars())


def export(connection: Connection, client_id: ClientId, *, keys: Keys) -> dict[str, Any]:
    """Return everything held on a client here, as JSON; ``UnknownClient`` when nothing is."""
    application = applications.find(connection, client_id, keys=keys)
    recorded = decisions.list_for_client(connection, client_id, keys=keys)
    events = case_events.list_for_client(connection, client_id, keys=keys)
    held = {
        "identity": identities.list_versions(connection, client_id, keys=keys),
        "documents": [each.model_dump(mode="json") for each in pieces.list_events(connection, client_id, keys=keys)],
        "document_requests": [
            each.model_dump(mode="json") for each in document_requests.list_for_client(connection, client_id, keys=keys)
        ],
        "attachments": [
            _scan(connection, client_id, each, keys=keys)
            for each in scans.list_for_client(connection, client_id, keys=keys)
        ],
        "consulted": access_log.list_for_client(connection, client_id, keys=keys),
    }
    if application is None and not recorded and not events and not any(held.values()):
        raise UnknownClient(client_id)
    return {
        "client_id": client_id,
        **held,
        "application": application and {"stored_at": _told(application.stored_at), "content": application.content},
        "decisions": [_decision(connection, each.decision_id, keys=keys) for each in recorded],
        "reviews": [_review(row, keys=keys) for row in _reviews(connection, client_id, keys=keys)],
        "events": [event.model_dump(mode="json", exclude={"state"}) for event in events],
    }


def _scan(connection: Connection, client_id: ClientId, scan: Attachment, *, keys: Keys) -> dict[str, Any]:
    held = scans.read_content(connection, client_id, scan.attachment_id, keys=keys)
    return {**scan.model_dump(mode="json"), "content": b64encode(held.content).decode("ascii")}


def _decision(connection: Connection, decision_id: UUID, *, keys: Keys) -> dict[str, Any]:
    record = decisions.find(connection, decision_id, keys=keys)
    outcome = outcomes.find(connection, decision_id)
    return {
        **(record.model_dump(mode="json", exclude={"reasons"}) if record else {}),
        "explanation": decisions.find_explanation(connection, decision_id, keys=keys),
        "outcome": outcome and outcome.model_dump(mode="json"),
    }


def _reviews(connection: Connection, client_id: ClientId, *, keys: Keys) -> list[Row[Any]]:
    subject = find_subject(connection, client_id, keys=keys)
    if subject is None:
        return []
    query = select(reviews, client_keys.c.client_id, client_keys.c.locked_key)
    joined = query.join_from(reviews, client_keys, reviews.c.subject == client_keys.c.subject)
    found = joined.where(reviews.c.subject == subject.subject).order_by(reviews.c.opened_at)
    return list(connection.execute(found))


def _review(row: Row[Any], *, keys: Keys) -> dict[str, Any]:
    hidden = row.payload
    return {
        "decision_id": str(row.decision_id),
        "cause": row.cause,
        "opened_at": _told(row.opened_at),
        "due_at": _told(row.due_at),
        "concluded_at": row.concluded_at and _told(row.concluded_at),
        "plea": None if hidden is None else read_subject(row._mapping, keys=keys).show(hidden, about=row.review_id),
    }


def _told(when: datetime) -> str:
    return when.isoformat()
