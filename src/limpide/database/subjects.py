"""A client's pseudonym and own key: destroy the row, and nothing written about the client can be read again."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping, insert, select

from limpide.core.identifiers import ClientId
from limpide.database import ledger
from limpide.database.keys import Keys, decrypt, encrypt, new_key
from limpide.database.schema import client_keys, journal_head

JOURNAL_ID = select(journal_head.c.journal_id).scalar_subquery().label("journal_id")
# What a query must add to rows of a client, so that ``read_subject`` can open their key.
KEY = (client_keys.c.client_id, client_keys.c.locked_key, JOURNAL_ID)


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
    query = select(client_keys.c.subject, *KEY).where(client_keys.c.client_id == client_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else read_subject(row, keys=keys)


def claim_subject(connection: Connection, client_id: ClientId, *, keys: Keys) -> Subject:
    """Return a client's pseudonym and key for a row that is no decision, made where there is none.

    Who makes a key holds the journal's last link until the commit: a client's first decision makes one too.
    """
    found = find_subject(connection, client_id, keys=keys)
    if found is None:
        ledger.hold_heads(connection, keys=keys)
        found = find_subject(connection, client_id, keys=keys)  # somebody may have made it while we waited
    return found or keep_subject(connection, new_subject(client_id), keys=keys)


def new_subject(client_id: ClientId) -> Subject:
    """Invent a pseudonym and a key."""
    return Subject(subject=uuid4(), client_id=client_id, key=new_key())


def keep_subject(connection: Connection, subject: Subject, *, keys: Keys) -> Subject:
    """Keep a new pseudonym and its key, and return it; the journal's last link is held until the commit."""
    heads, _ = ledger.hold_heads(connection, keys=keys)
    row = locked_row(subject, keys=keys, journal_id=heads.journal_id)
    connection.execute(insert(client_keys).values(row))
    ledger.append(connection, [ledger.describe_row(client_keys, row)], keys=keys)
    return subject


def locked_row(subject: Subject, *, keys: Keys, journal_id: UUID) -> dict[str, Any]:
    """Return the row of ``client_keys`` that keeps a pseudonym and its key."""
    owner = owner_of(journal_id, subject.subject, subject.client_id)
    locked = keys.lock(subject.key, owner=owner)
    return {"subject": subject.subject, "client_id": subject.client_id, "locked_key": locked}


def read_subject(row: Mapping[str, Any] | RowMapping, *, keys: Keys) -> Subject:
    """Read a row of ``client_keys`` with its journal (``KEY``); ``Corrupt`` when the key is another client's."""
    owner = owner_of(row["journal_id"], row["subject"], row["client_id"])
    key = keys.unlock(row["locked_key"], owner=owner)
    return Subject(subject=row["subject"], client_id=row["client_id"], key=key)


def owner_of(journal_id: UUID, subject: UUID, client_id: ClientId) -> bytes:
    """Return the associated data of a locked key: in another journal or for another client it does not open."""
    return b"client key" + journal_id.bytes + subject.bytes + str(client_id).encode()
