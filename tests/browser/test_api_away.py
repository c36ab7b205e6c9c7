"""The dashboard when the API is away: calm, and back as soon as the API is."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from limpide.cli.processes import find_free_port, running
from limpide.contract import ClientSummary

pytestmark = pytest.mark.browser


class Wire:
    """A cable between the dashboard and the API that can be cut and mended."""

    def __init__(self, target: str) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self._target = host, int(port)
        self._open: list[socket.socket] = []
        self.port = find_free_port(18900)
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
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(source, sink), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            sink.sendall(chunk)
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
    port = find_free_port(18600)
    arguments = ["dashboard", "--api", f"http://127.0.0.1:{wire.port}", "--port", str(port)]
    with running("dashboard", arguments, log=logs / "wired.log", environment={}) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def cut(wire: Wire) -> Iterator[None]:
    """The API is away for the length of the test."""
    wire.cut()
    yield
    wire.mend()


@pytest.mark.usefixtures("cut")
@pytest.mark.parametrize("path", ["/", "/case?client=100001"])
def test_without_the_api_every_page_stays_calm_and_offers_to_try_again(
    page: Page, wired_dashboard: str, path: str
) -> None:
    page.goto(f"{wired_dashboard}{path}")
    expect(page.get_by_role("alert")).to_contain_text("Le service de calcul ne répond pas")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
    assert "Traceback" not in page.locator("body").inner_text()


def test_a_case_on_screen_survives_the_api_and_comes_back_with_it(
    page: Page, wired_dashboard: str, wire: Wire, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{wired_dashboard}/case?client={some_clients[0].client_id}")
    verdict = page.locator("#verdict")
    expect(verdict).to_be_visible()
    said = verdict.text_content()
    expect(page.locator(".st-key-way table")).to_be_visible()
    wire.cut()
    page.get_by_role("link", name="Trouver un client", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Le service de calcul ne répond pas")
    page.get_by_role("link", name="Dossier", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("la dernière réponse reçue")
    expect(verdict).to_have_text(said or "")
    wire.mend()
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(verdict).to_have_text(said or "")
