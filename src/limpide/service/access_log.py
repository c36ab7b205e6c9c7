"""Access log of personal data, off the request path: requests are queued, and written together every second.

A normal stop writes what waits. A process that is killed loses the last second at most; while PostgreSQL is silent up
to 100,000 requests wait, and what is left out beyond them is counted in the service's own log.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Annotated, Any
from urllib.parse import parse_qsl
from uuid import UUID

import structlog
from fastapi import Depends, Request
from starlette.types import Scope

from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId, read_identifier
from limpide.database import access_log
from limpide.database.access_log import Access
from limpide.database.engine import Connection, Engine, transaction
from limpide.database.erasure import list_erased
from limpide.database.keys import Keys
from limpide.service.encoded_slashes import read_segment
from limpide.service.policy import POLICY, Purpose, read_purpose

_ROOM = 100_000  # requests
_WRITE_SECONDS = 1.0
_STOP_SECONDS = 10.0
_AT_ONCE = 5_000  # rows of a statement
_NOBODY = "-"  # who asks where the service runs open
_CLIENT, _CLIENT_PARAMETER = "client_id", b"client"
_ENTRIES = ("decision_id", "review_id")
_ABOUT_CLIENTS = frozenset(purpose for purpose, rule in POLICY.items() if rule.clients)

# When, who, what for, parts of the path, the query, and clients whom the answer named.
Queued = tuple[float, str, Purpose, dict[str, Any], bytes, Iterable[ClientId]]


class AccessLog:
    """Queues who read about whom; ``start`` writes it until ``stop``."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys
        self._queue: deque[Queued] = deque()
        self._left_out = 0
        self._is_silent = False
        self._ended = Event()
        self._thread: Thread | None = None

    def note(self, scope: Scope) -> None:
        """Queue a request that was answered, if it may have told of a client; microseconds."""
        purpose = read_purpose(getattr(scope.get("route"), "openapi_extra", None))
        query: bytes = scope["query_string"]
        if purpose not in _ABOUT_CLIENTS and (purpose is not Purpose.STATISTICS or _CLIENT_PARAMETER not in query):
            return
        state = scope["state"]
        if len(self._queue) >= _ROOM:
            self._left_out += 1
            return
        person = state["caller"].name or _NOBODY
        self._queue.append((time.time(), person, purpose, scope["path_params"], query, state.get("consulted", ())))

    def start(self) -> None:
        """Begin to write."""
        self._thread = Thread(target=self._work, name="access log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=_STOP_SECONDS)

    def _work(self) -> None:
        while not self._ended.wait(_WRITE_SECONDS):
            self._write()
        if not self._write():
            structlog.get_logger().error("access_log_lost", requests=len(self._queue))

    def _write(self) -> bool:
        """Write what waits; False when it has to wait longer."""
        waiting = list(self._queue)
        try:
            with transaction(self._engine) as begun:
                if waiting:
                    self._append(begun.connection, waiting)
        except Unavailable as error:
            if not self._is_silent:
                structlog.get_logger().warning("access_log_waits", reason=str(error))
            self._is_silent = True
            return False
        for _ in waiting:
            self._queue.popleft()
        self._is_silent = False
        if self._left_out:
            structlog.get_logger().error("access_log_left_out", requests=self._left_out)
            self._left_out = 0
        return True

    def _append(self, connection: Connection, waiting: list[Queued]) -> None:
        clients = access_log.find_clients(connection, {entry for each in waiting for entry in _entries(each)})
        seen: dict[tuple[str, Purpose, str], Access] = {}
        for each in waiting:
            at, person, purpose, *_ = each
            about = [*_named(each), *(clients[entry] for entry in _entries(each) if entry in clients)]
            for client in about:
                access = Access(datetime.fromtimestamp(at, UTC), client, person, purpose.value)
                seen.setdefault((person, purpose, client), access)
        digests = {access.client_id: self._keys.digest_of_erased(access.client_id) for access in seen.values()}
        erased = list_erased(connection, among=set(digests.values()))  # since then: not written down again
        accesses = [access for access in seen.values() if digests[access.client_id] not in erased]
        for start in range(0, len(accesses), _AT_ONCE):
            access_log.append(connection, accesses[start : start + _AT_ONCE], keys=self._keys)


def _named(queued: Queued) -> Iterator[ClientId]:
    """Yield the clients that path, query of statistics, and answer name."""
    *_, purpose, path, query, consulted = queued
    if _CLIENT in path:
        yield read_identifier(read_segment(path[_CLIENT]))
    if purpose is Purpose.STATISTICS:
        named = dict(parse_qsl(query.decode("latin-1"))).get(_CLIENT)
        if named is not None:
            yield read_identifier(named)
    yield from consulted


def _entries(queued: Queued) -> Iterator[UUID]:
    path = queued[3]
    yield from (UUID(str(path[name])) for name in _ENTRIES if name in path)


async def _consulted(request: Request) -> list[ClientId]:
    """Return the list to which a route adds the clients whom its answer names and its address does not."""
    consulted: list[ClientId] = []
    request.state.consulted = consulted
    return consulted


ConsultedDep = Annotated[list[ClientId], Depends(_consulted)]
