"""Scans of supporting documents, encrypted under the client's key and deleted with it."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.dialects.postgresql import insert

from limpide.contract import Attachment, PieceStatus
from limpide.core.errors import Conflict, Corrupt, UnknownPiece
from limpide.core.identifiers import ClientId
from limpide.database import awaited_documents, ledger, pieces
from limpide.database.desks import Signer
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import attachments, client_keys
from limpide.database.subjects import KEY, claim_subject, read_subject

MOST_ATTACHMENTS = 30  # a client
_TOLD = [each for each in attachments.c if each.name != "content"]


@dataclass(frozen=True)
class Upload:
    """A file whose type was found by its content; ``name`` is what the sender called it."""

    name: str
    media_type: str
    content: bytes


def store(
    connection: Connection,
    client_id: ClientId,
    piece: str,
    upload: Upload,
    *,
    signer: Signer,
    keys: Keys,
    once: Once | None = None,
    witness: Witness = unseen,
) -> Attachment:
    """Keep a scan and record that its document was received; the same ``once`` keeps it once.

    ``Conflict`` when the client has ``MOST_ATTACHMENTS`` already.
    """
    awaited_documents.hold_journal(connection)
    subject = claim_subject(connection, client_id, keys=keys)
    pieces.lock(connection, subject)
    before = _stored_before(connection, once, officer=signer.name)
    if before is not None:
        return _get(connection, client_id, before, keys=keys)
    counted = select(func.count()).where(attachments.c.subject == subject.subject)
    if (connection.scalar(counted) or 0) >= MOST_ATTACHMENTS:
        raise Conflict("too-many-attachments", f"client {client_id} has {MOST_ATTACHMENTS} scans")
    attachment_id, digest = new_identifier(), sha256(upload.content).hexdigest()
    row = {
        "attachment_id": attachment_id,
        "subject": subject.subject,
        "piece": piece,
        "officer": signer.name,
        "media_type": upload.media_type,
        "size": len(upload.content),
        "payload": subject.hide({"name": upload.name, "sha256": digest}, about=attachment_id),
        "content": subject.hide_packed(upload.content, about=attachment_id),
        **(once.row() if once else {}),
    }
    connection.execute(insert(attachments).values(row))
    ledger.append_rows(connection, attachments, attachments.c.attachment_id == attachment_id, keys=keys)
    received = pieces.NewEvent(piece=piece, status=PieceStatus.RECEIVED, attachment_id=attachment_id, sha256=digest)
    pieces.append_entry(connection, subject, received, signer=signer, keys=keys, witness=witness)
    return _get(connection, client_id, attachment_id, keys=keys)


def list_for_client(connection: Connection, client_id: ClientId, *, keys: Keys) -> list[Attachment]:
    """Return a client's scans without their content, the oldest first."""
    query = select(*_TOLD, *KEY).join(client_keys, client_keys.c.subject == attachments.c.subject)
    rows = connection.execute(query.where(client_keys.c.client_id == client_id).order_by(attachments.c.attachment_id))
    return [_read(row, keys=keys) for row in rows.mappings()]


def read_content(connection: Connection, client_id: ClientId, attachment_id: UUID, *, keys: Keys) -> Upload:
    """Return a scan whole; ``UnknownPiece`` when the client has none of that identifier, ``Corrupt`` when altered."""
    query = select(attachments, *KEY).join(client_keys, client_keys.c.subject == attachments.c.subject)
    mine = (client_keys.c.client_id == client_id) & (attachments.c.attachment_id == attachment_id)
    row = connection.execute(query.where(mine)).mappings().one_or_none()
    if row is None:
        raise UnknownPiece(attachment_id)
    subject = read_subject(row, keys=keys)
    hidden = subject.show(row["payload"], about=attachment_id)
    content = subject.show_packed(row["content"], about=attachment_id)
    if sha256(content).hexdigest() != hidden["sha256"]:
        raise Corrupt(f"scan {attachment_id} is not what was uploaded")
    return Upload(hidden["name"], row["media_type"], content)


def _get(connection: Connection, client_id: ClientId, attachment_id: UUID, *, keys: Keys) -> Attachment:
    listed = list_for_client(connection, client_id, keys=keys)
    return next(each for each in listed if each.attachment_id == attachment_id)


def _read(row: RowMapping, *, keys: Keys) -> Attachment:
    hidden = read_subject(row, keys=keys).show(row["payload"], about=row["attachment_id"])
    clear = {name: row[name] for name in Attachment.model_fields if name != "name"}
    return Attachment(name=hidden["name"], **clear)


def _stored_before(connection: Connection, once: Once | None, *, officer: str) -> UUID | None:
    if once is None:
        return None
    query = select(attachments.c.attachment_id, attachments.c.request_digest).where(once.of(attachments, officer))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    once.check(row.request_digest)
    found: UUID = row.attachment_id
    return found
