"""The way to PostgreSQL: one engine a process, one transaction a request, one error when it is silent."""

import select
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import Any

import psycopg
import sqlalchemy
from psycopg.errors import _WaitTimeout as WaitTimeout
from sqlalchemy import URL, Connection, Engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from limpide.core.deadline import seconds_left, waiting
from limpide.core.errors import DatabaseUnavailable, InvalidInput, Unavailable

__all__ = [
    "Connection",
    "Engine",
    "Transaction",
    "connections_in_use",
    "create_engine",
    "named_failures",
    "transaction",
]

_DRIVER = "postgresql+psycopg"
_NAMES = ("postgres", "postgresql", _DRIVER)
_CONNECT_SECONDS = 3
_KEPT_CONNECTIONS = 5
_STATEMENT_MILLISECONDS = 5_000
_PATIENCE_SECONDS = 8.0
_SHORTEST_CONNECT_SECONDS = 2  # the driver waits no shorter
_TRUSTED_SECONDS = 10.0  # a connection that was at work so lately is taken for alive
_IDLE_SINCE = "idle since"
SERVICE_ROLE = "limpide_service"
# SQLSTATE of an undefined table, column or function: the schema is not the one this program knows.
_STALE_SCHEMA = {"42P01", "42703", "42883"}
_RETIRED_EPOCH = "LK001"  # of our own trigger: a rotation of keys ended between wrapping and writing
_KINDS = {
    "25006": "read_only",  # a standby took over and nobody told it yet
    "42501": "rights",
    "53100": "full",
    "53300": "connections",
    "57014": "slow",
}
_NO_CONNECTION_LEFT = ("too many clients", "remaining connection slots", "too many connections")


def create_engine(url: str, *, restricted: bool = False, connections: int = 15) -> Engine:
    """Return a pooled engine for a PostgreSQL address such as ``postgresql://user:password@host/name``.

    Nothing is connected yet. Connections are looked at before use and given up after 3 s, statements after 5 s (by the
    server) or 8 s (by us, when the server itself is paused): a database that hangs is an error, not a wait. All of it
    together lasts no longer than the budget of the request (``limpide.core.deadline``); while the server cannot be
    reached one request at a time tries, and the others are told at once.
    At most ``connections`` are open at once. ``restricted`` acts as the role ``limpide_service``, which cannot change
    the journal, wherever that role exists and the address's user may take it. Role and prepared statements belong to a
    session: a pooler in between must keep sessions, not share them out by transaction. ``InvalidInput`` when the
    address is not PostgreSQL's.
    """
    address = _address(url)
    asked = address.query.get("options", "")
    options = " ".join(
        [f"-c statement_timeout={_STATEMENT_MILLISECONDS}", *([asked] if isinstance(asked, str) else asked)]
    )
    engine = sqlalchemy.create_engine(
        address,
        pool_size=min(_KEPT_CONNECTIONS, connections),
        max_overflow=max(0, connections - _KEPT_CONNECTIONS),
        pool_timeout=_CONNECT_SECONDS,
        pool_use_lifo=True,  # the few that are at work stay at work, and need not be tested
        pool_recycle=1800,
        hide_parameters=True,  # a statement in a log must not show whom it was about
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": options.strip(),
            "application_name": "limpide",
            "tcp_user_timeout": 8_000,
            "keepalives_idle": 5,
            "keepalives_interval": 1,
            "keepalives_count": 3,
        },
    )
    event.listen(engine, "do_connect", _Connector())
    event.listen(engine, "checkin", _note_idle)
    event.listen(engine, "checkout", _check_alive)
    if restricted:
        event.listen(engine, "connect", _restrict)
    return engine


def connections_in_use(engine: Engine) -> int:
    """Return how many connections of an engine are at work."""
    pool: Any = engine.pool
    return int(pool.checkedout())


@contextmanager
def transaction(engine: Engine) -> Iterator["Transaction"]:
    """Yield a transaction that begins at its first use and is committed at the end, rolled back on error."""
    with named_failures(), ExitStack() as stack:
        begun = Transaction(engine, stack)
        yield begun
    for note in begun.committed:
        note()


class Transaction:
    """One request's transaction: a request that is refused before it needs the database never touches it."""

    def __init__(self, engine: Engine, stack: ExitStack) -> None:
        self._engine = engine
        self._stack = stack
        self.committed: list[Callable[[], None]] = []

    def after_commit(self, note: Callable[[], None]) -> None:
        """Call ``note`` once the commit has succeeded, and only then."""
        self.committed.append(note)

    @cached_property
    def connection(self) -> Connection:
        """The connection; ``Unavailable`` when PostgreSQL does not answer."""
        with named_failures(), waiting():
            if seconds_left(1.0) == 0.0:
                raise DatabaseUnavailable("away", "PostgreSQL did not answer in the time that a request has")
            return self._stack.enter_context(self._engine.begin())


