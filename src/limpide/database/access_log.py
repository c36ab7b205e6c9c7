"""Access log: who read about which client, when and for what purpose; rows are added, and pruned by age or erasure.

A client is a keyed hash (HMAC) of the number, so that the table alone tells of nobody.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, text

from limpide.core.identifiers import ClientId
from limpide.database.identifiers import new_identifier
from limpide.database.keys import Keys
from limpide.database.schema import access_log, client_keys, decisions, reviews

_PSEUDONYM = 16  # bytes
# Columns as arrays: a row costs a third of what it costs in a list of rows.
_ADD = text(
    """
    INSERT INTO access_log (access_id, accessed_at, client, person, purpose)
    SELECT * FROM unnest(
        CAST(:access_id AS uuid[]), CAST(:accessed_at AS timestamptz[]), CAST(:client AS bytea[]),
        CAST(:person AS text[]), CAST(:purpose AS text[])
    )
    """
)


@dataclass(frozen=True)
class Access:
    """One person who read about one client."""

    accessed_at: datetime
    client_id: ClientId
    person: str
    purpose: str


def pseudonym(client_id: ClientId, *, keys: Keys) -> bytes:
    """Return what stands for a client in the log, 16 bytes."""
    return keys.seal(b"access " + client_id.encode())[:_PSEUDONYM]


def append(connection: Connection, accesses: Sequence[Access], *, keys: Keys) -> None:
    """Add rows in one statement."""
    if not accesses:
        return
    columns = {
        "access_id": [new_identifier() for _ in accesses],
        "accessed_at": [each.accessed_at for each in accesses],
        "client": [pseudonym(each.client_id, keys=keys) for each in accesses],
        "person": [each.person for each in accesses],
        "purpose": [each.purpose for each in accesses],
    }
    connection.execute(_ADD, columns)


def find_clients(connection: Connection, entries: Collection[UUID]) -> Mapping[UUID, ClientId]:
    """Return about which client each decision or review is, for those whose client was not erased."""
    if not entries:
        return {}
    found: dict[UUID, ClientId] = {}
    for table, identifier in ((decisions, decisions.c.decision_id), (reviews, reviews.c.review_id)):
        query = select(identifier, client_keys.c.client_id).join_from(
            table, client_keys, client_keys.c.subject == table.c.subject
        )
        found |= {row[0]: row[1] for row in connection.execute(query.where(identifier.in_(entries)))}
    return found


def list_for_client(connection: Connection, client_id: ClientId, *, keys: Keys) -> list[dict[str, str]]:
    """Return who consulted a client, newest first: time in ISO 8601, person, purpose."""
    query = _READ.where(access_log.c.client == pseudonym(client_id, keys=keys))
    return [_read(row) for row in connection.execute(query.order_by(access_log.c.accessed_at.desc()))]


def list_all(connection: Connection) -> Iterator[dict[str, str]]:
    """Yield every row, oldest first; ``client`` is the pseudonym (32 hex digits)."""
    query = _READ.order_by(access_log.c.accessed_at)
    for row in connection.execute(query, execution_options={"yield_per": 1_000}):
        yield {**_read(row), "client": row.client.hex()}


def prune(connection: Connection, *, months: int) -> int:
    """Delete rows older than so many months; return how many."""
    limit = func.now() - func.make_interval(0, months)
    return int(connection.execute(access_log.delete().where(access_log.c.accessed_at < limit)).rowcount)


def forget(connection: Connection, client_id: ClientId, *, keys: Keys) -> int:
    """Delete the rows of a client who is erased; return how many."""
    mine = access_log.c.client == pseudonym(client_id, keys=keys)
    return int(connection.execute(access_log.delete().where(mine)).rowcount)


_READ = select(access_log.c.accessed_at, access_log.c.client, access_log.c.person, access_log.c.purpose)


def _read(row: Any) -> dict[str, str]:
    return {"accessed_at": row.accessed_at.isoformat(), "person": row.person, "purpose": row.purpose}
