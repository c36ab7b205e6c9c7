"""A page that was left open while its process of the dashboard was restarted comes back by itself."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_grounds import answer
from test_officers_day import choose

from limpide.cli.processes import Child, running
from limpide.client import LimpideClient
from limpide.contract import ClientSummary
from limpide.dashboard.words import get_words
from ports import own_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")


class Restarted:
    """A process of the dashboard that keeps visits in a folder, and may be started anew."""

    def __init__(self, api_url: str, folder: Path) -> None:
        self.port, self._api_url, self._folder = own_port(22_800), api_url, folder
        self.url = f"http://127.0.0.1:{self.port}"
        self._child: AbstractContextManager[Child] | None = None

    def start(self) -> None:
        arguments = ["dashboard", "--api", self._api_url, "--port", str(self.port)]
        environment = {"LIMPIDE_VISITS": str(self._folder / "visits")}
        self._child = running("dashboard", arguments, log=self._folder / "dashboard.log", environment=environment)
        self._child.__enter__().wait_until_answers(f"{self.url}/_stcore/health")

    def end(self) -> None:
        if self._child is not None:
            self._child.__exit__(None, None, None)


@pytest.fixture
def restarted(api_url: str, tmp_path: Path) -> Iterator[Restarted]:
    dashboard = Restarted(api_url, tmp_path)
    dashboard.start()
    yield dashboard
    dashboard.end()


def test_an_open_page_answers_again_after_a_restart_and_signs_what_was_typed_before(
    page: Page, restarted: Restarted, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[95].client_id
    page.goto(f"{restarted.url}/case?client={client}")
    answer(page, FRENCH, "choice.refused")
    choose(page, FRENCH.say("decision.motive"), FRENCH.say("motive.policy"))
    page.get_by_label(FRENCH.say("decision.comment"), exact=True).fill("Règle R4.")
    name = page.get_by_label(FRENCH.say("decision.name"))
    name.fill("Camille Martin")
    name.press("Tab")
    page.wait_for_timeout(2_500)  # longer than visits wait to be written
    page.evaluate("window.notReloaded = true")
    before = page.locator("[class*='st-key-send_decision']").get_attribute("class") or ""
    restarted.end()
    expect(page.locator(".stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED", timeout=20_000)
    restarted.start()
    expect(page.locator("[class*='st-key-send_decision']")).not_to_have_class(before, timeout=60_000)  # drawn anew
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    page.get_by_text(FRENCH.say("decision.sign")).click()
    page.get_by_role("button", name=FRENCH.say("decision.record")).click()
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1, timeout=30_000)
    assert page.evaluate("window.notReloaded")
    with LimpideClient(api_url) as api:
        assert [each.comment for each in api.decisions(client).decisions] == ["Règle R4."]
