"""Comparison and the client's own view in a browser: choices, order of the keyboard, links, paper."""

import pytest
from playwright.sync_api import Page, expect

from limpide.contract import ClientSummary
from limpide.dashboard.words import get_words

pytestmark = pytest.mark.browser
FRENCH, ENGLISH = get_words("fr"), get_words("en")


def test_groups_begin_with_accepted_and_refused(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{dashboard_url}/case?client={some_clients[2].client_id}&view=one&feature=age")
    expect(page.locator(".lp-drawing").last).to_be_visible()
    rows = page.locator(".lp-table tbody th")
    expect(rows.filter(has_text=FRENCH.say("group.accepted"))).to_have_count(1)
    expect(rows.filter(has_text=FRENCH.say("group.repaid"))).to_have_count(0)


def test_the_keyboard_goes_from_the_lower_to_the_upper_bound_of_each_filter(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{dashboard_url}/case?client={some_clients[2].client_id}&view=one&feature=age")
    page.get_by_text(FRENCH.say("crowd.filter")).click()
    expect(page.locator("[class*=st-key-crowd_age_min]")).to_be_visible()
    keys = page.locator("[class*=st-key-crowd_]").evaluate_all(
        "all => all.map(each => [...each.classList].find(name => name.startsWith('st-key-crowd_')).slice(13))"
    )
    assert keys == ["age_min", "age_max", "income_min", "income_max", "gender"]


def test_a_reason_leads_to_its_entry_in_the_glossary(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{dashboard_url}/case?client={some_clients[2].client_id}&lang=en")
    page.locator(".lp-definition summary").first.click()
    name = page.locator(".lp-definition p strong").first.inner_text()
    page.locator(".lp-definition a").first.click()
    expect(page.locator("#entry")).to_have_text(name)


def test_the_clients_view_opens_from_the_case_and_prints_without_anything_to_press(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[2].client_id
    page.goto(f"{dashboard_url}/case?client={client}&lang=en")
    page.get_by_role("link", name=ENGLISH.say("record.open")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH.say("record.title_of", client=client))
    for anchor in ("declared", "loans", "computed"):
        expect(page.locator(f"#{anchor}")).to_be_visible()
    expect(page.locator(".lp-printed")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".lp-printed")).to_be_visible()
    expect(page.locator("button:visible, .stPageLink a:visible")).to_have_count(0)
