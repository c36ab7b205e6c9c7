"""Requests for supporting documents: what a client was asked to send until when, and what is still awaited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Text, any_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from limpide.contract import DocumentRequestRecord, Language, PieceStatus, RequestedPiece
from limpide.core.errors import UnknownPiece
from limpide.core.identifiers import ClientId
from limpide.database import awaited_documents, ledger, pieces
from limpide.database.desks import Signer
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import client_keys, document_requests, piece_events
from limpide.database.subjects import KEY, claim_subject, read_subject

_WHOLE = select(document_requests, *KEY).join(client_keys, client_keys.c.subject == document_requests.c.subject)
_LATER = piece_events.alias("later")
_IS_AWAITED = (piece_events.c.status == PieceStatus.ASKED_FOR.value) & ~exists().where(
    _LATER.c.subject == piece_events.c.subject,
    _LATER.c.piece == piece_events.c.piece,
    _LATER.c.position > piece_events.c.position,
)


@dataclass(frozen=True)
class AwaitedDocuments:
    """An open request: somebody asked for these documents, and nothing was recorded about them since."""

    request_id: UUID
    due_on: date
    pieces: tuple[str, ...]


def record(
    connection: Connection,
    client_id: ClientId,
    requested: Sequence[RequestedPiece],
    *,
    due_on: date,
    language: Language,
    signer: Signer,
    keys: Keys,
    once: Once | None = None,
    witness: Witness = unseen,
) -> DocumentRequestRecord:
    """Keep a request, enter each of its documents as asked for, and write in the journal that the case waits.

    The same ``once`` keeps it once.
    """
    awaited_documents.hold_journal(connection)
    subject = claim_subject(connection, client_id, keys=keys)
    pieces.lock(connection, subject)
    before = _recorded_before(connection, once, officer=signer.name)
    if before is not None:
        return get(connection, client_id, before, keys=keys)
    request_id = new_identifier()
    hidden = {"language": language, "pieces": [each.model_dump() for each in requested]}
    row: dict[str, Any] = {
        "request_id": request_id,
        "subject": subject.subject,
        "desk": signer.desk,
        "officer": signer.name,
        "due_on": due_on,
        "payload": subject.hide(hidden, about=request_id),
        **(once.row() if once else {}),
    }
    connection.execute(insert(document_requests).values(row))
    ledger.append_rows(connection, document_requests, document_requests.c.request_id == request_id, keys=keys)
    events = [
        pieces.NewEvent(piece=each.code, status=PieceStatus.ASKED_FOR, request_id=request_id) for each in requested
    ]
    pieces.append(connection, subject, events, officer=signer.name, keys=keys)
    labels = [each.label for each in requested]
    awaited_documents.append_request(
        connection, client_id, labels, due_on=due_on, signer=signer, keys=keys, witness=witness
    )
    return get(connection, client_id, request_id, keys=keys)


def get(connection: Connection, client_id: ClientId, request_id: UUID, *, keys: Keys) -> DocumentRequestRecord:
    """Return one request of a client; ``UnknownPiece`` when there is none of that identifier."""
    found = next(
        (each for each in list_for_client(connection, client_id, keys=keys) if each.request_id == request_id), None
    )
    if found is None:
        raise UnknownPiece(request_id)
    return found


def list_for_client(connection: Connection, client_id: ClientId, *, keys: Keys) -> list[DocumentRequestRecord]:
    """Return a client's requests, newest first."""
    awaited = {each.request_id: each for each in find_awaited(connection, [client_id]).get(client_id, ())}
    query = _WHOLE.where(client_keys.c.client_id == client_id).order_by(document_requests.c.request_id.desc())
    return [_read(row, awaited, keys=keys) for row in connection.execute(query).mappings()]


def find_awaited(connection: Connection, client_ids: Iterable[ClientId]) -> dict[ClientId, list[AwaitedDocuments]]:
    """Return the open requests of each client who has any, the most urgent first: the case waits for documents."""
    columns = client_keys.c.client_id, document_requests.c.request_id, document_requests.c.due_on
    query = (
        select(*columns, func.array_agg(piece_events.c.piece).label("pieces"))
        .select_from(client_keys)
        .join(document_requests, document_requests.c.subject == client_keys.c.subject)
        .join(piece_events, piece_events.c.request_id == document_requests.c.request_id)
        .where(client_keys.c.client_id == any_(cast(list(client_ids), ARRAY(Text))), _IS_AWAITED)
        .group_by(*columns)
        .order_by(document_requests.c.due_on, document_requests.c.request_id)
    )
    found: dict[ClientId, list[AwaitedDocuments]] = {}
    for row in connection.execute(query):
        awaited = AwaitedDocuments(row.request_id, row.due_on, tuple(row.pieces))
        found.setdefault(row.client_id, []).append(awaited)
    return found


def _read(row: RowMapping, awaited: dict[UUID, AwaitedDocuments], *, keys: Keys) -> DocumentRequestRecord:
    hidden = read_subject(row, keys=keys).show(row["payload"], about=row["request_id"])
    open_now = awaited.get(row["request_id"])
    return DocumentRequestRecord(
        request_id=row["request_id"],
        requested_at=row["requested_at"],
        officer=row["officer"],
        due_on=row["due_on"],
        language=hidden["language"],
        pieces=hidden["pieces"],
        awaited=[each["code"] for each in hidden["pieces"] if open_now and each["code"] in open_now.pieces],
    )


def _recorded_before(connection: Connection, once: Once | None, *, officer: str) -> UUID | None:
    if once is None:
        return None
    columns = document_requests.c.request_id, document_requests.c.request_digest
    row = connection.execute(select(*columns).where(once.of(document_requests, officer))).one_or_none()
    if row is None:
        return None
    once.check(row.request_digest)
    found: UUID = row.request_id
    return found
