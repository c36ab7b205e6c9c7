"""Heartbeats of a worker: its process, its event loop and its thread pool each say when they last ran.

The supervisor of several workers reads them to replace one that hangs; ``/metrics`` and ``/health`` tell their age.
"""

import asyncio
import os
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

from starlette.concurrency import run_in_threadpool

FOLDER: Final = "LIMPIDE_HEARTBEATS"
"""The variable that names the folder where each worker keeps a file of its heartbeats, named by its process id."""
POOL_SECONDS = 60.0
"""A thread pool that is silent so long hangs: a request that waits for the database gives up within 8 s."""
_BEAT_SECONDS = 0.5
_LAYOUT = struct.Struct("<ddddd")


@dataclass(frozen=True)
class Beats:
    """When process, event loop and thread pool last ran, in seconds of ``time.monotonic``, which processes share.

    With them how much memory the process holds (bytes) and how many connections to the database are at work.
    """

    process: float
    loop: float
    pool: float
    memory: float = 0.0
    connections: float = 0.0


class Heartbeat:
    """Writes the heartbeats of this process, to a file where ``FOLDER`` is set."""

    def __init__(self, *, folder: Path | None = None, connections: Callable[[], int] = lambda: 0) -> None:
        self._connections = connections
        self._file: int | None = None
        if folder is not None:
            self._file = os.open(folder / str(os.getpid()), os.O_WRONLY | os.O_CREAT, 0o600)
        self._parent = os.getppid()
        self._ended = Event()
        self._task: asyncio.Task[None] | None = None
        now = time.monotonic()
        self._beats = Beats(now, now, now)

    @property
    def beats(self) -> Beats:
        """The heartbeats of this process."""
        return self._beats

    @property
    def hangs(self) -> bool:
        """Whether no thread of the pool came free for ``POOL_SECONDS``: requests of this process wait in vain."""
        return time.monotonic() - self._beats.pool > POOL_SECONDS

    async def start(self) -> None:
        """Begin to beat; call it in the event loop that is to be watched."""
        now = time.monotonic()
        self._beats = Beats(now, now, now)
        self._task = asyncio.create_task(self._beat_in_loop())
        Thread(target=self._beat_beside, name="heartbeat", daemon=True).start()

    async def stop(self) -> None:
        """Beat no more; the file stays until the supervisor has seen the process end."""
        self._ended.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _beat_beside(self) -> None:
        while not self._ended.wait(_BEAT_SECONDS):
            self._note(process=time.monotonic())
            if self._file is not None and os.getppid() != self._parent:
                os.kill(os.getpid(), signal.SIGTERM)  # the supervisor was killed: nobody watches or ends this worker
                return

    async def _beat_in_loop(self) -> None:
        pool: asyncio.Task[float] | None = None
        while True:
            if pool is None or pool.done():
                pool = asyncio.create_task(run_in_threadpool(time.monotonic))
            await asyncio.wait([pool], timeout=_BEAT_SECONDS)
            if pool.done():
                self._note(pool=pool.result())
                await asyncio.sleep(_BEAT_SECONDS)
            self._note(loop=time.monotonic())

    def _note(self, *, process: float | None = None, loop: float | None = None, pool: float | None = None) -> None:
        now = self._beats
        times = process or now.process, loop or now.loop, pool or now.pool
        self._beats = Beats(*times, memory=_memory(), connections=self._connections())
        if self._file is not None:
            os.pwrite(self._file, _LAYOUT.pack(*astuple(self._beats)), 0)


def heartbeat_of_environment(connections: Callable[[], int]) -> Heartbeat:
    """Return the heartbeat of this process, kept in the folder of the environment if it names one."""
    folder = os.environ.get(FOLDER)
    return Heartbeat(folder=Path(folder) if folder else None, connections=connections)


def beats_of_all(own: Heartbeat) -> dict[int, Beats]:
    """Return the heartbeats of all workers, by process id; those of this process alone where there is one."""
    folder = os.environ.get(FOLDER)
    return find_all_beats(Path(folder)) if folder else {os.getpid(): own.beats}


def _memory() -> float:
    """Bytes that this process holds in memory, mapped files among them; 0 where the system does not say."""
    try:
        return float(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0.0


def find_beats(folder: Path, process_id: int) -> Beats | None:
    """Return the last heartbeats of a worker; None before its first."""
    try:
        return Beats(*_LAYOUT.unpack((folder / str(process_id)).read_bytes()))
    except (OSError, struct.error):
        return None


def find_all_beats(folder: Path) -> dict[int, Beats]:
    """Return the last heartbeats of every worker, by process id."""
    found = {int(path.name): find_beats(folder, int(path.name)) for path in folder.glob("[0-9]*")}
    return {process_id: beats for process_id, beats in found.items() if beats is not None}
