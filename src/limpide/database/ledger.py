"""The ledger, a hash chain with seals (HMAC) over every row that counts: appended to, never changed."""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, bindparam, func, insert, select, update

from limpide.core.errors import Unavailable
from limpide.database.chain import START, Head
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.row_digest import CLIENT, row_digest, row_name, select_rows
from limpide.database.schema import journal_head, ledger

NOTHING = Head(0, START)  # the empty ledger
Kind = Literal["added", "changed", "removed", "inherited"]
"""``inherited``: found when the ledger began; what happened to the row before is not vouched for."""


@dataclass(frozen=True)
class Heads:
    """The last links of a journal: of its decisions and events, and of its ledger."""

    journal_id: UUID
    chain: Head
    ledger: Head

    def seal(self, keys: Keys) -> bytes:
        """Return what proves that somebody with the secret wrote this state of this journal."""
        said = b"".join(head.position.to_bytes(8, "big") + head.link for head in (self.chain, self.ledger))
        return keys.seal(b"heads" + self.journal_id.bytes + keys.fingerprint.encode() + said)

    def are_sealed(self, seal: bytes, *, keys: Keys) -> bool:
        """Whether a seal is theirs; nothing at all needs none."""
        empty = self.chain.position == 0 and self.ledger == NOTHING and not seal
        return empty or hmac.compare_digest(self.seal(keys), seal)

    def row(self, keys: Keys) -> dict[str, Any]:
        """Return the columns of ``journal_head`` that hold it."""
        return {
            "position": self.chain.position,
            "link": self.chain.link,
            "ledger_position": self.ledger.position,
            "ledger_link": self.ledger.link,
            "seal": self.seal(keys),
            "key_fingerprint": keys.fingerprint,
        }


@dataclass(frozen=True)
class Change:
    """What happened to one row: its table, its name and, unless it was removed, the digest of what it is now."""

    kind: Kind
    table: str
    name: str
    digest: bytes | None
    client_id: Any = None  # whom it is about, where somebody is


MOVE_HEAD = update(journal_head).values(
    {
        name: bindparam(f"head_{name}")
        for name in ("position", "link", "ledger_position", "ledger_link", "seal", "key_fingerprint")
    }
)


def read_sealed_heads(row: Mapping[str, Any] | RowMapping, *, keys: Keys) -> Heads:
    """Read the row of ``journal_head`` for whoever goes on from it.

    ``Unavailable`` when it was sealed with another secret, or is not what was sealed: writing on would seal that.
    """
    keys.check_sealed(row["key_fingerprint"])
    heads = read_heads(row)
    if not heads.are_sealed(bytes(row["seal"]), keys=keys):
        raise Unavailable(
            'the head of the journal is not what was sealed; find out what happened with "limpide decisions verify"'
        )
    return heads


def read_heads(row: Mapping[str, Any] | RowMapping) -> Heads:
    """Read the row of ``journal_head``."""
    chain = Head(row["position"], bytes(row["link"]))
    return Heads(row["journal_id"], chain, Head(row["ledger_position"], bytes(row["ledger_link"])))


def hold_heads(connection: Connection, *, keys: Keys) -> tuple[Heads, datetime]:
    """Return the last links, held until the commit, and the time; other writers wait from here on.

    ``Unavailable`` when there are none, or when they were sealed with another secret.
    """
    query = select(journal_head, func.clock_timestamp().label("now")).with_for_update(of=journal_head)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise Unavailable('the journal has lost its head; find out what happened with "limpide decisions verify"')
    return read_sealed_heads(row, keys=keys), row["now"]


def read_head(connection: Connection) -> tuple[UUID, Head] | None:
    """Return the journal and the last link of its ledger, None where there is none yet."""
    row = connection.execute(select(journal_head)).mappings().one_or_none()
    return None if row is None else (row["journal_id"], read_heads(row).ledger)


