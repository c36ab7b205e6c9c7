"""A writer's turn at the journal: the last link, held until the commit, and what is known of client and request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    RowMapping,
    Select,
    Table,
    Update,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    true,
    update,
)

from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.database.chain import Head
from limpide.database.idempotency import Once
from limpide.database.keys import Keys
from limpide.database.schema import case_events, client_keys, decisions, journal_head
from limpide.database.subjects import Subject, locked_row, read_subject

# Built once: statements that are put together anew for every decision cost more than PostgreSQL's own work.
_LATEST = (
    select(decisions.c.decision_id, decisions.c.officer)
    .where(decisions.c.subject == client_keys.c.subject)
    .order_by(decisions.c.position.desc())
    .limit(1)
    .lateral("latest")
)


@dataclass(frozen=True, eq=False)
class JournalTable:
    """The statements that write one table of the journal, built once."""

    take: Select[Any]
    write: Update
    write_first: Update


def _prepare(table: Table, identifier: Column[Any]) -> JournalTable:
    row: dict[str, BindParameter[Any]] = {column.name: bindparam(f"row_{column.name}") for column in table.c}
    same_request = table.c.officer == bindparam("by"), table.c.idempotency_key == bindparam("key")
    move = update(journal_head).values(
        position=row["position"], link=row["link"], seal=bindparam("seal"), key_fingerprint=bindparam("fingerprint")
    )
    write = move.add_cte(insert(table).values(row).cte("written"))
    take = (
        select(
            journal_head.c.journal_id,
            journal_head.c.position,
            journal_head.c.link,
            journal_head.c.key_fingerprint,
            func.clock_timestamp().label("now"),
            literal_column("journal_head.xmin::text").label("version"),
            select(literal_column("seen.xmin::text"))
            .select_from(journal_head.alias("seen"))
            .scalar_subquery()
            .label("seen"),
            client_keys.c.subject,
            client_keys.c.client_id,
            client_keys.c.locked_key,
            _LATEST.c.decision_id.label("latest"),
            _LATEST.c.officer.label("latest_officer"),
            select(identifier).where(*same_request).scalar_subquery().label("written"),
        )
        .select_from(journal_head)
        .outerjoin(client_keys, client_keys.c.client_id == bindparam("about"))
        .outerjoin(_LATEST, true())
        .with_for_update(of=journal_head)
    )
    return JournalTable(take, write, write.add_cte(insert(client_keys).values(_KEY).cte("kept")))


_KEY: dict[str, BindParameter[Any]] = {column.name: bindparam(f"key_{column.name}") for column in client_keys.c}
DECISIONS = _prepare(decisions, decisions.c.decision_id)
EVENTS = _prepare(case_events, case_events.c.event_id)


@dataclass(frozen=True)
class Turn:
    """The last link and the time, both PostgreSQL's; what is known of the client, and what this request made before."""

    journal_id: UUID
    head: Head
    now: datetime
    subject: Subject | None  # None: nothing was ever written about the client
    latest: UUID | None  # the client's latest decision, and who made it
    latest_officer: str | None
    written: UUID | None  # what the same officer's same Idempotency-Key made before


def take_turn(
    connection: Connection,
    client_id: ClientId,
    *,
    officer: str,
    once: Once | None,
    keys: Keys,
    table: JournalTable = DECISIONS,
) -> Turn:
    """Keep other writers waiting until the commit, and look up what an entry on a client needs to know."""
    asked = {"about": client_id, "by": officer, "key": once.key if once else None}
    row = _take(connection, table, asked)
    if row["version"] != row["seen"]:  # somebody wrote while we waited, and we looked before: look again, alone now
        row = _take(connection, table, asked)
    keys.check_sealed(row["key_fingerprint"])
    subject = None if row["subject"] is None else read_subject(row, keys=keys)
    known = {name: row[name] for name in ("journal_id", "now", "latest", "latest_officer", "written")}
    return Turn(head=Head(row["position"], bytes(row["link"])), subject=subject, **known)


def write_turn(
    connection: Connection,
    row: Mapping[str, Any],
    *,
    first: Subject | None,
    keys: Keys,
    table: JournalTable = DECISIONS,
) -> Head:
    """Write a row of the journal and the new last link, and the key of a client who had none, in one statement."""
    head = Head(row["position"], row["link"])
    values = {f"row_{name}": value for name, value in row.items()}
    values |= {"seal": head.seal(keys), "fingerprint": keys.fingerprint}
    statement = table.write
    if first is not None:
        statement = table.write_first
        values |= {f"key_{name}": value for name, value in locked_row(first, keys=keys).items()}
    connection.execute(statement, values)
    return head


def _take(connection: Connection, table: JournalTable, asked: dict[str, Any]) -> RowMapping:
    row = connection.execute(table.take, asked).mappings().one_or_none()
    if row is None:
        raise Unavailable('the journal has lost its head; find out what happened with "limpide decisions verify"')
    return row
