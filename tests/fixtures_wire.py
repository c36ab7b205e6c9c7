"""A dashboard whose way to the API can be cut, mended, made slow and listened to."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from limpide.cli.processes import running
from ports import own_port

_ASKED = re.compile(rb"^((?:GET|POST) \S+) HTTP/1.1\r$", re.MULTILINE)


class Wire:
    """A cable between the dashboard and the API that can be cut, mended, made slow and listened to."""

    def __init__(self, target: str) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self._target = host, int(port)
        self._open: list[socket.socket] = []
        self.asked: list[str] = []  # what was asked for, in order
        self.delay = 0.0  # seconds that every answer takes longer
        self.port = own_port(22_000)
        self.mend()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, far = listener.accept()[0], socket.create_connection(self._target)
                self._open += [near, far]
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near), kwargs={"late": True}, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, *, late: bool = False) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                self.asked += [] if late else [each.decode() for each in _ASKED.findall(chunk)]
                if late:
                    time.sleep(self.delay)
                sink.sendall(chunk)
        _close(source, sink)


def _close(source: socket.socket, sink: socket.socket) -> None:
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@pytest.fixture(scope="module")
def wire(api_url: str) -> Iterator[Wire]:
    wire = Wire(api_url)
    yield wire
    wire.cut()


@pytest.fixture(scope="module")
def wired_dashboard(wire: Wire, logs: Path) -> Iterator[str]:
    port = own_port(22_100)
    arguments = ["dashboard", "--api", f"http://127.0.0.1:{wire.port}", "--port", str(port)]
    with running("dashboard", arguments, log=logs / "wired.log", environment={}) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def slow(wire: Wire) -> Iterator[Wire]:
    """A cable that the test may make slow, and that is fast again after it."""
    yield wire
    wire.delay = 0.0
