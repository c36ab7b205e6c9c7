"""A verdict is shown beside what it was computed from, and below a minimum of data there is none."""

import pytest
from playwright.sync_api import Page, expect
from test_officers_day import button, number_field

from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser]
FRENCH = get_words("fr")
COMPLETE = {
    "Montant du crédit demandé": "300000",
    "Montant de l’échéance": "15000",
    "Âge * (années)": "41",
    "Revenu déclaré": "90000",
    "Ancienneté dans l’emploi": "6",
    "Score externe 2": "0.9",
}
GOOD = (
    b"AMT_CREDIT;AMT_ANNUITY;AMT_INCOME_TOTAL;DAYS_BIRTH;NAME_INCOME_TYPE;EXT_SOURCE_2\n"
    b"300000;15000;90000;%s;Working;0,9\n"
)


def fill(page: Page, label: str, value: str) -> None:
    field = number_field(page, label)
    field.fill(value)
    field.press("Tab")


@pytest.fixture
def form(page: Page, dashboard_url: str) -> Page:
    page.goto(f"{dashboard_url}/application")
    for label, value in COMPLETE.items():
        fill(page, label, value)
    button(page, FRENCH, "application.assess").click()
    expect(page.locator("#verdict")).to_contain_text("Avis du modèle")
    return page


def bring(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_an_empty_form_gets_no_verdict_and_says_what_is_missing(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/application")
    button(page, FRENCH, "application.assess").click()
    expect(page.locator("#verdict")).to_have_text(FRENCH.say("assessed.incomplete"))
    said = page.locator(".lp-verdict")
    for fact in ("amount", "instalment", "income", "age", "employment", "independent_source"):
        expect(said).to_contain_text(FRENCH.say(f"fact.{fact}"))
    expect(said).not_to_contain_text("%")
    expect(button(page, FRENCH, "application.store")).to_have_count(0)


def test_the_first_edit_withdraws_the_verdict_and_the_way_to_keep_it(form: Page) -> None:
    fill(form, "Montant du crédit demandé", "300001")
    expect(form.locator("#verdict")).to_have_count(0)
    expect(button(form, FRENCH, "application.store")).to_have_count(0)
    form.reload()
    expect(button(form, FRENCH, "application.assess")).to_be_visible()
    expect(form.locator("#verdict")).to_have_count(0)


def test_a_failed_upload_withdraws_the_verdict_of_the_file_before(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/application")
    page.get_by_role("tab", name=FRENCH.say("application.files")).click()
    bring(page, "demande.csv", GOOD % b"14/07/1980")
    button(page, FRENCH, "application.assess").last.click()
    expect(page.locator("#verdict")).to_contain_text("Avis du modèle")
    bring(page, "autre.json", b"{")
    expect(page.get_by_role("alert").filter(has_text="autre.json")).to_be_visible()
    expect(page.locator("#verdict")).to_have_count(0)


def test_contradictions_are_asked_about_before_anything_is_kept(form: Page) -> None:
    fill(form, "Âge * (années)", "30")
    fill(form, "Ancienneté dans l’emploi", "20")
    button(form, FRENCH, "application.assess").click()
    expect(form.locator("#verdict")).to_have_text(FRENCH.say("assessed.contradictory"))
    expect(form.locator(".lp-verdict")).to_contain_text("avant 14 ans")
    button(form, FRENCH, "application.store").click()
    expect(form.get_by_role("alert").filter(has_text=FRENCH.say("application.unconfirmed"))).to_be_visible()
    form.get_by_text(FRENCH.say("application.confirm")).click()
    button(form, FRENCH, "application.store").click()
    stored = FRENCH.say("application.stored", client="§").split("§")[0]
    expect(form.get_by_text(stored)).to_be_visible()


def test_what_cannot_be_is_said_in_the_words_and_units_of_the_form(form: Page) -> None:
    fill(form, "Âge * (années)", "12")
    button(form, FRENCH, "application.assess").click()
    warning = form.get_by_role("alert").filter(has_text=FRENCH.say("application.faults"))
    expect(warning).to_contain_text("au moins 18 ans")
    expect(warning).not_to_contain_text("6570")


def test_a_field_that_the_product_needs_is_marked(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/application")
    expect(number_field(page, "Montant de l’échéance *")).to_be_visible()
    page.get_by_role("combobox", name="Type de crédit").click()
    page.get_by_role("option", name="Crédit renouvelable").click()
    expect(number_field(page, "Montant de l’échéance *")).to_have_count(0)
    expect(number_field(page, "Montant du crédit demandé *")).to_be_visible()
