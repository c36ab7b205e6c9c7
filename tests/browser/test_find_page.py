"""Finding a client, as a loan officer does it."""

import pytest
from playwright.sync_api import Page, expect

from limpide.contract import ClientSummary
from limpide.dashboard.words import get_words

pytestmark = pytest.mark.browser
FRENCH = get_words("fr")


def search_for(page: Page, typed: str) -> None:
    field = page.get_by_label(FRENCH.say("find.label"))
    field.fill(typed)
    field.press("Enter")


def test_the_first_digits_list_the_clients_and_a_click_opens_one(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    chosen = some_clients[1].client_id
    page.goto(dashboard_url)
    search_for(page, str(chosen)[:-1])
    expect(page.get_by_role("status").filter(has_text="client")).to_contain_text("correspond")
    page.get_by_role("link", name=str(chosen)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {chosen}")
    expect(page.locator("#verdict")).to_contain_text("Crédit")
    assert f"client={chosen}" in page.url


def test_a_complete_number_and_enter_open_the_case_by_keyboard_alone(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    chosen = some_clients[2].client_id
    page.goto(dashboard_url)
    field = page.get_by_label(FRENCH.say("find.label"))
    expect(field).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type(str(chosen))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {chosen}")


def test_a_number_that_cannot_be_found_is_explained(page: Page, dashboard_url: str) -> None:
    page.goto(dashboard_url)
    for typed, said in [
        ("12ab", "ne contient que des chiffres"),
        ("99999", "Aucun numéro de client ne commence par 99999"),
        ("0123", "ne commence pas par zéro"),
        ("1234567890", "au plus 9 chiffres"),
    ]:
        search_for(page, typed)
        expect(page.get_by_text(said)).to_be_visible()


def test_more_clients_are_listed_on_demand(page: Page, dashboard_url: str, some_clients: list[ClientSummary]) -> None:
    page.goto(dashboard_url)
    expect(page.get_by_role("link", name=str(some_clients[9].client_id))).to_be_visible()
    assert page.get_by_role("link", name=str(some_clients[10].client_id)).count() == 0
    page.get_by_role("button", name=FRENCH.say("find.more")).click()
    expect(page.get_by_role("link", name=str(some_clients[10].client_id))).to_be_visible()


def test_an_example_opens_and_is_then_among_the_recent_cases(page: Page, dashboard_url: str) -> None:
    page.goto(dashboard_url)
    page.get_by_role("button", name=FRENCH.say("find.random")).click()
    title = page.get_by_role("heading", level=1, name="Dossier")
    expect(title).to_be_visible()
    client = (title.text_content() or "").split()[-1]
    page.get_by_role("link", name=FRENCH.say("case.search")).click()
    expect(page.get_by_role("link", name=FRENCH.say("find.open", client=client))).to_be_visible()


def test_the_page_names_itself_and_its_language(page: Page, dashboard_url: str) -> None:
    page.goto(dashboard_url)
    expect(page).to_have_title("Trouver un client · Limpide")
    page.wait_for_function("document.documentElement.lang === 'fr'")
    page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).first.click()
    expect(page).to_have_title("Find a client · Limpide")
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert "lang=en" in page.url
