"""Watchdog of several workers: replaces those that died or hang, and ends all of them within seconds."""

import socket
import time
from pathlib import Path

import structlog
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from limpide.service.heartbeat import POOL_SECONDS, find_beats

STOPPED_SECONDS = 3.0  # without a heartbeat while the system says that the process is stopped
SILENT_SECONDS = 8.0  # without a heartbeat of process or event loop
START_SECONDS = 120.0  # from the start of a worker to its first heartbeat
AGAIN_SECONDS = 5.0  # before a worker that failed to start is started again
_LATE_SECONDS = 2.0  # a supervisor that looks so late was itself kept waiting: the machine, not the worker


class Workers(Multiprocess):
    """Uvicorn's supervisor with heartbeats in place of its pings, which a worker under load answers too late.

    A worker is replaced when it died, or when process, event loop or thread pool gave no heartbeat for longer than
    the limits above. Only time in which the supervisor itself came to run is counted.
    """

    def __init__(self, config: Config, sockets: list[socket.socket], *, wait_seconds: float, heartbeats: Path) -> None:
        """Take how long workers may take to end once they were told to, and the folder of their heartbeats."""
        super().__init__(config, sockets)
        self._wait_seconds = wait_seconds
        self._heartbeats = heartbeats
        self._started: dict[int, float] = {}
        self._looked = self._counted_from = time.monotonic()

    def keep_subprocess_alive(self) -> None:
        """Replace workers that died or hang."""
        now = time.monotonic()
        if now - self._looked > _LATE_SECONDS:
            self._counted_from = now
        for index, worker in enumerate(self.processes):
            reason = self._fault(worker, now)
            if reason is not None and not self.should_exit.is_set():
                self._replace(index, worker, reason)
        self._looked = time.monotonic()  # after: what replacing takes is no lateness

    def join_all(self) -> None:
        """Wait until the workers have ended; whichever has not by then is killed."""
        deadline = time.monotonic() + self._wait_seconds
        for each in self.processes:
            each.process.join(max(0.0, deadline - time.monotonic()))
            if each.process.is_alive():
                each.process.kill()
                each.process.join()

    def _fault(self, worker: Process, now: float) -> str | None:
        """Return why a worker must be replaced, None while it works."""
        process_id = worker.pid
        if process_id is None or not worker.process.is_alive():
            return "it ended"
        beats = find_beats(self._heartbeats, process_id)
        if beats is None:
            begun = self._started.setdefault(process_id, now)
            return "it did not start" if now - begun > START_SECONDS else None
        silent = now - max(beats.process, self._counted_from)
        if silent > STOPPED_SECONDS and _is_stopped(process_id):
            return f"stopped for {silent:.0f} s"
        silent = max(silent, now - max(beats.loop, self._counted_from))
        if silent > SILENT_SECONDS:
            return f"no heartbeat for {silent:.0f} s"
        waiting = now - max(beats.pool, self._counted_from)
        return f"no thread came free for {waiting:.0f} s" if waiting > POOL_SECONDS else None

    def _replace(self, index: int, worker: Process, reason: str) -> None:
        worker.kill()
        worker.join()
        worked = find_beats(self._heartbeats, worker.pid or 0) is not None
        (self._heartbeats / str(worker.pid)).unlink(missing_ok=True)
        if worker.exitcode == STARTUP_FAILURE and not self._others_work(worker):  # so it would at every start
            structlog.get_logger().error("worker_failed_to_start", worker=worker.pid)
            self.should_exit.set()
            return
        if not worked and self.should_exit.wait(AGAIN_SECONDS):
            return
        self.processes[index] = Process(self.config, self.sockets)
        self.processes[index].start()
        new = self.processes[index].pid
        structlog.get_logger().error("worker_replaced", worker=worker.pid, reason=reason, replacement=new)

    def _others_work(self, worker: Process) -> bool:
        """Whether another worker serves: one that cannot start, for what was put in place meanwhile, ends none."""
        others = [each for each in self.processes if each is not worker and each.process.is_alive()]
        return any(find_beats(self._heartbeats, each.pid or 0) is not None for each in others)


def _is_stopped(process_id: int) -> bool:
    """Whether the system holds a process still (SIGSTOP); False where it does not say."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state == "T"
