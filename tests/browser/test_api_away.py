"""The dashboard when the API is away: calm, and back as soon as the API is."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from fixtures_wire import Wire
from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")


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
    expect(page.locator("#history")).to_be_visible()
    wire.cut()
    page.get_by_role("link", name="Trouver un client", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Le service de calcul ne répond pas")
    page.get_by_role("link", name="Dossier", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="la dernière réponse reçue")).to_be_visible()
    expect(verdict).to_have_text(said or "")
    wire.mend()
    page.get_by_role("button", name="Réessayer").first.click()  # every part that waits for an answer offers it
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(verdict).to_have_text(said or "")


def test_what_is_typed_while_the_api_is_away_is_there_when_it_is_back(
    page: Page, wired_dashboard: str, wire: Wire, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{wired_dashboard}/case?client={some_clients[21].client_id}")
    page.get_by_text(FRENCH.say("choice.refused")).click()
    name = page.get_by_label(FRENCH.say("decision.name"))
    expect(name).to_be_visible()
    wire.cut()
    name.fill("Camille Martin")
    name.press("Tab")
    expect(page.get_by_role("alert").filter(has_text="service de calcul").first).to_be_visible()
    wire.mend()
    page.reload()
    expect(name).to_have_value("Camille Martin")


def test_a_slow_api_is_waited_for_with_a_word_and_not_taken_for_one_that_is_away(
    page: Page, wired_dashboard: str, slow: Wire, some_clients: list[ClientSummary]
) -> None:
    slow.delay = 1.5
    page.goto(f"{wired_dashboard}/case?client={some_clients[1].client_id}")
    expect(page.locator("[data-testid=stSpinner]")).to_contain_text(FRENCH.say("trouble.loading"))
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_takes_long_to_record_says_so(
    page: Page, wired_dashboard: str, slow: Wire, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{wired_dashboard}/case?client={some_clients[22].client_id}")
    fill_in_decision(page)
    slow.delay = 1.5
    page.get_by_role("button", name=FRENCH.say("decision.record")).click()
    page.wait_for_timeout(700)
    told = page.locator("[class*='st-key-send_decision']").evaluate(
        "place => [getComputedStyle(place, '::after').content, getComputedStyle(place, '::after').visibility]"
    )
    assert told == [f'"{FRENCH.say("draft.sending")}"', "visible"]
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1, timeout=40_000)


def test_signing_and_leaving_in_one_breath_records_the_decision_and_leaves(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client, following = (some_clients[place].client_id for place in (40, 41))
    page.goto(f"{wired_dashboard}/case?client={client}")
    fill_in_decision(page)
    slow.delay = 0.5
    both = [
        page.get_by_role("button", name=FRENCH.say(key)).element_handle() for key in ("decision.record", "strip.next")
    ]
    page.evaluate("([record, leave]) => { record.click(); setTimeout(() => leave.click(), 100); }", both)
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=following))
    expect(page.get_by_role("heading", name=FRENCH.say("history.heading"))).to_be_visible()
    expect(page.get_by_label(FRENCH.say("decision.comment"), exact=True)).to_have_count(0)
    with LimpideClient(api_url) as api:
        recorded = api.decisions(client).decisions
        assert [(each.choice, each.comment) for each in recorded] == [(Choice.REFUSED, "Un garant signe.")]
        assert api.decisions(following).decisions == []


def test_an_api_lost_at_the_click_that_signs_keeps_the_decision_and_records_it_once(
    page: Page, wired_dashboard: str, wire: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[20].client_id
    page.goto(f"{wired_dashboard}/case?client={client}")
    fill_in_decision(page)
    wire.cut()
    record = page.get_by_role("button", name=FRENCH.say("decision.record"))
    record.click()
    expect(page.get_by_role("alert").filter(has_text="service de calcul").first).to_be_visible()
    wire.mend()
    page.reload()
    expect(page.get_by_label(FRENCH.say("decision.comment"), exact=True)).to_have_value("Un garant signe.")
    page.get_by_text(FRENCH.say("decision.sign")).click()
    record.dblclick()
    expect(page.get_by_text(FRENCH.say("choice.refused")).last).to_be_visible()
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
    with LimpideClient(api_url) as api:
        assert [each.comment for each in api.decisions(client).decisions] == ["Un garant signe."]


def test_a_decision_whose_answer_was_lost_is_signed_again_and_stands_once(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[25].client_id
    page.goto(f"{wired_dashboard}/case?client={client}")
    fill_in_decision(page)
    slow.delay = 60.0  # the request arrives, its answer does not
    record = page.get_by_role("button", name=FRENCH.say("decision.record"))
    record.click()
    with LimpideClient(api_url) as api:
        until(lambda: len(api.decisions(client).decisions) == 1)
    slow.cut()
    slow.delay = 0.0
    slow.mend()
    page.reload()
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
    page.get_by_text(FRENCH.say("decision.sign")).click()
    record.click()
    said = FRENCH.say("decision.recorded", choice="§", position="§").split("§")[0]
    expect(page.get_by_text(said)).to_be_visible()
    with LimpideClient(api_url) as api:
        assert len(api.decisions(client).decisions) == 1


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that happens elsewhere."""
    last = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.05)


def try_again(page: Page) -> None:
    """Ask again for a page that the service could not answer, unless a run that was under way has had its answer."""
    retry = page.get_by_role("button", name=FRENCH.say("trouble.retry"))
    last = time.monotonic() + 20
    while retry.count():
        assert time.monotonic() < last
        with suppress(PlaywrightTimeout):
            retry.first.click(timeout=500)
        page.wait_for_timeout(100)


def fill_in_decision(page: Page) -> None:
    """Everything but the last click."""
    page.get_by_text(FRENCH.say("choice.refused")).click()
    page.get_by_role("combobox", name=FRENCH.say("decision.motive")).click()
    page.get_by_role("option", name=FRENCH.say("motive.other"), exact=True).click()
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    comment.fill("Un garant signe.")
    comment.press("Tab")
    name = page.get_by_label(FRENCH.say("decision.name"))
    name.fill("Camille Martin")
    name.press("Tab")
    page.get_by_text(FRENCH.say("decision.sign")).click()
    expect(page.get_by_role("checkbox", name=FRENCH.say("decision.sign"))).to_be_checked()
