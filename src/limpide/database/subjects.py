"""A client's pseudonym and own key: destroy the row, and nothing written about the client can be read again."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from limpide.core.errors import Corrupt
from limpide.core.identifiers import ClientId
from limpide.database.keys import Keys, decrypt, encrypt, new_key
from limpide.database.schema import client_keys, journal_head


@dataclass(frozen=True)
class Subject:
    """Who a row is about: ``subject`` is what other tables say instead of the client's number."""

    subject: UUID
    client_id: ClientId
    key: bytes = field(repr=False)

    def hide(self, content: Any, *, about: UUID) -> bytes:
        """Return JSON content compressed and encrypted under the client's key, for the row ``about``."""
        return self.hide_packed(pack(write_json(content)), about=about)

    def hide_packed(self, packed: bytes, *, about: UUID) -> bytes:
        """Do as ``hide`` with what was packed before the client's key was known."""
        return encrypt(packed, under=self.key, about=about.bytes)

    def show(self, hidden: bytes, *, about: UUID) -> Any:
        """Return what was hidden for that row; ``Corrupt`` when it was altered or moved."""
        return json.loads(zlib.decompress(self.show_packed(hidden, about=about)))

    def show_packed(self, hidden: bytes, *, about: UUID) -> bytes:
        """Return the bytes that ``hide_packed`` was given for that row."""
        return decrypt(hidden, under=self.key, about=about.bytes)


def write_json(content: Any) -> str:
    """Return content as JSON, as short as it can be."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def pack(text: str) -> bytes:
    """Compress JSON for ``hide_packed``."""
    return zlib.compress(text.encode(), 1)


def find_subject(connection: Connection, client_id: ClientId, *, keys: Keys) -> Subject | None:
    """Return a client's pseudonym and key, None when nothing was written about them or all was erased."""
    row = connection.execute(select(client_keys).where(client_keys.c.client_id == client_id)).mappings().one_or_none()
    return None if row is None else read_subject(row, keys=keys)


def get_or_make_subject(connection: Connection, client_id: ClientId, *, keys: Keys) -> tuple[Subject, bool]:
    """Return a client's pseudonym and key, and whether they were made now; two callers get the same ones."""
    made = new_subject(client_id)
    if keep_subject(connection, made, keys=keys):
        return made, True
    found = find_subject(connection, client_id, keys=keys)
    if found is None:
        raise Corrupt(f"the key of client {client_id} vanished while it was made; look who deletes from client_keys")
    return found, False


def claim_subject(connection: Connection, client_id: ClientId, *, keys: Keys) -> Subject:
    """Return a client's pseudonym and key for a row that is no decision, made where there is none.

    Who makes a key holds the journal's last link until the commit: a client's first decision makes one too.
    """
    found = find_subject(connection, client_id, keys=keys)
    if found is None:
        connection.execute(
            update(journal_head).values(position=journal_head.c.position)
        )  # a new version: who waits looks again
        found, _ = get_or_make_subject(connection, client_id, keys=keys)
    return found


def new_subject(client_id: ClientId) -> Subject:
    """Invent a pseudonym and a key."""
    return Subject(subject=uuid4(), client_id=client_id, key=new_key())


def keep_subject(connection: Connection, subject: Subject, *, keys: Keys) -> bool:
    """Keep a pseudonym and its key and return true, unless the client has them already."""
    row = locked_row(subject, keys=keys)
    adding = insert(client_keys).values(row).on_conflict_do_nothing(index_elements=["client_id"])
    return connection.execute(adding).rowcount == 1


def locked_row(subject: Subject, *, keys: Keys) -> dict[str, Any]:
    """Return the row of ``client_keys`` that keeps a pseudonym and its key."""
    locked = keys.lock(subject.key, owner=subject.subject.bytes)
    return {"subject": subject.subject, "client_id": subject.client_id, "locked_key": locked}


def read_subject(row: Mapping[str, Any] | RowMapping, *, keys: Keys) -> Subject:
    """Read a row of ``client_keys``."""
    key = keys.unlock(row["locked_key"], owner=row["subject"].bytes)
    return Subject(subject=row["subject"], client_id=row["client_id"], key=key)
