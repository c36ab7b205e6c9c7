"""Two processes of the dashboard behind the real proxy: one ends, and an officer goes on with what was typed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_grounds import GROUNDS, answer
from test_officers_day import choose, number_field

from limpide.cli.processes import Child, find_free_port, running
from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")
CADDYFILE = Path(__file__).parents[2] / "deploy" / "container" / "Caddyfile"
PROCESS = "limpide_process"  # the cookie that names the process


@dataclass
class Pair:
    """Two processes, each of which may end and come back, and the address of the proxy before them."""

    api_url: str
    folder: Path
    ports: tuple[int, int]
    url: str = ""
    visits: Path = field(init=False)
    _stacks: list[ExitStack] = field(default_factory=lambda: [ExitStack(), ExitStack()])

    def __post_init__(self) -> None:
        self.visits = self.folder / "visits"

    def start(self, which: int) -> Child:
        port = self.ports[which]
        arguments = ["dashboard", "--api", self.api_url, "--port", str(port)]
        environment = {"LIMPIDE_VISITS": str(self.visits)}
        child = self._stacks[which].enter_context(
            running(f"dashboard {which}", arguments, log=self.folder / f"{which}.log", environment=environment)
        )
        child.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        return child

    def end(self, which: int) -> None:
        self._stacks[which].close()


@pytest.fixture(scope="module")
def pair(api_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The Caddyfile of the Compose deployment before two processes that share a folder of visits."""
    beside = Path(sys.executable).with_name("caddy")
    caddy = str(beside) if beside.exists() else shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is neither in this environment (make install) nor on the PATH")
    folder = tmp_path_factory.mktemp("pair")
    one = find_free_port(22_400)
    two, plain, secure = (find_free_port(first) for first in (22_500, 22_600, 22_700))
    pair = Pair(api_url, folder, (one, two), f"https://localhost:{secure}")
    environment = {
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "LIMPIDE_HTTP_PORT": str(plain),
        "LIMPIDE_HTTPS_PORT": str(secure),
        "LIMPIDE_DASHBOARD": f"127.0.0.1:{one} 127.0.0.1:{two}",
    }
    command = [caddy, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    with (
        (folder / "caddy.log").open("wb") as log,
        subprocess.Popen(command, env={**os.environ, **environment}, stderr=log) as process,
    ):
        try:
            for which in (0, 1):
                pair.start(which)
            yield pair
        finally:
            process.terminate()
            for which in (0, 1):
                pair.end(which)


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    """A visit through the proxy, whose authority this browser does not know."""
    with browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(30_000)
        yield context


def process_of(visit: BrowserContext) -> str:
    return next(cookie["value"] for cookie in visit.cookies() if cookie["name"] == PROCESS)


def at_rest(page: Page) -> None:
    page.wait_for_timeout(1_500)  # longer than visits wait to be written
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def open_case(page: Page, pair: Pair, client: str) -> None:
    page.goto(f"{pair.url}/case?client={client}")
    expect(page.locator("#history")).to_be_visible()


def test_a_visit_stays_with_one_process(visit: BrowserContext, pair: Pair, some_clients: list[ClientSummary]) -> None:
    page = visit.new_page()
    seen = set()
    for summary in some_clients[:4]:
        open_case(page, pair, summary.client_id)
        seen.add(process_of(visit))
    assert len(seen) == 1


def test_whichever_process_ends_what_was_typed_is_signed_in_the_other(
    visit: BrowserContext, pair: Pair, api_url: str, some_clients: list[ClientSummary]
) -> None:
    page, client = visit.new_page(), some_clients[90].client_id
    open_case(page, pair, client)
    answer(page, FRENCH, "choice.refused")
    choose(page, FRENCH.say("decision.motive"), FRENCH.say("motive.policy"))
    page.get_by_label(FRENCH.say("decision.comment"), exact=True).fill("Règle R4.")
    page.locator("summary", has_text=FRENCH.say("decision.grounds")).click()
    page.get_by_label(FRENCH.say("decision.grounds"), exact=True).fill(GROUNDS)
    name = page.get_by_label(FRENCH.say("decision.name"))
    name.fill("Camille Martin")
    name.press("Tab")
    amount = number_field(page, "Montant du crédit demandé")
    amount.fill("310000")
    amount.press("Tab")
    at_rest(page)
    served = set()
    for which in (0, 1):
        pair.end(which)
        page.reload()  # what an officer does whose page does not answer
        expect(page.locator("#history")).to_be_visible(timeout=60_000)
        served.add(process_of(visit))
        expect(page.get_by_label(FRENCH.say("decision.grounds"), exact=True)).to_have_value(GROUNDS)
        expect(page.get_by_label(FRENCH.say("decision.name"))).to_have_value("Camille Martin")
        expect(amount).to_have_value(FRENCH.number(310_000))
        at_rest(page)
        pair.start(which)
    assert len(served) == 2
    page.get_by_text(FRENCH.say("decision.sign")).click()
    page.get_by_role("button", name=FRENCH.say("decision.record")).click()
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
    with LimpideClient(api_url) as api:
        stored = api.decisions(client).decisions
    assert [(each.choice, each.comment, each.grounds) for each in stored] == [(Choice.REFUSED, "Règle R4.", GROUNDS)]


def test_who_reads_the_folder_reads_nothing(
    visit: BrowserContext, pair: Pair, some_clients: list[ClientSummary]
) -> None:
    page, client = visit.new_page(), some_clients[92].client_id
    open_case(page, pair, client)
    answer(page, FRENCH, "choice.refused")
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    comment.fill("Un garant signe.")
    comment.press("Tab")
    at_rest(page)
    files = list(pair.visits.iterdir())
    number = next(cookie["value"] for cookie in visit.cookies() if cookie["name"] == "limpide_visit")
    assert files
    for file in files:
        assert b"garant" not in file.read_bytes() and str(client).encode() not in file.read_bytes()
        assert number not in file.name and file.stat().st_mode & 0o077 == 0
