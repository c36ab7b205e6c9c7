"""Clicks in a row and reloads: what was asked for is done, what was typed is still there."""

import pytest
from page_checks import settle
from playwright.sync_api import Locator, Page, expect
from test_officers_day import button, choose, number_field

from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary, DecisionRequest, Motive
from limpide.core.decision import Decision
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")


def at_rest(page: Page) -> None:
    """The page is drawn whole, and the server has heard what was typed."""
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def still_there(page: Page, field: Locator, value: str) -> None:
    """A reload finds again what was typed a second before; the server has to have heard it."""
    page.wait_for_timeout(1_000)
    at_rest(page)
    page.reload()
    at_rest(page)
    expect(field).to_have_value(value)


def next_case(page: Page) -> Locator:
    return page.get_by_role("button", name=FRENCH.say("strip.next"))


def test_what_is_typed_for_one_client_is_not_said_of_the_next(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    first, second = (some_clients[place].client_id for place in (42, 43))
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    for client in (second, first):
        page.goto(f"{dashboard_url}/case?client={client}")
        page.get_by_text(FRENCH.say("choice.refused")).click()
        expect(comment).to_be_visible()
    comment.fill("Un garant signe.")
    comment.press("Tab")
    next_case(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=second))
    settle(page)  # the form of the case before goes when the page is drawn
    expect(comment).to_have_value("")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=first))
    settle(page)
    expect(comment).to_have_value("Un garant signe.")


def test_a_reload_finds_the_answer_to_a_review_and_the_clients_words_as_they_were_typed(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[44].client_id
    with LimpideClient(api_url) as api:
        accepted = api.predict(client).decision is Decision.ACCEPTED
        choice = Choice.REFUSED if accepted else Choice.ACCEPTED
        request = DecisionRequest(client_id=client, choice=choice, motive=Motive.OTHER, comment="Test", officer="A")
        decided = api.decide(request).decision_id
        waiting = next(each for each in api.reviews().reviews if each.client_id == client)
    page.goto(f"{dashboard_url}/desk?review={waiting.review_id}")
    page.get_by_text(FRENCH.say("choice.refused"), exact=True).click()
    choose(page, FRENCH.say("decision.motive"), FRENCH.say("motive.policy"))
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    comment.fill("Le garant est inconnu.")
    comment.press("Tab")
    still_there(page, comment, "Le garant est inconnu.")
    page.get_by_text(FRENCH.say("plea.write")).click()
    statement = page.get_by_label(FRENCH.say("plea.statement"))
    statement.fill("Mon revenu est plus élevé.")
    statement.press("Tab")
    still_there(page, statement, "Mon revenu est plus élevé.")
    button(page, FRENCH, "plea.record").click()
    expect(page.get_by_text(FRENCH.say("plea.lacks"))).to_be_visible()
    page.get_by_label(FRENCH.say("decision.name")).first.fill("Camille Martin")
    button(page, FRENCH, "plea.record").click()
    expect(page.get_by_text(FRENCH.say("plea.by", name="Camille Martin"))).to_be_visible()
    with LimpideClient(api_url) as api:
        plea = api.review(waiting.review_id).plea
        assert plea is not None and plea.statement == "Mon revenu est plus élevé."
        assert [each.decision_id for each in api.decisions(client).decisions] == [decided]


def test_a_reload_finds_an_unfinished_application_and_the_next_person_begins_anew(
    page: Page, dashboard_url: str
) -> None:
    page.goto(f"{dashboard_url}/application")
    amount = number_field(page, "Montant du crédit demandé")
    amount.fill("300000")
    amount.press("Tab")
    still_there(page, amount, FRENCH.number(300_000))
    button(page, FRENCH, "application.assess").click()
    expect(page.locator("#verdict")).to_have_text(FRENCH.say("assessed.incomplete"))
    button(page, FRENCH, "application.clear").click()
    expect(amount).to_have_value("")
    expect(page.locator("#verdict")).to_have_count(0)


def test_a_reload_finds_what_was_to_be_tried_on_a_case(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{dashboard_url}/case?client={some_clients[45].client_id}")
    expect(page.get_by_role("heading", name=FRENCH.say("history.heading"))).to_be_visible()
    amount = number_field(page, "Montant du crédit demandé")
    held = amount.input_value()
    amount.fill("300000")
    amount.press("Tab")
    expect(button(page, FRENCH, "what_if.reset")).to_be_enabled()
    still_there(page, amount, FRENCH.number(300_000))
    button(page, FRENCH, "what_if.reset").click()
    expect(amount).to_have_value(held)
    amount.fill("300000")
    amount.press("Tab")
    button(page, FRENCH, "what_if.ask").click()
    expect(page.locator(".lp-score").last).to_be_visible()
    button(page, FRENCH, "what_if.reset").click()
    expect(page.locator(".st-key-trial .lp-score")).to_have_count(0)
    expect(amount).to_have_value(held)


def test_a_reload_finds_the_outcome_that_was_to_be_written_down(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[46].client_id
    with LimpideClient(api_url) as api:
        request = DecisionRequest(
            client_id=client, choice=Choice.REFUSED, motive=Motive.OTHER, comment="A", officer="A"
        )
        api.decide(request)
    page.goto(f"{dashboard_url}/desk?view=journal&client={client}")
    page.get_by_text(FRENCH.say("outcome.heading")).click()
    defaulted = page.get_by_role("radio", name=FRENCH.say("outcome.defaulted"))
    page.get_by_text(FRENCH.say("outcome.defaulted"), exact=True).click()
    page.wait_for_timeout(1_000)
    page.reload()
    expect(defaulted).to_be_checked()
    button(page, FRENCH, "outcome.record").click()
    expect(page.get_by_text(FRENCH.say("outcome.recorded"))).to_be_visible()
