"""Every button that writes, with a click that leaves right after it: stored once, by a slow API too."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect
from test_api_away import FRENCH, try_again
from test_officers_day import button, choose, number_field

from fixtures_wire import Wire
from limpide.client import LimpideClient
from limpide.contract import (
    Choice,
    ClientSummary,
    DecisionRequest,
    DocumentsRequest,
    Motive,
    Outcome,
    OutcomeRequest,
    PieceStatus,
    PieceUpdate,
    ReviewEntry,
)
from limpide.core.decision import Decision

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def leave_after(page: Page, write: Locator, *, pause: int = 60) -> None:
    """Click on a button and, as fast as a hand can, on the way to another page."""
    expect(write).to_be_visible()
    leave = page.get_by_role("link", name=FRENCH.say("nav.find"), exact=True).element_handle()
    page.evaluate(
        f"([write, leave]) => {{ write.click(); setTimeout(() => leave.click(), {pause}); }}",
        [write.element_handle(), leave],
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("nav.find"))


def put_on_desk(api_url: str, client: str) -> ReviewEntry:
    """Decide against the model, so that a second person has to look."""
    with LimpideClient(api_url) as api:
        accepted = api.predict(client).decision is Decision.ACCEPTED
        choice = Choice.REFUSED if accepted else Choice.ACCEPTED
        api.decide(DecisionRequest(client_id=client, choice=choice, motive=Motive.OTHER, comment="A", officer="A"))
        return next(each for each in api.reviews().reviews if each.client_id == client)


def test_an_answer_to_a_review_is_stored(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    waiting = put_on_desk(api_url, some_clients[60].client_id)
    page.goto(f"{wired_dashboard}/desk?review={waiting.review_id}")
    page.get_by_text(FRENCH.say("choice.refused"), exact=True).click()
    choose(page, FRENCH.say("decision.motive"), FRENCH.say("motive.policy"))
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    comment.fill("Le garant est inconnu.")
    page.get_by_label(FRENCH.say("decision.name")).last.fill("Dominique Petit")
    slow.delay = 0.3
    comment.click()  # the name is heard in this very moment
    leave_after(page, button(page, FRENCH, "decision.record"))
    with LimpideClient(api_url) as api:
        concluded = api.review(waiting.review_id).conclusion
        assert concluded is not None and concluded.officer == "Dominique Petit"
        assert len(api.decisions(some_clients[60].client_id).decisions) == 2


def test_what_the_client_says_is_stored(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    waiting = put_on_desk(api_url, some_clients[61].client_id)
    page.goto(f"{wired_dashboard}/desk?review={waiting.review_id}")
    page.get_by_text(FRENCH.say("plea.write")).click()
    statement = page.get_by_label(FRENCH.say("plea.statement"))
    statement.fill("Mon revenu est plus élevé.")
    page.get_by_label(FRENCH.say("decision.name")).first.fill("Camille Martin")
    slow.delay = 0.3
    statement.click()
    leave_after(page, button(page, FRENCH, "plea.record"))
    with LimpideClient(api_url) as api:
        plea = api.review(waiting.review_id).plea
        assert plea is not None and plea.statement == "Mon revenu est plus élevé."


def test_an_outcome_is_stored(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[62].client_id
    put_on_desk(api_url, client)
    page.goto(f"{wired_dashboard}/desk?view=journal&client={client}")
    page.get_by_text(FRENCH.say("outcome.heading")).click()
    slow.delay = 0.3
    page.get_by_text(FRENCH.say("outcome.defaulted"), exact=True).click()
    leave_after(page, button(page, FRENCH, "outcome.record"))
    asked_again = datetime.now(UTC)
    request = OutcomeRequest(outcome=Outcome.DEFAULTED, observed_on=asked_again.date())
    with LimpideClient(api_url) as api:
        decision = api.decisions(client).decisions[0].decision_id
        recorded = api.record_outcome(decision, request)  # the same one again is the one that was recorded
    assert recorded.recorded_at < asked_again


def test_an_application_is_stored_once(page: Page, wired_dashboard: str, slow: Wire, api_url: str) -> None:
    with LimpideClient(api_url) as api:
        last: str | None = None
        while found := api.clients(after=last, limit=100).clients:
            last = found[-1].client_id
    page.goto(f"{wired_dashboard}/application")
    for label, value in (("Montant du crédit demandé", "300000"), ("Revenu déclaré", "90000")):
        number_field(page, label).fill(value)
    button(page, FRENCH, "application.assess").click()
    expect(page.locator("#verdict")).to_have_text(FRENCH.say("assessed.incomplete"))
    slow.delay = 0.3
    leave_after(page, button(page, FRENCH, "application.store_incomplete"))
    page.get_by_role("link", name=FRENCH.say("nav.application"), exact=True).click()
    stored = FRENCH.say("application.stored", client="§").split("§")[0]
    expect(page.get_by_text(stored)).to_be_visible()
    with LimpideClient(api_url) as api:
        assert len(api.clients(after=last, limit=100).clients) == 1


@pytest.mark.parametrize("kind", ["assignment", "comment"])
def test_an_event_of_a_case_is_stored_once(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary], kind: str
) -> None:
    action, label, send = {
        "assignment": ("work.assign", "work.note", "work.assign_now"),
        "comment": ("work.comment", "work.comment_text", "work.comment_now"),
    }[kind]
    client = some_clients[64].client_id
    page.goto(f"{wired_dashboard}/case?client={client}")
    press(page, action)
    field = page.get_by_label(FRENCH.say(label), exact=True)
    field.fill("Elle rappelle demain.")
    name = page.get_by_label(FRENCH.say("work.name"), exact=True)
    name.fill("Camille Martin")
    slow.delay = 0.3
    name.press("Tab")
    leave_after(page, button(page, FRENCH, send))
    with LimpideClient(api_url) as api:
        stored = [event for event in api.events(client).events if event.kind == kind]
    assert [each.officer for each in stored] == ["Camille Martin"]
    assert stored[0].text == "Elle rappelle demain."


def test_documents_asked_for_from_the_actions_make_the_case_wait_until_they_come(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[66].client_id
    page.goto(f"{wired_dashboard}/case?client={client}")
    press(page, "work.ask_documents")
    form = page.locator(".st-key-piece_forms")
    expect(form.get_by_role("radio", name=FRENCH.say("pieces.request"))).to_be_focused()
    name = form.get_by_label(FRENCH.say("work.name"), exact=True)
    name.fill("Camille Martin")
    slow.delay = 0.3
    name.press("Tab")
    leave_after(page, button(page, FRENCH, "pieces.send_request"))
    slow.delay = 0
    with LimpideClient(api_url) as api:
        [request] = api.pieces(client).requests
        [event] = api.events(client).events
        assert event.documents == [each.label for each in request.pieces] and event.officer == "Camille Martin"
    page.goto(f"{wired_dashboard}/case?client={client}")
    expect(page.locator(".lp-state p")).to_contain_text("Pièces demandées par Camille Martin")
    with LimpideClient(api_url) as api:
        latest = {each.piece: each.event_id for each in api.pieces(client).events}
        for code in request.awaited[:-1]:
            found = PieceUpdate(status=PieceStatus.RECEIVED, after=latest[code], officer="A")
            api.update_piece(client, code, found, key=code)
    press(page, "work.receive_documents")
    form.get_by_text(FRENCH.say("pieces.enter_received"), exact=True).click()
    leave_after(page, button(page, FRENCH, "pieces.record"))
    with LimpideClient(api_url) as api:
        kinds = [each.kind.value for each in api.events(client).events]
    assert kinds == ["documents_received", "documents_requested"]


def test_the_arrival_of_documents_and_of_a_letter_are_stored_once(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[65].client_id
    with LimpideClient(api_url) as api:
        api.record_event(client, DocumentsRequest(documents=["RIB"], officer="A"))
    page.goto(f"{wired_dashboard}/case?client={client}")
    press(page, "work.receive_documents")
    page.get_by_label(FRENCH.say("work.name"), exact=True).fill("Camille Martin")
    page.get_by_label(FRENCH.say("work.name"), exact=True).press("Tab")
    slow.delay = 0.3
    leave_after(page, button(page, FRENCH, "work.receive_documents_now"))
    slow.delay = 0
    put_on_desk(api_url, client)
    page.goto(f"{wired_dashboard}/case?client={client}")
    page.get_by_text(FRENCH.say("letter.hand_over"), exact=True).click()
    page.get_by_text(FRENCH.say("way.post"), exact=True).click()
    slow.delay = 0.3
    leave_after(page, button(page, FRENCH, "letter.hand_over_now"))
    with LimpideClient(api_url) as api:
        kinds = [event.kind.value for event in api.events(client).events]
    assert kinds == ["letter_handed_over", "documents_received", "documents_requested"]


def press(page: Page, action: str) -> None:
    """Choose one of the actions of a case."""
    name = FRENCH.say(action)
    page.get_by_role("radio", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    ).first.click()


def test_a_form_that_cannot_be_stored_while_the_service_is_away_stays(
    page: Page, wired_dashboard: str, wire: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[63].client_id
    put_on_desk(api_url, client)
    page.goto(f"{wired_dashboard}/desk?view=journal&client={client}")
    page.get_by_text(FRENCH.say("outcome.heading")).click()
    page.get_by_text(FRENCH.say("outcome.defaulted"), exact=True).click()
    record = button(page, FRENCH, "outcome.record").element_handle()
    leave = page.get_by_role("link", name=FRENCH.say("nav.find"), exact=True).element_handle()
    wire.cut()
    page.evaluate("([write, leave]) => { write.click(); setTimeout(() => leave.click(), 60); }", [record, leave])
    expect(page.get_by_role("alert").filter(has_text="service de calcul").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("nav.desk"))
    wire.mend()
    try_again(page)
    expect(page.get_by_role("radio", name=FRENCH.say("outcome.defaulted"))).to_be_checked()
    expect(page.get_by_text(FRENCH.say("outcome.recorded"))).to_have_count(0)
