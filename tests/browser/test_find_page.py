"""Finding a client, as a loan officer does it."""

import pytest
from page_checks import settle
from playwright.sync_api import Page, expect

from limpide.client import LimpideClient
from limpide.contract import ClientOutcome, ClientSummary
from limpide.core.decision import Decision
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
    expect(page.locator("#verdict")).to_contain_text("Avis du modèle")
    assert f"client={chosen}" in page.url


def test_a_complete_number_and_enter_open_the_case_by_keyboard_alone(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    chosen = some_clients[2].client_id
    page.goto(dashboard_url)
    field = page.get_by_label(FRENCH.say("find.label"))
    expect(field).to_be_focused()
    page.keyboard.type(str(chosen))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {chosen}")


def test_a_number_that_cannot_be_found_is_explained(page: Page, dashboard_url: str) -> None:
    page.goto(dashboard_url)
    for typed, said in [
        ("12ab", "Aucun numéro de client ne commence par 12ab"),
        ("99999", "Aucun numéro de client ne commence par 99999"),
        ("0123", "Aucun numéro de client ne commence par 0123"),
        ("1" * 65, "64 caractères au plus"),
    ]:
        search_for(page, typed)
        expect(page.get_by_text(said)).to_be_visible()


def test_a_number_in_groups_is_a_number_and_a_sentence_is_quoted_as_it_was_typed(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    chosen = str(some_clients[2].client_id)
    page.goto(dashboard_url)
    search_for(page, "SELECT 1")
    expect(page.get_by_text("ne commence par SELECT 1.")).to_be_visible()
    search_for(page, f"{chosen[:3]}.{chosen[3:]}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {chosen}")


def test_the_shortcut_puts_the_cursor_into_the_search_from_any_page_and_from_its_own(
    page: Page, dashboard_url: str
) -> None:
    page.goto(f"{dashboard_url}/glossary")
    settle(page)
    field = page.get_by_label(FRENCH.say("find.label"))
    for _ in range(2):
        page.keyboard.press("Alt+s")
        expect(field).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(field).not_to_be_focused()


def test_an_address_that_leads_nowhere_says_so_in_the_language_of_the_page(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/no-such-page")
    told = page.get_by_role("dialog")
    expect(told).to_contain_text(FRENCH.say("nav.unknown"))
    expect(told).to_contain_text(FRENCH.say("nav.unknown_lead"))
    expect(told).not_to_contain_text("not found")
    told.get_by_role("button", name=FRENCH.say("widget.close")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("nav.find"))


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


def test_an_officer_works_through_the_cases_to_examine_and_the_filter_stays_on_the_way(
    page: Page, dashboard_url: str, api_url: str
) -> None:
    with LimpideClient(api_url) as api:
        wanted = api.clients(decision=Decision.REVIEW, outcome=ClientOutcome.REPAID)
    first, second = (client.client_id for client in wanted.clients[:2])
    status = page.get_by_role("status").filter(has_text="·")
    page.goto(f"{dashboard_url}/?outcome=repaid")
    page.get_by_text(FRENCH.say("listed.review"), exact=True).click()
    expect(status).to_contain_text("avis du modèle : à examiner · issue du crédit : remboursé")
    expect(status).to_contain_text(FRENCH.count("find.matches", wanted.total))
    assert "decision=review" in page.url and "outcome=repaid" in page.url
    page.get_by_text("English", exact=True).click()
    expect(status).to_contain_text("model’s recommendation: to be reviewed · outcome of the loan: repaid")
    page.get_by_text("Français", exact=True).click()
    expect(status).to_contain_text("avis du modèle")
    page.get_by_role("link", name=str(first)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {first}")
    page.get_by_role("button", name=FRENCH.say("strip.next_listed")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {second}")
    page.get_by_role("link", name=FRENCH.say("nav.find"), exact=True).click()  # empties the address
    expect(status).to_contain_text("avis du modèle : à examiner")
    page.wait_for_url("**decision=review**")


def test_a_filter_that_nobody_passes_is_told_with_a_way_out_and_hides_no_whole_number(
    page: Page, dashboard_url: str, api_url: str
) -> None:
    with LimpideClient(api_url) as api:
        accepted = api.clients(decision=Decision.ACCEPTED).clients[0].client_id
    page.goto(f"{dashboard_url}/?decision=refused")
    search_for(page, "99")
    expect(page.get_by_text("Aucun client dont le numéro commence par 99 ne correspond à ce filtre")).to_be_visible()
    page.get_by_role("button", name=FRENCH.say("find.forget_filters")).click()
    expect(page.get_by_text("Aucun numéro de client ne commence par 99.")).to_be_visible()
    assert "decision" not in page.url
    page.get_by_text(FRENCH.say("listed.refused"), exact=True).click()
    page.wait_for_url("**decision=refused**")
    search_for(page, str(accepted))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dossier {accepted}")
