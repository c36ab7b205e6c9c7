"""Entries on supporting documents: appended, encrypted under the client's key, each client's chained by HMAC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.dialects.postgresql import insert

from limpide.contract import PieceEvent, PieceStatus
from limpide.core.errors import Conflict, Corrupt
from limpide.core.identifiers import ClientId
from limpide.database import awaited_documents, ledger
from limpide.database.chain import START, seal_row
from limpide.database.desks import Signer
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import client_keys, piece_events
from limpide.database.subjects import KEY, Subject, claim_subject, read_subject

_LOCK = 0x7069  # "pi": writers of one client's entries take turns
_LABEL = b"piece"
_SEALED = (
    "event_id",
    "subject",
    "position",
    "piece",
    "status",
    "recorded_at",
    "officer",
    "request_id",
    "idempotency_key",
    "request_digest",
    "payload",
)
_HIDDEN = ("dated", "result", "reason", "attachment_id", "sha256")
_WHOLE = select(piece_events, *KEY).join(client_keys, client_keys.c.subject == piece_events.c.subject)


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """What is to be recorded about a supporting document."""

    piece: str
    status: PieceStatus
    dated: date | None = None
    result: str | None = None
    reason: str = ""
    request_id: UUID | None = None
    attachment_id: UUID | None = None
    sha256: str | None = None


def record(
    connection: Connection,
    client_id: ClientId,
    event: NewEvent,
    *,
    after: UUID | None,
    signer: Signer,
    keys: Keys,
    once: Once | None = None,
    witness: Witness = unseen,
) -> None:
    """Append an entry that answers the latest one on its document, which must be ``after``; else ``Conflict``.

    The same ``once`` appends once; ``KeyReused`` when its key came with another request.
    """
    awaited_documents.hold_journal(connection)
    subject = claim_subject(connection, client_id, keys=keys)
    lock(connection, subject)
    if once is not None and _was_recorded(connection, once, officer=signer.name):
        return
    latest = next((each for each in list_events(connection, client_id, keys=keys) if each.piece == event.piece), None)
    if (latest.event_id if latest else None) != after:
        raise Conflict("piece-changed", f"document {event.piece} of client {client_id} has another entry than {after}")
    append_entry(connection, subject, event, signer=signer, keys=keys, once=once, witness=witness)


def append_entry(
    connection: Connection,
    subject: Subject,
    event: NewEvent,
    *,
    signer: Signer,
    keys: Keys,
    once: Once | None = None,
    witness: Witness,
) -> None:
    """Append an entry of a client who is held by ``lock``, and that the case waits no longer when it was the last."""
    awaited = awaited_documents.find_awaited_pieces(connection, subject)
    append(connection, subject, [event], officer=signer.name, keys=keys, once=once, witness=witness)
    awaited_documents.append_arrival(connection, subject, awaited=awaited, signer=signer, keys=keys, witness=witness)


def lock(connection: Connection, subject: Subject) -> None:
    """Keep other writers of this client's entries waiting until the commit."""
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK, func.uuid_hash(subject.subject))))


def append(
    connection: Connection,
    subject: Subject,
    events: Sequence[NewEvent],
    *,
    officer: str,
    keys: Keys,
    once: Once | None = None,
    witness: Witness = unseen,
) -> None:
    """Append entries after the latest of a client who is held by ``lock``; ``once`` goes with the first of them."""
    last = select(piece_events.c.position, piece_events.c.link).where(piece_events.c.subject == subject.subject)
    row = connection.execute(last.order_by(piece_events.c.position.desc()).limit(1)).one_or_none()
    position, link = (row.position, bytes(row.link)) if row else (0, START)
    now = connection.scalar(select(func.clock_timestamp()))
    entries = []
    for number, event in enumerate(events, start=1):
        written = _row(event, subject) | {"position": position + number, "officer": officer, "recorded_at": now}
        written |= once.row() if once and number == 1 else {"idempotency_key": None, "request_digest": None}
        written["previous"] = link
        written["link"] = link = seal_row(_LABEL, written, _SEALED, previous=link, keys=keys)
        connection.execute(insert(piece_events).values(written))
        entries.append(replace(ledger.describe_row(piece_events, written), client_id=subject.client_id))
    ledger.append(connection, entries, keys=keys, witness=witness)


def list_events(connection: Connection, client_id: ClientId, *, keys: Keys) -> list[PieceEvent]:
    """Return a client's entries, newest first; ``Corrupt`` when one was altered, put in or taken out."""
    query = _WHOLE.where(client_keys.c.client_id == client_id).order_by(piece_events.c.position)
    rows = connection.execute(query).mappings().all()
    _check(rows, keys=keys)
    return [_read(row, keys=keys) for row in reversed(rows)]


def verify_entries(connection: Connection, *, keys: Keys) -> int:
    """Follow the chain of every client's entries, erased ones too, and return how many entries hold.

    ``Corrupt`` names the first that does not.
    """
    query, count = select(piece_events).order_by(piece_events.c.subject, piece_events.c.position), 0
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        for _, chain in groupby(rows.mappings(), key=itemgetter("subject")):
            entries = list(chain)
            _check(entries, keys=keys)
            count += len(entries)
    return count


def _row(event: NewEvent, subject: Subject) -> dict[str, Any]:
    event_id = new_identifier()
    hidden = {name: getattr(event, name) for name in _HIDDEN}
    told = {name: value if value is None else str(value) for name, value in hidden.items()}
    return {
        "event_id": event_id,
        "subject": subject.subject,
        "piece": event.piece,
        "status": event.status.value,
        "request_id": event.request_id,
        "payload": subject.hide(told, about=event_id),
    }


def _check(rows: Sequence[RowMapping], *, keys: Keys) -> None:
    link = START
    for position, row in enumerate(rows, start=1):
        redacted = row["payload"] is None  # by an erasure: the ledger seals what is left of it
        sealed = bytes(row["link"]) if redacted else seal_row(_LABEL, row, _SEALED, previous=link, keys=keys)
        if (row["position"], bytes(row["previous"]), bytes(row["link"])) != (position, link, sealed):
            raise Corrupt(f"entry {position} on the documents of a client ({row['event_id']}) is not what was sealed")
        link = sealed


def _read(row: Mapping[str, Any] | RowMapping, *, keys: Keys) -> PieceEvent:
    hidden = read_subject(row, keys=keys).show(row["payload"], about=row["event_id"])
    clear = {name: row[name] for name in PieceEvent.model_fields if name not in _HIDDEN}
    return PieceEvent.model_validate(clear | hidden)


def _was_recorded(connection: Connection, once: Once, *, officer: str) -> bool:
    query = select(piece_events.c.request_digest).where(once.of(piece_events, officer))
    found = connection.execute(query).one_or_none()
    if found is not None:
        once.check(found.request_digest)
    return found is not None