@contextmanager
def named_failures() -> Iterator[None]:
    """Turn the failures that are the database's, not the program's, into ``Unavailable``."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable(
            "connections", "every connection of this process to PostgreSQL is in use; see LIMPIDE_DATABASE_CONNECTIONS"
        ) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _RETIRED_EPOCH:
            raise Unavailable("the client's key was wrapped under a key retired meanwhile; send it again") from error
        kind = _kind(error)
        if kind is None:
            raise
        raise DatabaseUnavailable(kind, _SENTENCES[kind].format(reason=_reason(error))) from error


_SENTENCES = {
    "away": "PostgreSQL does not answer ({reason}); check DATABASE_URL and the server",
    "slow": "PostgreSQL took too long ({reason}); look at its load and locks",
    "rights": "the login of the database may not do this ({reason}); use the owner's DATABASE_URL",
    "full": "PostgreSQL cannot write, its disk is full ({reason}); make room on its server",
    "read_only": "PostgreSQL cannot write, it only reads ({reason}); check DATABASE_URL and the server",
    "connections": "PostgreSQL has no connection left ({reason}); see LIMPIDE_DATABASE_CONNECTIONS",
    "schema": 'the database schema is not up to date ({reason}); run "limpide database migrate"',
}


def _kind(error: DBAPIError) -> str | None:
    """Return the kind of a failure that is the database's; None when it is the program's own."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _STALE_SCHEMA:
        return "schema"
    if state in _KINDS:
        return _KINDS[state]
    if any(words in str(error.orig) for words in _NO_CONNECTION_LEFT):  # told before a state is known
        return "connections"
    silent = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return "away" if silent else None


class _Impatient(psycopg.Connection[Any]):
    """A connection that gives up on a server that was paused: no timeout of the server's own would ever end that."""

    patience: float = _PATIENCE_SECONDS

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Run one exchange with the server; ``OperationalError`` when patience ends, the connection closed."""
        patience = seconds_left(self.patience) if timeout is None else timeout
        try:
            with waiting():
                return super().wait(gen, interval, patience)
        except WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {patience:.0f} s") from error


class _Connector:
    """Opens the connections of an engine; a server just found unreachable is tried by one request, not by all."""

    def __init__(self) -> None:
        self._unreachable = False
        self._quiet_until = 0.0

    def __call__(self, _dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> _Impatient:
        """Connect, within the budget of the request; ``OperationalError`` says why not."""
        left, now = seconds_left(_CONNECT_SECONDS), time.monotonic()
        if left == 0.0 or (self._unreachable and now < self._quiet_until):
            raise psycopg.OperationalError("it could not be reached just now")
        wait = max(_SHORTEST_CONNECT_SECONDS, int(left))
        self._quiet_until = now + wait
        try:
            with waiting():
                connection = _Impatient.connect(*arguments, **{**options, "connect_timeout": wait})
        except psycopg.OperationalError as error:
            self._unreachable = isinstance(error, psycopg.errors.ConnectionTimeout)
            self._quiet_until = time.monotonic() + _CONNECT_SECONDS
            raise
        self._unreachable = False
        return connection


def _note_idle(_connection: Any, record: Any) -> None:
    record.info[_IDLE_SINCE] = time.monotonic()


def _check_alive(connection: psycopg.Connection[Any], record: Any, _proxy: Any) -> None:
    """Ask the server only after a pause, or when there is word from it: one that went away has closed its end.

    A question before every transaction would cost each of them as much as a statement.
    """
    idle_since = record.info.get(_IDLE_SINCE)
    if idle_since is None:
        return  # new
    try:
        word = select.poll()
        word.register(connection.fileno(), select.POLLIN)
        if word.poll(0) or time.monotonic() - idle_since > _TRUSTED_SECONDS:
            connection.execute("SELECT 1")
            connection.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error  # all of the same age are as dead


@contextmanager
def patient(connection: Connection, *, seconds: int) -> Iterator[None]:
    """Give the statements of a transaction more time than a request has."""
    driver: Any = connection.connection.dbapi_connection
    connection.execute(text(f"SET LOCAL statement_timeout = '{seconds}s'"))
    driver.patience = seconds + _PATIENCE_SECONDS
    try:
        yield
    finally:
        driver.patience = _PATIENCE_SECONDS


def _restrict(connection: Any, _record: Any) -> None:
    """Take the role for the whole connection, outside any transaction: one that is undone would undo it."""
    connection.autocommit = True
    connection.execute(
        "SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'SET')",
        [SERVICE_ROLE],
    )
    connection.autocommit = False


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InvalidInput(_not_an_address("it is not a URL")) from error
    if address.drivername not in _NAMES:
        raise InvalidInput(_not_an_address(f"it starts with {address.drivername}://"))
    return address.set(drivername=_DRIVER)


def _not_an_address(why: str) -> str:
    return f"DATABASE_URL is not the address of a PostgreSQL: {why}; write postgresql://user:password@host:port/name"


def _reason(error: Exception) -> str:
    """The driver's first line, which names hosts and ports but neither passwords nor rows."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]
