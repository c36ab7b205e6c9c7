"""Identity and supporting documents on the screen: each button that writes, in French and English, found by name."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect
from test_api_away import FRENCH
from test_every_write import leave_after, press
from test_officers_day import button

from fixtures_wire import Wire
from hostile_files import HOSTILE, pdf
from limpide.client import LimpideClient
from limpide.contract import (
    ClientSummary,
    DocumentRequest,
    Identity,
    IdentityRequest,
    PieceStatus,
    PieceUpdate,
    PostalAddress,
)
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ENGLISH = get_words("en")


def open_case(page: Page, url: str, client: str, *, query: str = "") -> None:
    page.goto(f"{url}/case?client={client}{query}")
    expect(page.locator("#pieces")).to_be_visible()


def payslip(content: bytes) -> FilePayload:
    return FilePayload(name="bulletin.pdf", mimeType="application/pdf", buffer=content)


def open_drawer(page: Page, key: str) -> None:
    page.locator("summary", has_text=FRENCH.say(key)).click()


def test_an_identity_is_recorded_by_a_click_that_leaves_and_found_by_name(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[70].client_id
    open_case(page, wired_dashboard, client)
    open_drawer(page, "identity.heading")
    page.get_by_label(FRENCH.say("identity.given_names"), exact=True).fill("Zoé")
    page.get_by_label(FRENCH.say("identity.family_name"), exact=True).fill("Quenouille-Dubois")
    born = page.get_by_role("group", name=FRENCH.say("identity.birth_date"), exact=True)
    born.get_by_role("spinbutton").first.click()
    page.keyboard.type("21041988", delay=60)
    page.get_by_label(FRENCH.say("identity.telephone"), exact=True).click()
    slow.delay = 0.3
    leave_after(page, button(page, FRENCH, "identity.record"))
    slow.delay = 0
    with LimpideClient(api_url) as api:
        held = api.identity(client).identity
        assert held is not None and (held.family_name, held.birth_date.isoformat()) == (
            "Quenouille-Dubois",
            "1988-04-21",
        )
    field = page.get_by_label(FRENCH.say("find.label"))
    field.fill("dubois ZOE 21/04/1988")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=client))
    expect(page.get_by_text("Zoé Quenouille-Dubois").first).to_be_visible()


def test_a_document_is_checked_by_a_click_that_leaves(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[71].client_id
    open_case(page, wired_dashboard, client)
    press(page, "pieces.follow")
    page.get_by_text(FRENCH.say("pieces.enter_checked"), exact=True).click()
    remark = page.get_by_label(FRENCH.say("pieces.remark"))
    remark.fill("original vu")
    name = page.get_by_label(FRENCH.say("work.name"), exact=True)
    name.fill("Camille Martin")
    slow.delay = 0.3
    remark.click()
    leave_after(page, button(page, FRENCH, "pieces.record"))
    with LimpideClient(api_url) as api:
        [event] = api.pieces(client).events
    assert (event.status, event.reason, event.officer) == (PieceStatus.CHECKED, "original vu", "Camille Martin")


def test_a_scan_is_attached_and_a_hostile_one_refused_in_a_sentence(
    page: Page, wired_dashboard: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[72].client_id
    open_case(page, wired_dashboard, client)
    press(page, "pieces.files")
    files = page.locator("input[type=file]")
    hostile = HOSTILE["pdf with script"][0]
    files.set_input_files(payslip(hostile))
    expect(page.get_by_text("bulletin.pdf").first).to_be_visible()
    button(page, FRENCH, "pieces.attach").click()
    expect(page.get_by_role("alert").filter(has_text="programme")).to_be_visible()
    with LimpideClient(api_url) as api:
        assert api.pieces(client).events == []
    page.reload()
    press(page, "pieces.files")
    files.set_input_files(payslip(pdf()))
    expect(page.get_by_text("bulletin.pdf").first).to_be_visible()
    button(page, FRENCH, "pieces.attach").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="bulletin.pdf").filter(has_text="Mo").click()
    assert saved.value.path().read_bytes() == pdf()
    with LimpideClient(api_url) as api:
        [event] = api.pieces(client).events
        assert event.status is PieceStatus.RECEIVED


def test_a_request_is_recorded_and_its_letter_offered(
    page: Page, wired_dashboard: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[73].client_id
    open_case(page, wired_dashboard, client, query="&lang=en")
    page.get_by_text(ENGLISH.say("pieces.request"), exact=True).click()
    name = page.get_by_label(ENGLISH.say("work.name"), exact=True)
    name.fill("Camille Martin")
    name.press("Tab")
    button(page, ENGLISH, "pieces.send_request").click()
    page.get_by_text(ENGLISH.say("pieces.letter")).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=ENGLISH.say("letter.download")).last.click()
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    with LimpideClient(api_url) as api:
        [request] = api.pieces(client).requests
    assert request.language == "en" and request.awaited and "ficp" not in request.awaited


def test_the_page_shows_who_the_client_is_and_how_many_documents_are_checked(
    page: Page, wired_dashboard: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[74].client_id
    address = PostalAddress(lines=["1 rue A"], postcode="69003", city="Lyon")
    born = datetime(1988, 4, 21, tzinfo=UTC).date()
    identity = Identity(given_names="Ana", family_name="Roux", birth_date=born, address=address)
    due = datetime.now(UTC).date() + timedelta(days=9)
    with LimpideClient(api_url) as api:
        api.record_identity(client, IdentityRequest(identity=identity), key="a")
        api.request_documents(client, DocumentRequest(pieces=["address"], due_on=due, officer="A"), key="b")
        api.update_piece(client, "identity", PieceUpdate(status=PieceStatus.CHECKED, officer="A"), key="c")
    open_case(page, wired_dashboard, client)
    expect(page.get_by_text("Ana Roux").first).to_be_visible()
    asked = FRENCH.say("pieces.asked_for_these", labels=FRENCH.enumerate(["Justificatif de domicile"]))
    expect(page.locator(".lp-pieces")).to_contain_text(asked)
    page.get_by_text(FRENCH.say("choice.accepted"), exact=False).first.click()
    expect(page.get_by_role("link", name="Pièces : 1 sur")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Vous pouvez signer")).to_be_visible()
