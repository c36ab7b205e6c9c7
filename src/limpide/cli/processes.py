"""Child processes of the demo: started apart from the terminal's Ctrl-C, watched, and always ended."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from limpide.core.errors import Unavailable
from limpide.delivery.opener import open_web

PARENT = "LIMPIDE_PARENT"
"""The variable that tells a command which process started it, and ends with it."""
_GRACE = 10.0
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_LISTENS = "0A"  # TCP_LISTEN


@dataclass(frozen=True)
class Child:
    """A running ``limpide`` command and the file that keeps what it says."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def check_alive(self) -> None:
        """Raise ``Unavailable`` with the last lines of the log when the process has ended."""
        code = self.process.poll()
        if code is not None:
            lines = self.log.read_text(errors="replace").splitlines()[-15:]
            raise Unavailable(
                f"the {self.name} ended with exit code {code}; its last words ({self.log}):\n" + "\n".join(lines)
            )

    def wait_until_answers(self, url: str, *, seconds: float = 60.0) -> None:
        """Wait until a GET on ``url`` answers 200, and it is this process that answers."""
        deadline = time.monotonic() + seconds
        port = urlsplit(url).port or 80
        while time.monotonic() < deadline:
            self.check_alive()
            if listens(self.process.pid, port) and _answers(url):
                return
            time.sleep(0.1)
        raise Unavailable(f"the {self.name} did not answer on {url} within {seconds:.0f} s; see {self.log}")


@contextmanager
def running(name: str, arguments: Sequence[str], *, log: Path, environment: Mapping[str, str]) -> Iterator[Child]:
    """Run ``limpide ARGUMENTS`` beside this process for the length of the block."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "limpide.cli", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment, PARENT: str(os.getpid())},
            start_new_session=True,
        )
    try:
        yield Child(name, process, log)
    finally:
        _end(process)


def end_with_parent() -> None:
    """Ask the system to end this process with the one that started it by ``running``, however that one ends."""
    if os.environ.pop(PARENT, None) != str(os.getppid()) or not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGTERM)


def listens(process_id: int, port: int) -> bool:
    """Whether a process holds the socket that listens on a port; True where the system does not say."""
    try:
        tables = [Path(f"/proc/{process_id}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
        rows = [line.split() for table in tables for line in table]
        inodes = {row[9] for row in rows if row[3] == _LISTENS and int(row[1].rpartition(":")[2], 16) == port}
        return any(
            str(entry.readlink()) in {f"socket:[{inode}]" for inode in inodes}
            for entry in Path(f"/proc/{process_id}/fd").iterdir()
        )
    except FileNotFoundError:
        return not Path("/proc/self/net").exists()


def try_port(host: str, port: int) -> None:
    """Take a port for a moment; ``OSError`` says why it cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def url_of(host: str, port: int) -> str:
    """Return the address of a page on a host; one of IPv6 stands in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def find_free_port(first: int, *, host: str = "127.0.0.1") -> int:
    """Return the first port from ``first`` on that nobody listens on."""
    for port in range(first, first + 100):
        try:
            try_port(host, port)
        except OSError:
            continue
        return port
    raise Unavailable(f"ports {first} to {first + 99} of {host} are all taken; end a program that uses one")


def _answers(url: str) -> bool:
    try:
        with open_web(url, seconds=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
