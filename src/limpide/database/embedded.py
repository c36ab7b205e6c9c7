"""A real PostgreSQL for laptops, demos and tests: its users share it, the last one to leave stops it."""

import fcntl
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from limpide.core.errors import InvalidInput
from limpide.database.cluster import Cluster, open_cluster


@contextmanager
def embedded_server(folder: Path, *, meanwhile: Callable[[], None] = lambda: None) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a PostgreSQL whose data stay in ``folder``.

    The first process starts the server, others on the same machine share it, the last one to leave stops it.
    ``meanwhile`` is done while the server starts; no signal is heard until both are done.
    Two lock files say who is there; the system releases them when a process dies: a crash leaves nothing to
    repair. Raises ``Unavailable`` when PostgreSQL cannot run here.
    """
    folder = folder.expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        doors = os.open(folder / "door.lock", os.O_RDWR | os.O_CREAT, 0o600)
        users = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise InvalidInput(
            f"PostgreSQL cannot keep its data in {folder}: {error.strerror}; choose another folder"
        ) from error
    try:
        cluster = open_cluster(folder / "data")
        try:
            with _signals_wait(), _locked(doors), ThreadPoolExecutor(1) as beside:
                fcntl.flock(users, fcntl.LOCK_SH)
                entered = beside.submit(_enter, cluster)
                meanwhile()
                entered.result()
            yield cluster.url
        finally:
            with _signals_wait(), _locked(doors):
                _leave(cluster, users)
    finally:
        os.close(users)
        os.close(doors)


def _enter(cluster: Cluster) -> None:
    cluster.prepare()
    if not cluster.answers():
        cluster.start()


def _leave(cluster: Cluster, users: int) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody still uses the server
    cluster.stop()


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the block ends: a server half started is one that nobody stops."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {each: signal.signal(each, note) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, action in before.items():
            signal.signal(each, action)
    if came:
        signal.raise_signal(came[0])
