"""A writer's turn at the journal: the last link, held until the commit, and what is known of client and request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
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
)

from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.database.chain import Head
from limpide.database.idempotency import Once
from limpide.database.keys import Keys
from limpide.database.ledger import MOVE_HEAD, Heads, describe_row, read_sealed_heads, seal_entries
from limpide.database.schema import case_events, client_keys, decisions, journal_head, ledger
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

    table: Table
    take: Select[Any]
    write: Update
    write_first: Update


def _prepare(table: Table, identifier: Column[Any]) -> JournalTable:
    row: dict[str, BindParameter[Any]] = {column.name: bindparam(f"row_{column.name}") for column in table.c}
    same_request = table.c.officer == bindparam("by"), table.c.idempotency_key == bindparam("key")
    write = MOVE_HEAD.add_cte(insert(table).values(row).cte("written"), _insert_entry("entry"))
    take = (
        select(
            journal_head,
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
    kept = insert(client_keys).values(_KEY).cte("kept")
    return JournalTable(table, take, write, write.add_cte(kept, _insert_entry("key_entry")))


def _insert_entry(name: str) -> CTE:
    return insert(ledger).values({column.name: bindparam(f"{name}_{column.name}") for column in ledger.c}).cte(name)


_KEY: dict[str, BindParameter[Any]] = {column.name: bindparam(f"key_{column.name}") for column in client_keys.c}
DECISIONS = _prepare(decisions, decisions.c.decision_id)
EVENTS = _prepare(case_events, case_events.c.event_id)


@dataclass(frozen=True)
class Turn:
    """The last link and the time, both PostgreSQL's; what is known of the client, and what this request made before."""

    heads: Heads
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
    heads = read_sealed_heads(row, keys=keys)
    subject = None if row["subject"] is None else read_subject(row, keys=keys)
    known = {name: row[name] for name in ("now", "latest", "latest_officer", "written")}
    return Turn(heads=heads, subject=subject, **known)


def write_turn(
    connection: Connection,
    turn: Turn,
    row: Mapping[str, Any],
    *,
    about: Subject,
    keys: Keys,
    table: JournalTable = DECISIONS,
) -> Heads:
    """Write a row of the journal, its entry in the ledger and the new last links, in one statement.

    With them goes the key of a client ``about`` whom nothing was known at the turn.
    """
    written = replace(describe_row(table.table, row), client_id=about.client_id)
    values = {f"row_{name}": value for name, value in row.items()}
    changes, names, statement = [written], ["entry"], table.write
    if turn.subject is None:
        key = locked_row(about, keys=keys, journal_id=turn.heads.journal_id)
        values |= {f"key_{name}": value for name, value in key.items()}
        changes, names, statement = [describe_row(client_keys, key), written], ["key_entry", "entry"], table.write_first
    entries, last = seal_entries(changes, after=turn.heads, at=turn.now, keys=keys)
    for name, entry in zip(names, entries, strict=True):
        values |= {f"{name}_{column}": value for column, value in entry.items()}
    heads = Heads(turn.heads.journal_id, Head(row["position"], row["link"]), last)
    values |= {f"head_{name}": value for name, value in heads.row(keys).items()}
    connection.execute(statement, values)
    return heads


def _take(connection: Connection, table: JournalTable, asked: dict[str, Any]) -> RowMapping:
    row = connection.execute(table.take, asked).mappings().one_or_none()
    if row is None:
        raise Unavailable('the journal has lost its head; find out what happened with "limpide decisions verify"')
    return row
