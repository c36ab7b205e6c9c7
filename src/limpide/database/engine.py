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

from limpide.core.errors import InvalidInput, Unavailable

__all__ = ["Connection", "Engine", "Transaction", "create_engine", "named_failures", "transaction"]

_DRIVER = "postgresql+psycopg"
_NAMES = ("postgres", "postgresql", _DRIVER)
_CONNECT_SECONDS = 3
_STATEMENT_MILLISECONDS = 5_000
_PATIENCE_SECONDS = 8.0
_TRUSTED_SECONDS = 10.0  # a connection that was at work so lately is taken for alive
_IDLE_SINCE = "idle since"
SERVICE_ROLE = "limpide_service"
# SQLSTATE of an undefined table, column or function: the schema is not the one this program knows.
_STALE_SCHEMA = {"42P01", "42703", "42883"}
_NO_RIGHT = "42501"
_RETIRED_EPOCH = "LK001"  # of our own trigger: a rotation of keys ended between wrapping and writing
_READ_ONLY = "25006"  # a standby took over and nobody told it yet


def create_engine(url: str, *, restricted: bool = False) -> Engine:
    """Return a pooled engine for a PostgreSQL address such as ``postgresql://user:password@host/name``.

    Nothing is connected yet. Connections are looked at before use and given up after 3 s, statements after 5 s (by the
    server) or 8 s (by us, when the server itself is paused): a database that hangs is an error, not a wait.
    ``restricted`` acts as the role ``limpide_service``, which cannot change the journal, wherever that role exists and
    the address's user may take it. Role and prepared statements belong to a session: a pooler in between must keep
    sessions, not share them out by transaction. ``InvalidInput`` when the address is not PostgreSQL's.
    """
    address = _address(url)
    asked = address.query.get("options", "")
    options = " ".join(
        [f"-c statement_timeout={_STATEMENT_MILLISECONDS}", *([asked] if isinstance(asked, str) else asked)]
    )
    engine = sqlalchemy.create_engine(
        address,
        pool_size=5,
        max_overflow=10,
        pool_timeout=_CONNECT_SECONDS,
        pool_use_lifo=True,  # the few that are at work stay at work, and need not be tested
        pool_recycle=1800,
        hide_parameters=True,  # a statement in a log must not show whom it was about
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": options.strip(),
            "application_name": "limpide",
            "tcp_user_timeout": 10_000,
        },
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkin", _note_idle)
    event.listen(engine, "checkout", _check_alive)
    if restricted:
        event.listen(engine, "connect", _restrict)
    return engine


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
        with named_failures():
            return self._stack.enter_context(self._engine.begin())


@contextmanager
def named_failures() -> Iterator[None]:
    """Turn the failures that are the database's, not the program's, into ``Unavailable``."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Unavailable(
            f"PostgreSQL does not answer ({_reason(error)}); check DATABASE_URL and the server"
        ) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _STALE_SCHEMA:
            raise Unavailable('the database schema is not up to date; run "limpide database migrate"') from error
        if state == _NO_RIGHT:
            raise Unavailable(
                f"the login of the database may not do this ({_reason(error)}); use the owner's DATABASE_URL"
            ) from error
        if state == _RETIRED_EPOCH:
            raise Unavailable("the client's key was wrapped under a key retired meanwhile; send it again") from error
        if state == _READ_ONLY or error.connection_invalidated:
            raise Unavailable(
                f"PostgreSQL cannot write ({_reason(error)}); check DATABASE_URL and the server"
            ) from error
        raise


class _Impatient(psycopg.Connection[Any]):
    """A connection that gives up on a server that was paused: no timeout of the server's own would ever end that."""

    patience: float = _PATIENCE_SECONDS

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Run one exchange with the server; ``OperationalError`` when patience ends, the connection closed."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {self.patience:.0f} s") from error


def _connect(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> _Impatient:
    return _Impatient.connect(*arguments, **options)


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
