"""A click that signs is stored once or shown to have failed, whatever is clicked right after it."""

import multiprocessing
import os
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from test_api_away import FRENCH, fill_in_decision, try_again, until

from fixtures_wire import Wire
from limpide.client import LimpideClient
from limpide.contract import Choice, DecisionRecord

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RUNS = int(os.environ.get("LIMPIDE_SIGNATURES", "8"))  # 100 of each kind before a release
RELOADS, SINGLE = 4, 10
DELAYS = (0.0, 0.05, 0.2, 0.5)  # seconds that every answer of the API takes longer
PAUSES = (0, 20, 100, 300)  # milliseconds between the two clicks


def compute(seconds: float) -> None:
    """Keep a core busy."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        sum(range(10_000))


@pytest.fixture(params=["quiet", "loaded"])
def machine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine, quiet and with twice as many busy processes as cores; beside other tests with as many as cores."""
    load: str = request.param
    times = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
    busy = [
        multiprocessing.get_context("spawn").Process(target=compute, args=(3600,), daemon=True)
        for _ in range(0 if load == "quiet" else times * (os.cpu_count() or 1))
    ]
    for process in busy:
        process.start()
    yield load
    for process in busy:
        process.terminate()


@pytest.fixture(scope="module")
def clients(api_url: str) -> list[str]:
    """Clients enough for every test of this file, each its own; other files may have decided on some before."""
    found: list[str] = []
    last: str | None = None
    with LimpideClient(api_url) as api:
        while len(found) < 2 * RUNS + RELOADS + SINGLE:
            page = [each.client_id for each in api.clients(after=last, limit=100).clients]
            found += [client for client in page if not api.decisions(client).decisions]
            last = page[-1]
    return found


def following(api_url: str, client: str) -> str:
    """Return the client whom "Dossier suivant" opens, decided on or not."""
    with LimpideClient(api_url) as api:
        return api.clients(after=client, limit=1).clients[0].client_id


def decisions(api_url: str, client: str) -> list[DecisionRecord]:
    with LimpideClient(api_url) as api:
        return api.decisions(client).decisions


def handle(page: Page, key: str) -> Locator:
    return page.get_by_role("button", name=FRENCH.say(key))


def click_both(page: Page, first: str, second: str, *, pause: int = 0) -> bool:
    """Click on two buttons, faster than the server can hear; return whether the second was still on the page."""
    both = [handle(page, key).element_handle() for key in (first, second)]
    clicks = """([first, second, pause]) => new Promise(clicked => {
        first.click();
        setTimeout(() => { const there = second.isConnected; second.click(); clicked(there); }, pause);
    })"""
    return bool(page.evaluate(clicks, [*both, pause]))


def open_case(page: Page, dashboard: str, client: str) -> None:
    page.goto(f"{dashboard}/case?client={client}")
    fill_in_decision(page)


def see_case(page: Page, client: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=client))
    expect(page.get_by_role("heading", name=FRENCH.say("history.heading"))).to_be_visible()


def see_typed(page: Page) -> None:
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    expect(comment).to_have_value("Un garant signe.")


