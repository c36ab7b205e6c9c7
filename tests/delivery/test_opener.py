"""Nobody but the host that was asked sees a token: each way to another host is tried against two of them."""

import re
import urllib.error
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from limpide.core.errors import LimpideError
from limpide.delivery import deliver
from limpide.delivery.opener import open_web
from limpide.delivery.registered import read_registered

TOKEN = "shown to one host"  # noqa: S105 - of a test
SOURCE = Path(__file__).parents[2] / "src" / "limpide"


class Host:
    """A host of its own port; notes the tokens that it is shown, and refers to another host where it is told to."""

    def __init__(self) -> None:
        self.tokens: list[str | None] = []
        self.refers_to = ""
        host = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.tokens.append(self.headers.get("Authorization"))
                self.send_response(302 if host.refers_to else 404)
                if host.refers_to:
                    self.send_header("Location", host.refers_to + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    ours, other = Host(), Host()
    ours.refers_to = other.address
    yield ours, other
    ours.close()
    other.close()


def _ask_registry(address: str, _folder: Path) -> None:
    _ = read_registered("models:/limpide@champion", registry=address, token=TOKEN).source


def _fetch_folder(address: str, folder: Path) -> None:
    deliver(f"{address}/bundle#{'0' * 64}", kept_in=folder, token=TOKEN)


def _open(address: str, _folder: Path) -> None:
    open_web(f"{address}/x", seconds=5, token=TOKEN)


@pytest.mark.parametrize("way", [_ask_registry, _fetch_folder, _open])
def test_a_redirect_to_another_host_carries_no_token(
    hosts: tuple[Host, Host], way: Callable[[str, Path], None], tmp_path: Path
) -> None:
    ours, other = hosts
    with pytest.raises((LimpideError, urllib.error.HTTPError)):
        way(ours.address, tmp_path)
    assert ours.tokens[0] == f"Bearer {TOKEN}"
    assert other.tokens and set(other.tokens) == {None}


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/x", "file:///etc/passwd", "data:text/plain,x"])
def test_neither_an_address_nor_a_redirect_leaves_the_web(hosts: tuple[Host, Host], place: str) -> None:
    ours, _ = hosts
    ours.refers_to = place
    with pytest.raises(urllib.error.URLError):
        open_web(f"{ours.address}/x", seconds=5)
    with pytest.raises(urllib.error.URLError):
        open_web(place, seconds=5)


def test_there_is_one_opener() -> None:
    """What opens addresses by itself would have rules of its own."""
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"urlopen\(|urllib\.request\.Request\(|follow_redirects", path.read_text())
    }
    assert found == {"delivery/opener.py"}
