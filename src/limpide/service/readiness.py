"""Readiness: every part looked at, the database by writing to it, within seconds whatever is silent."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import suppress
from threading import Lock
from typing import Literal

from limpide.contract import Check
from limpide.core.deadline import within
from limpide.database.engine import Engine
from limpide.database.journal import Journal
from limpide.database.readiness import WriteCheck, check_home, check_writing

FRESH_SECONDS = 2.0  # a good answer is given again for so long
_ANSWER_SECONDS = 2.0  # less than a probe of a platform waits
_PROBE_SECONDS = 5.0


class DatabaseCheck:
    """Tries to write as recording a decision would, one try at a time; remembers that it went well."""

    def __init__(self, engine: Engine, journal: Journal | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._journal = journal
        self._clock = clock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._lock = Lock()
        self._begun_at = 0.0
        self._running: Future[WriteCheck] | None = None
        self._good: tuple[float, WriteCheck] | None = None

    def check(self) -> Check:
        """Return whether a decision can be written; a database that is silent is told within two seconds."""
        good = self._good
        if good is not None and self._clock() - good[0] < FRESH_SECONDS:
            return _as_check(good[1])
        running = self._begin()
        with suppress(StillRunning):
            found = running.result(timeout=_ANSWER_SECONDS)
            self._good = (self._clock(), found) if found.kind is None else None
            return _as_check(found)
        silent = self._clock() - self._begun_at
        return _as_check(WriteCheck("away", f"PostgreSQL has not answered for {silent:.0f} s; check the server"))

    def forget(self) -> None:
        """Try anew at the next question: a request has just found the database unusable."""
        self._good = None

    def stop(self) -> None:
        """Try no more; a try that has begun is waited for, so that its connection is given back in time."""
        self._pool.shutdown()

    def _begin(self) -> "Future[WriteCheck]":
        with self._lock:
            if self._running is None or self._running.done():
                self._begun_at = self._clock()
                self._running = self._pool.submit(self._probe)
            return self._running

    def _probe(self) -> WriteCheck:
        with within(_PROBE_SECONDS):
            return check_writing(self._engine, self._journal)


def home_check(journal: Journal | None) -> Iterator[Check]:
    """Yield whether anchors of the journal can be written, where there are any."""
    if journal is not None and journal.home is not None:
        yield _as_check(check_home(journal.home), name="home")


def _as_check(found: WriteCheck, *, name: Literal["database", "home"] = "database") -> Check:
    return Check(name=name, ready=found.kind is None, required=True, detail=found.detail, reason=found.kind)
