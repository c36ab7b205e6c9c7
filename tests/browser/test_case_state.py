"""What was signed is said wherever the case is named, in both languages, after a reload too."""

import pytest
from playwright.sync_api import Page, expect
from test_grounds import answer
from test_officers_day import choose

from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary, DecisionRequest, Language, Motive
from limpide.core.decision import Decision
from limpide.dashboard.case.records import MOTIVES
from limpide.dashboard.states import SIGNED, opinion
from limpide.dashboard.words import get_words

pytestmark = pytest.mark.browser
MOST_PIXELS = 2600


def find_granted(api_url: str, clients: list[ClientSummary], *, skip: int) -> str:
    """A client whom the model grants the loan, and on whom nobody decided."""
    with LimpideClient(api_url) as api:
        granted = (each.client_id for each in clients if api.predict(each.client_id).decision is Decision.ACCEPTED)
        undecided = [number for number in granted if not api.decisions(number).decisions]
    return undecided[20 + skip]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_signed_refusal_stands_first_and_the_models_grant_is_called_its_opinion(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary], language: Language
) -> None:
    words, client = get_words(language), find_granted(api_url, some_clients, skip=int(language == "en"))
    page.goto(f"{dashboard_url}/case?client={client}&lang={language}")
    headline = page.locator("#verdict")
    expect(headline).to_have_text(opinion(Decision.ACCEPTED, words))
    page.get_by_text(words.say("choice.refused"), exact=True).click()
    choose(page, words.say("decision.motive"), words.say("motive.client_history"))
    page.get_by_label(words.say("decision.comment"), exact=True).fill("Known.")
    name = page.get_by_label(words.say("decision.name"))
    name.fill("Zoé Léger")
    name.press("Tab")
    page.get_by_text(words.say("decision.sign")).click()
    page.get_by_role("button", name=words.say("decision.record"), exact=True).click()
    expect(headline).to_contain_text(words.say(SIGNED[Choice.REFUSED]))
    page.reload()
    expect(headline).to_contain_text(words.say(SIGNED[Choice.REFUSED]))
    expect(headline).to_contain_text("Zoé Léger")
    expect(page.locator(".lp-state p")).to_contain_text(opinion(Decision.ACCEPTED, words))
    page.get_by_role("link", name=words.say("nav.find"), exact=True).click()
    recent = page.get_by_role("link", name=words.say("find.open", client=client))
    expect(recent).to_contain_text("Zoé Léger")
    state = words.say("state.under_review")
    page.get_by_role("radio", name=state).or_(page.get_by_role("button", name=state)).first.click()
    listed = page.locator(".st-key-matches").get_by_role("link", name=str(client))
    expect(listed).to_contain_text(words.say(SIGNED[Choice.REFUSED]))


def test_a_colleagues_decision_meanwhile_reaches_the_header_at_the_next_click(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    words, client = get_words("fr"), find_granted(api_url, some_clients, skip=3)
    page.goto(f"{dashboard_url}/case?client={client}")
    expect(page.locator("#history")).to_be_visible()
    with LimpideClient(api_url) as api:
        api.decide(DecisionRequest(client_id=client, choice=Choice.ACCEPTED, motive=Motive.FOLLOWS_SCORE, officer="Bo"))
    page.get_by_text(words.say("choice.refused"), exact=True).click()
    expect(page.locator("#verdict")).to_contain_text("Bo")
    expect(page.locator(".st-key-history")).to_contain_text("Bo")


def check_signature_in_sight(page: Page) -> None:
    """Once a refusal and the longest motive are chosen, the button that signs is on the first screen."""
    words = get_words("fr")
    answer(page, words, "choice.refused")
    choose(page, words.say("decision.motive"), max((words.say(key) for key in MOTIVES.values()), key=len))
    button = page.get_by_role("button", name=words.say("decision.record"), exact=True).bounding_box()
    assert button is not None and button["y"] + button["height"] <= 900


def test_the_first_screen_holds_what_one_decides_by_and_the_page_is_short(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    for client in (some_clients[30].client_id, some_clients[31].client_id, some_clients[32].client_id):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{dashboard_url}/case?client={client}")
        expect(page.locator("#history")).to_be_visible()
        expect(page.locator("[data-testid=stSpinner]")).to_have_count(0)
        for part in ("#verdict", ".lp-request", "#probability", ".st-key-gauge .lp-drawing", "#decision"):
            box = page.locator(part).first.bounding_box()
            assert box is not None and box["y"] + box["height"] <= 900, part
        starts = page.locator(".lp-reasons li").evaluate_all("all => all.map(li => li.getBoundingClientRect().top)")
        assert max(starts) < 900
        check_signature_in_sight(page)
        height = page.locator("[data-testid=stMain]").evaluate("main => main.scrollHeight")
        assert height <= MOST_PIXELS, f"{height} pixels"