def read_sealed_head(connection: Connection, *, keys: Keys) -> tuple[UUID, Head]:
    """Return the journal and the last link of its ledger after checking the seal; ``Unavailable`` otherwise."""
    row = connection.execute(select(journal_head)).mappings().one_or_none()
    if row is None:
        raise Unavailable('the journal has lost its head; find out what happened with "limpide decisions verify"')
    heads = read_sealed_heads(row, keys=keys)
    return heads.journal_id, heads.ledger


def describe_row(table: Table, row: Mapping[str, Any] | RowMapping, *, kind: Kind = "added") -> Change:
    """Return what the ledger says of a row as it is stored; ``row`` has every column, or what ``select_rows`` gives."""
    digest = row_digest(table, row)
    client_id = row.get(CLIENT, row.get("client_id"))
    return Change(kind, table.name, row_name(table, row, digest), digest, client_id)


def read_changes(
    connection: Connection, table: Table, condition: ColumnElement[bool], *, kind: Kind = "added"
) -> list[Change]:
    """Return what the ledger says of the rows of a condition, read as they are stored."""
    rows = connection.execute(select_rows(table).where(condition)).mappings()
    return [describe_row(table, row, kind=kind) for row in rows]


def read_removals(connection: Connection, table: Table, condition: ColumnElement[bool]) -> list[Change]:
    """Return what the ledger says of rows that are about to be deleted."""
    found = read_changes(connection, table, condition, kind="removed")
    return [Change("removed", each.table, each.name, None, each.client_id) for each in found]


def append(connection: Connection, changes: Sequence[Change], *, keys: Keys, witness: Witness = unseen) -> None:
    """Append an entry for each change after the last link, which is held until the commit; ``witness`` is told."""
    if not changes:
        return
    heads, now = hold_heads(connection, keys=keys)
    entries, head = seal_entries(changes, after=heads, at=now, keys=keys)
    connection.execute(insert(ledger), entries)
    moved = Heads(heads.journal_id, heads.chain, head)
    connection.execute(MOVE_HEAD, {f"head_{name}": value for name, value in moved.row(keys).items()})
    witness(heads.journal_id, head)


def append_rows(
    connection: Connection,
    table: Table,
    condition: ColumnElement[bool],
    *,
    keys: Keys,
    kind: Kind = "added",
    witness: Witness = unseen,
) -> None:
    """Append an entry for each row of a condition, as it is stored now."""
    append(connection, read_changes(connection, table, condition, kind=kind), keys=keys, witness=witness)


def seal_entries(
    changes: Iterable[Change], *, after: Heads, at: datetime, keys: Keys
) -> tuple[list[dict[str, Any]], Head]:
    """Return the rows of the ledger that follow its last link, and the link of the last."""
    head, entries = after.ledger, []
    for change in changes:
        about = change.client_id
        entry: dict[str, Any] = {
            "position": head.position + 1,
            "recorded_at": at,
            "kind": change.kind,
            "table_name": change.table,
            "row_name": change.name,
            "pseudonym": None if about is None else keys.pseudonym(about, journal_id=after.journal_id),
            "digest": change.digest,
        }
        link = link_of_entry(entry, previous=head.link, journal_id=after.journal_id)
        entries.append(entry | {"link": link, "seal": seal_of_link(link, keys=keys)})
        head = Head(entry["position"], link)
    return entries, head


def link_of_entry(entry: Mapping[str, Any] | RowMapping, *, previous: bytes, journal_id: UUID) -> bytes:
    """Return the SHA-256 that ties an entry to its journal and to the entry before; anybody can check it."""
    said = [
        entry["position"],
        entry["recorded_at"].astimezone(UTC).isoformat(timespec="microseconds"),
        *(entry[name] for name in ("kind", "table_name", "row_name")),
        *(None if entry[name] is None else bytes(entry[name]).hex() for name in ("pseudonym", "digest")),
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return sha256(b"limpide ledger" + journal_id.bytes + previous + text.encode()).digest()


def seal_of_link(link: bytes, *, keys: Keys) -> bytes:
    """Return the HMAC that only whoever has the secret can write beside a link."""
    return keys.seal(b"entry" + link)
