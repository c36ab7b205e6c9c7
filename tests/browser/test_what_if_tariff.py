"""A what-if on the screen: a new amount takes the instalment along, and the officer sees that it was re-priced."""

import pytest
from playwright.sync_api import Page, expect
from test_officers_day import button, number_field

from limpide.contract import ClientSummary
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = get_words("fr")


def test_a_new_amount_shows_what_was_re_priced(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{dashboard_url}/case?client={some_clients[45].client_id}")
    amount = number_field(page, "Montant du crédit demandé")
    amount.fill("350000")
    amount.press("Tab")
    expect(button(page, WORDS, "what_if.reset")).to_be_enabled()
    button(page, WORDS, "what_if.ask").click()
    expect(page.locator(".st-key-trial .lp-score").last).to_be_visible()
    repriced = page.locator(".st-key-trial .lp-scores li").filter(
        has_text=WORDS.say("what_if.repriced", change="").strip()
    )
    expect(repriced).to_have_count(2)  # the instalment and the price of the goods


def test_an_empty_instalment_of_an_application_is_filled_by_the_tariff(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/application")
    amount = number_field(page, "Montant du crédit demandé")
    amount.fill("300000")
    amount.press("Tab")
    page.get_by_role("combobox", name="Type de crédit").click()
    page.get_by_role("option").nth(1).click()  # the first is "not known"
    price = page.get_by_role("combobox", name=WORDS.say("application.months"))
    price.click()
    page.get_by_role("option").nth(1).click()
    expect(page.get_by_text("Échéance calculée au barème")).to_be_visible()
