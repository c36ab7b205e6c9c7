"""The case on screen is the API's answer, in both languages, and it stays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from limpide.client import LimpideClient
from limpide.contract import ClientSummary, Explanation, Language
from limpide.core.decision import Decision
from limpide.dashboard.reasons import FEWEST_REASONS, MOST_STEPS, build_reasons, strongest
from limpide.dashboard.states import opinion
from limpide.dashboard.words import Words, decimals_that_separate, get_words

pytestmark = pytest.mark.browser
LANGUAGES: list[Language] = ["fr", "en"]


@dataclass(frozen=True)
class Case:
    """A case open in a browser, its words, and every address that the browser asked."""

    page: Page
    words: Words
    asked: list[str]


def seen(text: str | None) -> str:
    """A text with its various spaces made plain."""
    return re.sub(r"\s+", " ", text or "").strip()


def explain(api_url: str, client_id: str, language: Language) -> Explanation:
    with LimpideClient(api_url, language=language) as client:
        return client.explain(client_id)


def open_case(page: Page, dashboard_url: str, client_id: str, language: Language = "fr") -> None:
    page.goto(f"{dashboard_url}/case?client={client_id}&lang={language}")
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("#history")).to_be_visible()


def percentages(explanation: Explanation, words: Words) -> tuple[str, str]:
    zone = explanation.grey_zone
    decimals = decimals_that_separate(explanation.probability_of_default, explanation.threshold, zone.low, zone.high)
    probability = words.percent(explanation.probability_of_default, decimals=decimals)
    return seen(probability), seen(words.percent(explanation.threshold, decimals=decimals))


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Each of the two languages."""
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def explanation(api_url: str, some_clients: list[ClientSummary], language: Language) -> Explanation:
    """What the API says of the client on screen."""
    return explain(api_url, some_clients[0].client_id, language)


@pytest.fixture(scope="module")
def case(browser: Browser, dashboard_url: str, explanation: Explanation, language: Language) -> Iterator[Case]:
    """One case, open in one language, for the tests that only look."""
    asked: list[str] = []
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        open_case(page, dashboard_url, explanation.client_id, language)
        words = get_words(language)
        for key in ("waterfall.heading", "details.features", "details.application", "comparison.open"):
            page.locator("summary", has_text=words.say(key)).click()
            page.wait_for_timeout(300)
        expect(page.locator("table").nth(2)).to_be_visible()
        expect(page.locator(".lp-drawing")).to_have_count(3)
        yield Case(page, get_words(language), asked)


def test_before_anybody_signed_the_page_says_the_models_opinion_and_the_probability_once(
    case: Case, explanation: Explanation
) -> None:
    assert seen(case.page.locator("#verdict").text_content()) == seen(opinion(explanation.decision, case.words))
    probability, threshold = percentages(explanation, case.words)
    first = seen(case.page.locator("main").inner_text())
    assert first.count(f" {probability} ") <= 1 + seen(case.page.locator(".st-key-way").inner_text()).count(probability)
    assert threshold in seen(case.page.locator(".st-key-gauge").inner_text())


def test_the_reasons_are_the_apis_in_its_order(case: Case, explanation: Explanation) -> None:
    reasons = build_reasons(explanation)
    for side, increases in ((".lp-more", True), (".lp-less", False)):
        shown = case.page.locator(f"{side} h4").all_text_contents()
        assert shown == [reason.family.label for reason in strongest(reasons, increases=increases)[:FEWEST_REASONS]]
    named = case.page.locator(".st-key-way tbody th").all_text_contents()
    assert named[1:-1][:MOST_STEPS] == [family.label for family in explanation.families[:MOST_STEPS]]


def test_the_table_beside_the_waterfall_sums_to_the_score(case: Case) -> None:
    cells = case.page.locator(".st-key-way tbody tr td:last-child").all_text_contents()
    numbers = [seen(cell).replace("−", "-").replace(",", ".").rstrip("% ") for cell in cells]
    tenths = [round(10 * float(number)) for number in numbers]
    assert sum(tenths[:-1]) == tenths[-1]


