"""A sandbox for untrusted bytes: a child process with limits of memory and time, which may be killed.

Nothing that an untrusted file says of itself is believed: what it costs is limited by the system. The child gets open
files, not names, and answers one word; whatever else it makes of the files it writes to one of them.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from limpide.core.errors import SandboxFailure

_LONGEST_ANSWER = 1_000  # bytes
_KEPT_ENVIRONMENT = ("HOME", "PATH", "TMPDIR", "LD_LIBRARY_PATH")
_QUIET = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


@dataclass(frozen=True)
class Limits:
    """What a child may use: bytes of memory, seconds of processor, seconds in all, bytes of a file that it writes.

    Memory, processor and file are limited where the system can limit another process (Linux); time everywhere.
    """

    memory: int
    cpu_seconds: int
    wall_seconds: float
    file_size: int = 0


class Sandbox:
    """Runs one program of ours, one run at a time; with ``spare`` the child of the next run is started ahead."""

    def __init__(self, program: Sequence[str], limits: Limits, *, spare: bool = False) -> None:
        """Take what the interpreter is told to run; the program calls ``limpide.core.sandbox_child.serve``."""
        self._program = tuple(program)
        self._limits = limits
        self._spare = spare
        self._turn = Lock()
        self._waiting: _Child | None = None
        self._changing = Lock()  # the child that waits
        self._is_closed = False

    def run(self, *files: int) -> str:
        """Hand the descriptors of open files to a child; return its answer.

        ``SandboxFailure`` when it needed more than the limits, or crashed; it is killed then.
        """
        if not self._turn.acquire(timeout=2 * self._limits.wall_seconds):
            raise SandboxFailure("busy", "another file has been read for too long; try again")
        try:
            child = self._take()
            if self._spare:
                Thread(target=self._prepare, daemon=True).start()
            return child.ask(files, self._limits)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the child that waits, if one does; none is started ahead any more."""
        with self._changing:
            self._is_closed = True
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.end()

    def _take(self) -> "_Child":
        with self._changing:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            if waiting.is_alive():
                return waiting
            waiting.end()
        return _Child(self._program)

    def _prepare(self) -> None:
        with self._changing:  # two runs that follow closely would each start one
            if self._waiting is None and not self._is_closed:
                self._waiting = _Child(self._program)


class _Child:
    def __init__(self, program: tuple[str, ...]) -> None:
        self._ours, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        environment = {**kept, **_QUIET, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-B", *program],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, files: Sequence[int], limits: Limits) -> str:
        try:
            _limit(self._process.pid, limits)
            self._ours.settimeout(limits.wall_seconds)
            _send(self._ours, files)
            answer = self._ours.recv(_LONGEST_ANSWER)
        except TimeoutError as error:
            raise SandboxFailure("time", f"it took more than {limits.wall_seconds:.0f} s") from error
        except OSError as error:
            raise SandboxFailure("crash", f"its process could not be asked: {error}") from error
        finally:
            self.end()
        if not answer:
            raise SandboxFailure("crash", f"its process ended by itself ({self._process.returncode})")
        return answer.decode("utf-8", errors="replace")

    def end(self) -> None:
        self._ours.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()


def _send(way: socket.socket, files: Sequence[int]) -> None:
    if files:
        socket.send_fds(way, [b"go"], list(files))
    else:
        way.sendall(b"go")


def _limit(process_id: int, limits: Limits) -> None:
    """Limit a child before it gets anything untrusted."""
    import resource

    if not hasattr(resource, "prlimit"):
        return
    mapped = 4 * limits.memory  # libraries are mapped beside what it allocates
    for what, most in (
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_AS, mapped),
        (resource.RLIMIT_CPU, _cpu_used(process_id) + limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.prlimit(process_id, what, (most, most))


def _cpu_used(process_id: int) -> int:
    """Whole seconds of processor that a child used to start, rounded up."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return -(-(int(fields[11]) + int(fields[12])) // os.sysconf("SC_CLK_TCK"))
