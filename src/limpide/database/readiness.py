"""Proof that a decision can be written: schema, rights and key looked at, and bytes written to the disk.

A temporary table is written and committed: its pages are new, so that a full disk is noticed, which an entry that
fits into a free place of an old page would not; a server that only reads refuses it. Nothing of it stays.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from limpide.core.errors import DatabaseUnavailable, Unavailable
from limpide.database.engine import Engine, transaction
from limpide.database.journal import Journal
from limpide.database.logins import excess_rights
from limpide.database.migrate import schema_state_of
from limpide.database.schema import journal_head, metadata

_PROBE = text(
    "CREATE TEMPORARY TABLE limpide_can_write ON COMMIT DROP AS "
    "SELECT gen_random_uuid() AS filler FROM generate_series(1, 8000)"  # some 50 pages
)
_WRITTEN = ("decisions", "client_keys", "case_events")


@dataclass(frozen=True)
class WriteCheck:
    """Whether a decision can be written now: ``kind`` is None, or why not; ``detail`` says it."""

    kind: str | None
    detail: str


def check_writing(engine: Engine, journal: Journal | None) -> WriteCheck:
    """Try everything that recording a decision needs but the decision; never raises what concerns the database.

    A connection of its own is tried, so that officers at work do not make it wait; the engine's if there is no other.
    """
    apart = Engine(engine.pool.recreate(), engine.dialect, engine.url)
    try:
        found = _try(apart, journal)
    finally:
        apart.dispose()
    return _try(engine, journal) if found.kind == "connections" else found


def _try(engine: Engine, journal: Journal | None) -> WriteCheck:
    try:
        with transaction(engine) as begun:
            found = _look(begun.connection, journal)
            if found.kind is None:
                begun.connection.execute(text("SET LOCAL temp_tablespaces = ''"))  # the disk of the journal itself
                begun.connection.execute(_PROBE)
    except DatabaseUnavailable as error:
        return WriteCheck(error.kind, str(error))
    except DBAPIError as error:
        return WriteCheck("rights", f"the service may not write a temporary table ({type(error.orig).__name__})")
    return found


def check_home(home: Path) -> WriteCheck:
    """Try to write to the folder that keeps anchors and prepared comparisons."""
    probe = home / f".writable-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"limpide" * 600)
    except OSError as error:
        return WriteCheck("home", f"{home} cannot be written to ({error.strerror}); set LIMPIDE_HOME")
    finally:
        _remove(probe)
    return WriteCheck(None, f"{home} can be written to")


def _remove(probe: Path) -> None:
    """Remove a file where it is and may be removed."""
    try:
        probe.unlink(missing_ok=True)
    except OSError:
        return


def _look(connection: Connection, journal: Journal | None) -> WriteCheck:
    state = schema_state_of(connection)
    if not state.usable:
        return WriteCheck("schema" if state.writable else "read_only", str(state))
    missing = _missing_tables(connection) if state.current == state.expected else []
    if missing:
        return WriteCheck("schema", f"the database lacks {', '.join(missing)}; restore it from a backup")
    barred = [name for name in _WRITTEN if not _may_insert(connection, name)]
    if barred:
        return WriteCheck("rights", f'the service may not write to {", ".join(barred)}; run "limpide database migrate"')
    if journal is not None:
        try:
            journal.keys.check_sealed(connection.scalar(select(journal_head.c.key_fingerprint)))
        except Unavailable as error:
            return WriteCheck("key", str(error))
    excess = ", ".join(excess_rights(connection))
    login = f"the login {excess}" if excess else "the login has no more rights than it needs"
    return WriteCheck(None, f"{state}; {login}")


def _missing_tables(connection: Connection) -> list[str]:
    found = set(
        connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"))
    )
    return sorted(set(metadata.tables) - found)


def _may_insert(connection: Connection, table: str) -> bool:
    return bool(connection.scalar(text("SELECT has_table_privilege(:table, 'INSERT')"), {"table": table}))