def test_page_charts_and_tables_name_themselves(case: Case, explanation: Explanation) -> None:
    title = case.words.say("case.title", client=explanation.client_id)
    expect(case.page).to_have_title(case.words.say("app.page_title", page=title))
    case.page.wait_for_function(f"document.documentElement.lang === '{case.words.language}'")
    charts = case.page.locator(".lp-drawing")
    told = [seen(charts.nth(place).get_attribute("aria-label")) for place in range(2)]
    assert percentages(explanation, case.words)[0] in told[0]
    assert explanation.families[0].label in told[1]
    tables = case.page.locator("table")
    assert all(tables.nth(place).get_attribute("aria-label") for place in range(tables.count()))


def test_nothing_on_the_page_speaks_the_machines_language(case: Case, explanation: Explanation) -> None:
    text = case.page.locator("main").inner_text()
    assert not re.search(r"\b[A-Z]{2,}_[A-Z0-9_]+\b", text), "a raw column name"
    names = {feature.name for feature in explanation.features if "_" in feature.name}
    assert not {name for name in names if name in text}, "a raw feature name"
    assert not re.search(r"log-?odds|margin|365 ?243|nan\b|None", text)


def test_headings_go_down_one_level_at_a_time_under_a_single_title(case: Case) -> None:
    names = case.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => heading.tagName)")
    levels = [int(name[1]) for name in names]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_browser_speaks_to_the_dashboard_only(case: Case, dashboard_url: str) -> None:
    assert {url for url in case.asked if not url.startswith((dashboard_url, "data:", "blob:"))} == set()


def test_the_page_fits_a_narrow_window_without_sideways_scrolling(case: Case) -> None:
    for width in (768, 640, 360, 1440):
        case.page.set_viewport_size({"width": width, "height": 900})
        case.page.wait_for_timeout(300)
        overflow = case.page.locator("main").evaluate("main => main.scrollWidth - main.clientWidth")
        assert overflow <= 1, f"{overflow} pixels too wide at {width}"


def test_every_decision_is_said_in_words(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    with LimpideClient(api_url) as client:
        found = {client.predict(summary.client_id).decision: summary.client_id for summary in some_clients}
    assert set(found) == set(Decision), "the small portfolio must hold all"
    said_of = {
        Decision.ACCEPTED: "Avis du modèle : accord",
        Decision.REFUSED: "Avis du modèle : refus",
        Decision.REVIEW: "Avis du modèle : à examiner",
    }
    for decision, said in said_of.items():
        open_case(page, dashboard_url, found[decision])
        expect(page.locator("#verdict")).to_have_text(said)


def test_the_verdict_stays_through_a_click_and_a_reload(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    open_case(page, dashboard_url, some_clients[0].client_id)
    page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).first.click()
    expect(page.locator("#verdict")).to_contain_text("recommendation")
    page.reload()
    expect(page.locator("#verdict")).to_contain_text("recommendation")
    page.get_by_role("link", name="Find a client", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a client")
    page.get_by_role("link", name="Case", exact=True).click()
    expect(page.locator("#verdict")).to_contain_text("recommendation")
    assert f"client={some_clients[0].client_id}" in page.url


def test_a_bad_number_in_the_address_gives_a_calm_sentence(page: Page, dashboard_url: str) -> None:
    for typed, said in [
        ("abc", "ne porte l’identifiant"),
        ("%3Cimg%20src=x%3E", "ne porte l’identifiant"),
        ("1234567890123", "ne porte l’identifiant"),
        ("12345", "12345"),
        ("999999", "999999"),
        ("0", "ne porte l’identifiant"),
    ]:
        page.goto(f"{dashboard_url}/case?client={typed}")
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(page.get_by_role("link", name="Chercher un client")).to_be_visible()
        assert page.locator("[data-testid=stException]").count() == 0


def test_paper_bears_no_signature_that_nobody_gave(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    open_case(page, dashboard_url, some_clients[1].client_id)
    page.get_by_role("radio", name="Accorder").locator("xpath=ancestor::label").click()
    expect(page.get_by_text("Signer et enregistrer")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".st-key-deciding")).not_to_be_visible()
    expect(page.get_by_text("Votre nom (signature)")).not_to_be_visible()
    expect(page.locator("#history")).to_be_visible()
    expect(page.locator("#verdict")).to_be_visible()