@pytest.mark.timeout(120 + 30 * RUNS)
def test_every_signature_is_stored_once_when_one_leaves_in_the_same_breath(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, clients: list[str], machine: str
) -> None:
    page.set_default_timeout(120_000)
    start = 0 if machine == "quiet" else RUNS
    lost = []
    for turn, client in enumerate(clients[start : start + RUNS]):
        slow.delay, pause = 0.0, PAUSES[turn // 4 % 4]
        open_case(page, wired_dashboard, client)
        slow.delay = DELAYS[turn % 4]
        click_both(page, "decision.record", "strip.next", pause=pause)
        see_case(page, following(api_url, client))
        stored = decisions(api_url, client)
        if [each.choice for each in stored] != [Choice.REFUSED]:
            lost.append((client, slow.delay, pause, len(stored)))
    assert not lost, f"{len(lost)} of {RUNS}: {lost}"


def test_a_reload_right_after_the_click_stores_once_or_keeps_what_was_typed(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, clients: list[str]
) -> None:
    for turn, client in enumerate(clients[2 * RUNS :][:RELOADS]):
        slow.delay = 0.0
        open_case(page, wired_dashboard, client)
        slow.delay = DELAYS[turn % 4]
        record = handle(page, "decision.record").element_handle()
        page.evaluate("record => { record.click(); setTimeout(() => location.reload(), 5); }", record)
        page.wait_for_timeout(1_000)
        see_case(page, client)
        stored = decisions(api_url, client)
        expect(page.locator(".st-key-history table tbody tr")).to_have_count(len(stored))
        if not stored:
            see_typed(page)
            page.get_by_text(FRENCH.say("decision.sign")).click()
            handle(page, "decision.record").click()
            expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
        assert len(decisions(api_url, client)) == 1


def test_two_clicks_and_one_that_leaves_store_one_decision(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, clients: list[str]
) -> None:
    open_case(page, wired_dashboard, clients[-SINGLE])
    slow.delay = 0.2
    record = handle(page, "decision.record").element_handle()
    leave = handle(page, "strip.next").element_handle()
    page.evaluate(
        "([record, leave]) => { record.click(); record.click(); setTimeout(() => leave.click(), 50); }", [record, leave]
    )
    see_case(page, following(api_url, clients[-SINGLE]))
    assert len(decisions(api_url, clients[-SINGLE])) == 1


def test_two_clicks_store_one_decision_and_thank_for_it(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, clients: list[str]
) -> None:
    client = clients[-SINGLE + 2]
    open_case(page, wired_dashboard, client)
    slow.delay = 0.2
    click_both(page, "decision.record", "decision.record")
    thanks = page.get_by_text(FRENCH.say("decision.recorded", choice="§", position="§").split("§")[0])
    expect(thanks).to_be_visible()
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
    page.wait_for_timeout(1_500)
    expect(thanks).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert len(decisions(api_url, client)) == 1


def test_who_signs_while_the_service_is_away_does_not_leave(
    page: Page, wired_dashboard: str, wire: Wire, api_url: str, clients: list[str]
) -> None:
    client = clients[-SINGLE + 3]
    open_case(page, wired_dashboard, client)
    wire.cut()
    click_both(page, "decision.record", "strip.next", pause=30)
    expect(page.get_by_role("alert").filter(has_text="service de calcul").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=client))
    wire.mend()
    try_again(page)
    see_case(page, client)
    see_typed(page)
    assert decisions(api_url, client) == []


def test_who_signs_an_unfinished_form_is_told_what_lacks_and_does_not_leave(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, clients: list[str]
) -> None:
    client = clients[-SINGLE + 4]
    open_case(page, wired_dashboard, client)
    page.get_by_text(FRENCH.say("decision.sign")).click()
    slow.delay = 0.2
    click_both(page, "decision.record", "strip.next")
    expect(page.get_by_text(FRENCH.say("decision.lacks_signature"))).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(page.get_by_text(FRENCH.say("decision.lacks_signature"))).to_be_visible()
    see_case(page, client)
    see_typed(page)
    assert decisions(api_url, client) == []


@pytest.mark.parametrize("pause", [0, 150, 400])
def test_who_leaves_and_then_signs_stores_it_or_is_back_and_told(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, clients: list[str], pause: int
) -> None:
    client = clients[-SINGLE + 5 + (0, 150, 400).index(pause)]
    open_case(page, wired_dashboard, client)
    slow.delay = 0.2
    there = click_both(page, "strip.next", "decision.record", pause=pause)
    if not there:  # the form had gone with its case: nobody can have clicked on it
        see_case(page, following(api_url, client))
        assert decisions(api_url, client) == []
        return
    told = page.get_by_text(FRENCH.say("draft.lost"))
    until(lambda: told.count() > 0 or len(decisions(api_url, client)) == 1)
    if told.count():
        see_case(page, client)
        see_typed(page)
        assert decisions(api_url, client) == []
