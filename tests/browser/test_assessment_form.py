"""What an officer looked at before deciding: typed beside the decision, kept with it, shown in the history."""

from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from limpide.client import LimpideClient
from limpide.contract import ChargeKind, ClientSummary, EvidenceKind, IncomeKind, Language, RegisterResult
from limpide.dashboard.words import Words, get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = date(2026, 11, 20)


def button(page: Page, words: Words, key: str) -> Locator:
    return page.get_by_role("button", name=words.say(key), exact=True)


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # a page that scrolls closes an open list
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def fill(field: Locator, value: str) -> None:
    field.fill(value)
    field.press("Tab")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_an_officer_looked_at_is_typed_kept_and_shown(
    visit: BrowserContext, dashboard_url: str, api_url: str, some_clients: list[ClientSummary], language: Language
) -> None:
    words, page = get_words(language), visit.new_page()
    client = some_clients[len(some_clients) // 2 + (language == "en")].client_id
    page.goto(f"{dashboard_url}/case?lang={language}&client={client}")
    page.get_by_text(words.say("choice.refused"), exact=True).click()
    choose(page, words.say("decision.motive"), words.say("motive.policy"))
    fill(page.get_by_label(words.say("decision.comment"), exact=True), "vu")
    page.get_by_text(words.say("solvency.heading")).click()
    fill(page.get_by_role("spinbutton", name=words.say("solvency.income_work")), "1850")
    fill(page.get_by_label(words.say("decision.name")), "Zoé Léger")
    page.get_by_text(words.say("decision.sign")).click()
    button(page, words, "decision.record").click()
    expect(page.get_by_text(words.say("solvency.lacks_amounts"))).to_be_visible()
    fill(page.get_by_role("spinbutton", name=words.say("solvency.charge_housing")), "0")
    choose(page, words.say("solvency.evidence"), words.say("solvency.payslip"))
    page.keyboard.press("Escape")
    fill(page.get_by_label(words.say("solvency.evidence_text")), "novembre 2026")
    choose(page, words.say("solvency.ficp_result"), words.say("solvency.not_listed"))
    button(page, words, "decision.record").click()
    expect(page.get_by_text(words.say("solvency.lacks_register"))).to_be_visible()
    day = page.get_by_role("group", name=words.say("solvency.ficp_day"))
    for part, value in zip(day.get_by_role("spinbutton").all(), ("20", "11", "2026"), strict=True):
        part.click()
        part.press_sequentially(value)
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    button(page, words, "decision.record").click()
    shown = words.say("solvency.of", day=words.day(date.today()), officer="Zoé Léger")
    page.get_by_text(shown, exact=True).click()
    table = page.get_by_role("table", name=shown)
    expect(table).to_contain_text(
        words.say("solvency.consulted", day=words.day(DAY), result=words.say("solvency.not_listed"))
    )
    expect(table).to_contain_text("novembre 2026")
    with LimpideClient(api_url) as api:
        [recorded] = api.decisions(client).decisions
    kept = recorded.assessment
    assert kept is not None and [(each.kind, each.amount) for each in kept.incomes] == [(IncomeKind.WORK, 1850.0)]
    assert [(each.kind, each.amount) for each in kept.charges] == [(ChargeKind.HOUSING, 0.0)]
    assert [(each.kind, each.text) for each in kept.evidence] == [(EvidenceKind.PAYSLIP, "novembre 2026")]
    assert [(each.consulted_on, each.result) for each in kept.files] == [(DAY, RegisterResult.NOT_LISTED)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_application_reminds_the_officer_to_tell_the_client(
    page: Page, dashboard_url: str, language: Language
) -> None:
    page.goto(f"{dashboard_url}/application?lang={language}")
    reminder = page.get_by_text(get_words(language).say("application.disclose"))
    expect(reminder).to_be_visible()
    said = {"fr": ("traitement automatisé", "réexamen"), "en": ("automated processing", "review")}
    for words in said[language]:
        expect(reminder).to_contain_text(words)
