"""What the law lets a client ask for: everything held on them, and its destruction."""

from base64 import b64encode
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, text, true
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
    ledger,
    outcomes,
    pieces,
    schema,
)
from limpide.database import attachments as scans
from limpide.database.keys import Keys, epoch_of
from limpide.database.redaction import OF_DECISION, OF_SUBJECT
from limpide.database.schema import applications as stored
from limpide.database.schema import client_keys, erased_clients, reviews
from limpide.database.schema import decisions as journal
from limpide.database.subjects import KEY, find_subject, read_subject

_WITH_THE_KEY = (schema.identities, schema.attachments, schema.document_requests)


@dataclass(frozen=True)
class Destroyed:
    """What was made unreadable for a client: rows of the journal stay, sealed and mute."""

    client_id: ClientId
    decisions: int
    applications: int
    epoch: int | None = None  # of the wrapping key with which every copy of the client's key dies; None: none was held


def erase(connection: Connection, client_id: ClientId, *, keys: Keys, suppress: bool = True) -> Destroyed:
    """Destroy a client's key and application; ``suppress`` also keeps snapshots from showing them again.

    Identity, attachments and requests for documents go with the key. The ledger says which rows were removed.
    """
    of_client = client_keys.c.client_id == client_id
    subject = connection.scalar(select(client_keys.c.subject).where(of_client))
    cases = reviews.c.subject == subject
    connection.execute(select(reviews.c.review_id).where(cases).with_for_update())  # first, as who concludes them does
    ledger.hold_heads(connection, keys=keys)
    subject = connection.scalar(select(client_keys.c.subject).where(of_client))  # made while we waited, perhaps
    removed = [(table, table.c.subject == subject) for table in _WITH_THE_KEY] + [
        (stored, stored.c.client_id == client_id),
        (client_keys, of_client),
    ]
    wrapped = connection.scalar(select(client_keys.c.locked_key).where(of_client))
    changes = [each for table, condition in removed for each in ledger.read_removals(connection, table, condition)]
    connection.execute(select(func.set_config("limpide.erasing", "on", true())))  # what the triggers let pass
    gone = [connection.execute(table.delete().where(condition)).rowcount for table, condition in removed]
    mute = select(func.count()).select_from(journal).where(journal.c.subject == subject)
    count = 0 if subject is None else int(connection.execute(mute).scalar_one())
    if subject is not None:
        changes += _redact(connection, subject)
    if suppress:
        digest = keys.digest_of_erased(client_id)
        row = insert(erased_clients).values(digest=digest).on_conflict_do_nothing()
        if connection.execute(row).rowcount:
            changes += ledger.read_changes(connection, erased_clients, erased_clients.c.digest == digest)
    ledger.append(connection, changes, keys=keys)
    return Destroyed(
        client_id, decisions=count, applications=gone[-2], epoch=None if wrapped is None else epoch_of(wrapped)
    )


def list_erased(connection: Connection, *, among: Collection[bytes] | None = None) -> frozenset[bytes]:
    """Return the digests (``Keys.digest_of_erased``) of the clients that no snapshot may show; ``among``: of some."""
    query = select(erased_clients.c.digest)
    if among is not None:
        query = query.where(erased_clients.c.digest.in_(among))
    return frozenset(map(bytes, connection.execute(query).scalars()))


def find_erased(client_ids: Iterable[ClientId], digests: Collection[bytes], *, keys: Keys) -> list[ClientId]:
    """Return which of some clients were erased, in the order given; some microseconds a client."""
    return [each for each in client_ids if keys.digest_of_erased(each) in digests] if digests else []


def _redact(connection: Connection, subject: UUID) -> list[ledger.Change]:
    """Take out of every sealed row what could name its client again, and return what the ledger says of each."""
    mine = select(journal.c.decision_id).where(journal.c.subject == subject)
    changes = []
    for name, values in OF_SUBJECT.items():
        table = schema.metadata.tables[name]
        connection.execute(text(f"UPDATE {name} SET {values} WHERE subject = :subject"), {"subject": subject})
        changes += ledger.read_changes(connection, table, table.c.subject == subject, kind="changed")
    for name, values in OF_DECISION.items():
        table = schema.metadata.tables[name]
        of_client = "decision_id IN (SELECT decision_id FROM decisions WHERE subject = :subject)"
        connection.execute(text(f"UPDATE {name} SET {values} WHERE {of_client}"), {"subject": subject})
        changes += ledger.read_changes(connection, table, table.c.decision_id.in_(mine), kind="changed")
    return changes


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
    query = select(reviews, *KEY)
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
