"""Every page in both languages: named, in the right language, legible, told without eyes, and usable when enlarged."""

import pytest
from page_checks import check
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from limpide.contract import ClientSummary, Language
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = {
    "": "nav.find",
    "application": "nav.application",
    "desk": "nav.desk",
    "model": "nav.model",
    "monitoring": "nav.monitoring",
    "glossary": "nav.glossary",
}
# What a browser shows at 200 % in a window of 1,280 pixels.
ENLARGED = ViewportSize(width=640, height=700)


@pytest.fixture(scope="module")
def violations() -> list[str]:
    """What the browser said that the content policy forbids, on any page of the visit."""
    return []


@pytest.fixture(scope="module")
def look(browser: Browser, violations: list[str]) -> "BrowserContext":
    """One visit for all the looks, as somebody who goes through the pages."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    context.on(
        "console",
        lambda message: violations.append(message.text) if "Content Security Policy" in message.text else None,
    )
    return context


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_named_legible_and_told(
    look: BrowserContext, dashboard_url: str, axe: str, name: str, language: Language
) -> None:
    page = look.new_page()
    page.goto(f"{dashboard_url}/{name}?lang={language}")
    check(page, axe, language, get_words(language).say(PAGES[name]))
    page.set_viewport_size(ENLARGED)
    page.wait_for_timeout(300)
    assert page.locator("main").evaluate("main => main.scrollWidth - main.clientWidth") <= 1
    page.close()


@pytest.mark.parametrize(("language", "view"), [("fr", "one"), ("en", "two"), ("fr", "similar")])
def test_a_case_is_named_legible_and_told(
    look: BrowserContext, dashboard_url: str, axe: str, some_clients: list[ClientSummary], language: Language, view: str
) -> None:
    client = some_clients[3].client_id
    page = look.new_page()
    page.goto(f"{dashboard_url}/case?client={client}&lang={language}&view={view}")
    words = get_words(language)
    expect(page.get_by_role("heading", name=words.say("history.heading"))).to_be_visible()
    check(page, axe, language, words.say("case.title", client=client))
    page.close()


def test_the_content_policy_forbids_nothing_that_a_page_needs_and_every_frame(
    look: BrowserContext, dashboard_url: str, violations: list[str]
) -> None:
    assert violations == []  # charts, fonts, styles and sockets of every page above
    page = look.new_page()
    page.set_content(f'<iframe src="{dashboard_url}/desk"></iframe>')
    page.wait_for_timeout(2_000)
    assert [frame.url for frame in page.frames[1:] if frame.url.startswith(dashboard_url)] == []
    page.close()
    assert any("frame-ancestors" in each for each in violations)


def test_the_dark_theme_is_legible_too(
    browser: Browser, dashboard_url: str, axe: str, some_clients: list[ClientSummary]
) -> None:
    with browser.new_context(color_scheme="dark", locale="fr-FR") as context:
        page = context.new_page()
        page.goto(f"{dashboard_url}/case?client={some_clients[3].client_id}")
        expect(page.get_by_role("heading", name=get_words("fr").say("history.heading"))).to_be_visible()
        check(page, axe, "fr", get_words("fr").say("case.title", client=some_clients[3].client_id))
