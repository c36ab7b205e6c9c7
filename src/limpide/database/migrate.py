"""Bring a database to the schema of this version of the program, and say how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from limpide.core.errors import InvalidInput
from limpide.database.engine import create_engine, named_failures, patient
from limpide.database.keys import Keys

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6C696D70  # "limp": two starters take turns
_PATIENCE_SECONDS = 600
_OLDEST = 16  # the first that tells who may take on a role from who has merely been given it


@dataclass(frozen=True)
class SchemaState:
    """A database's revision (None: empty), the one expected, and whether this program knows the former."""

    current: str | None
    expected: str
    known: bool
    writable: bool = True

    @property
    def usable(self) -> bool:
        """Writable, and up to date or ahead: a newer program migrated first, as happens in a rolling deployment."""
        return self.writable and (self.current == self.expected or not self.known)

    def __str__(self) -> str:
        if not self.writable:
            return "the server only reads for now; check whether another one took over"
        if self.current == self.expected:
            return f"schema {self.expected}, up to date"
        if not self.known:
            return f"schema {self.current}, newer than this program's {self.expected}"
        return f'schema {self.current or "absent"}, expected {self.expected}; run "limpide database migrate"'


def bring_to(connection: Connection, revision: str, *, keys: Keys | None = None) -> None:
    """Bring a database that nobody else migrates (``alone``) up to a revision; ``InvalidInput`` when it is unknown."""
    if revision not in _revisions():
        raise InvalidInput(f"there is no revision {revision}; the revisions are {', '.join(_revisions())}")
    _move(connection, revision, keys=keys)


def upgrade(database: Engine | str, *, keys: Keys | None = None) -> SchemaState:
    """Run the missing revisions in one transaction, one starter at a time; may raise ``Unavailable``.

    ``keys`` are needed where a revision carries personal data over; ``InvalidInput`` says so.
    """
    with alone(database) as connection:
        before = schema_state_of(connection)
        if not before.known or before.current == before.expected:
            return before
        _move(connection, "head", keys=keys)
        return schema_state_of(connection)


def downgrade(database: Engine | str, revision: str, *, keys: Keys | None = None) -> SchemaState:
    """Go back to an earlier revision, whole or not at all; ``InvalidInput`` says what would be lost."""
    with alone(database) as connection:
        if revision not in _revisions():
            raise InvalidInput(f"there is no revision {revision}; the revisions are {', '.join(_revisions())}")
        _move(connection, revision, keys=keys, back=True)
        return schema_state_of(connection)


@contextmanager
def alone(database: Engine | str) -> Iterator[Connection]:
    """Yield a transaction that no other migration runs beside, with time enough for large tables."""
    with (
        named_failures(),
        _engine(database) as engine,
        engine.begin() as connection,
        patient(connection, seconds=_PATIENCE_SECONDS),
    ):
        _check_server(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


def schema_state(database: Engine | str) -> SchemaState:
    """Say how far the schema is; ``Unavailable`` when PostgreSQL does not answer."""
    with named_failures(), _engine(database) as engine, engine.connect() as connection:
        return schema_state_of(connection)


def schema_state_of(connection: Connection) -> SchemaState:
    """Say how far the schema of a connection's database is."""
    current = _current(connection)
    revisions = _revisions()
    known = current is None or current in revisions
    writable = connection.scalar(text("SHOW transaction_read_only")) == "off"
    return SchemaState(current=current, expected=revisions[0], known=known, writable=writable)


@contextmanager
def _engine(database: Engine | str) -> Iterator[Engine]:
    """The engine given, or one for an address, given back at the end."""
    if isinstance(database, Engine):
        yield database
        return
    engine = create_engine(database)
    try:
        yield engine
    finally:
        engine.dispose()


def _check_server(connection: Connection) -> None:
    release = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    if release < _OLDEST:
        raise InvalidInput(f"the server is PostgreSQL {release}; the journal needs {_OLDEST} or later")


def _current(connection: Connection) -> str | None:
    """What Alembic noted last; None before it noted anything."""
    if not connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@cache
def _revisions() -> tuple[str, ...]:
    """The revisions that this program knows, newest first, by the names of their files: r0002_defensible is 0002."""
    names = (path.stem for path in (_MIGRATIONS / "versions").glob("r*.py"))
    return tuple(sorted((name[1:].partition("_")[0] for name in names), reverse=True))


def _move(connection: Connection, revision: str, *, keys: Keys | None, back: bool = False) -> None:
    """Let Alembic bring a database to a revision; loaded here, as most starts find nothing to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["keys"] = keys
    (command.downgrade if back else command.upgrade)(config, revision)
