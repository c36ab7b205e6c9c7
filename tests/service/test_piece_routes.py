"""Supporting documents through the API: what is needed, entries, scans, requests, and what a signature says of them."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem
from pypdf import PdfReader
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from hostile_files import HOSTILE, SOUND, pdf, png
from limpide.database import erasure
from limpide.database.engine import create_engine, transaction
from limpide.documents.attachment_check import LARGEST_ATTACHMENT
from limpide.lenders import PieceRules, shipped_pieces
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app

TODAY = datetime.now(UTC).date()
RECENT, OLD = TODAY.isoformat(), (TODAY - timedelta(days=400)).isoformat()
DUE = (TODAY + timedelta(days=14)).isoformat()


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def read(shut: ClosedHouse, client_id: str, who: str = "lyon", language: str = "fr") -> dict[str, Any]:
    answer = shut.ask(who, "GET", f"/clients/{client_id}/pieces", headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def state(told: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in told["pieces"] if each["code"] == code)
    return found


def enter(shut: ClosedHouse, client_id: str, code: str, status: str, who: str = "lyon", **content: Any) -> Any:
    event = state(read(shut, client_id, who), code)["event"] if code != "nothing" else None
    asked = {"status": status, "after": event and event["event_id"], **content}
    return shut.ask(who, "POST", f"/clients/{client_id}/pieces/{code}", json=asked)


def attach(
    shut: ClosedHouse, client_id: str, content: bytes, who: str = "lyon", code: str = "payslips", **more: str
) -> Any:
    path = f"/clients/{client_id}/pieces/{code}/attachments"
    headers = {"Content-Type": "application/octet-stream", **more}
    return shut.ask(who, "POST", path, content=content, headers=headers)


def test_a_case_lists_what_its_contract_needs_in_the_callers_language(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    told = read(shut, client_id)
    rules = shipped_pieces().of_product(told["product"])
    assert [each["code"] for each in told["pieces"]] == [rule.code for rule in rules]
    assert {each["status"] for each in told["pieces"]} == {"missing"}
    assert (told["settled"], told["required"]) == (0, sum(rule.required for rule in rules))
    assert state(told, "identity")["label"] == "Pièce d’identité"
    assert state(read(shut, client_id, language="en"), "identity")["label"] == "Proof of identity"


def test_a_document_is_received_checked_and_counts(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    assert enter(shut, client_id, "identity", "received").status_code == 201
    told = enter(shut, client_id, "identity", "checked", who="reviewer").json()
    assert told["settled"] == 1
    assert state(told, "identity")["event"]["officer"] == "reviewer"
    assert [each["status"] for each in told["events"]] == ["checked", "received"]
    refused = enter(shut, client_id, "identity", "refused", reason="illisible").json()
    assert (refused["settled"], state(refused, "identity")["event"]["reason"]) == (0, "illisible")


def test_a_document_that_is_too_old_is_not_settled(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    old = state(enter(shut, client_id, "address", "checked", dated=OLD).json(), "address")
    assert (old["status"], old["expired"], old["settled"]) == ("checked", True, False)
    recent = state(enter(shut, client_id, "address", "checked", dated=RECENT).json(), "address")
    assert (recent["expired"], recent["settled"]) == (False, True)


def test_the_register_is_consulted_with_a_date_and_a_result(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    told = enter(shut, client_id, "ficp", "checked", dated=RECENT, result="not_listed").json()
    assert state(told, "ficp")["event"]["result"] == "not_listed"
    assert state(told, "ficp")["settled"]


@pytest.mark.parametrize(
    ("code", "content", "field"),
    [
        ("identity", {"status": "missing"}, "status"),
        ("identity", {"status": "lost"}, "status"),
        ("identity", {"status": "refused"}, "reason"),
        ("address", {"status": "checked"}, "dated"),
        ("address", {"status": "checked", "dated": (TODAY + timedelta(days=2)).isoformat()}, "dated"),
        ("ficp", {"status": "checked", "dated": RECENT}, "result"),
        ("ficp", {"status": "checked", "dated": RECENT, "result": "maybe"}, "result"),
        ("identity", {"status": "checked", "result": "not_listed"}, "result"),
        ("identity", {"status": "received", "reason": "x" * 501}, "reason"),
    ],
)
def test_what_an_entry_lacks_is_told_by_field(
    shut: ClosedHouse, code: str, content: dict[str, Any], field: str
) -> None:
    problem = check_problem(enter(shut, next(shut.others), code, **content), "invalid-request")
    assert [each.field for each in problem.errors] == [field]


def test_a_colleagues_entry_is_not_overwritten_and_the_same_request_enters_once(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    path, once = f"/clients/{client_id}/pieces/identity", {"Idempotency-Key": "entry"}
    asked = {"status": "received"}
    first = shut.ask("lyon", "POST", path, json=asked, headers=once)
    assert shut.ask("lyon", "POST", path, json=asked, headers=once).json() == first.json()
    check_problem(shut.ask("paris", "POST", path, json=asked), "piece-changed")


def test_what_the_lender_does_not_ask_for_is_unknown(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    check_problem(enter(shut, client_id, "nothing", "received"), "unknown-piece")
    check_problem(attach(shut, client_id, pdf(), code="nothing"), "unknown-piece")
    check_problem(shut.ask("lyon", "GET", f"/clients/{client_id}/attachments/{uuid4()}"), "unknown-piece")
    check_problem(shut.ask("lyon", "GET", "/clients/899999999/pieces"), "unknown-client")


@pytest.mark.parametrize("who", ["service", "analyst", "administrator", None])
def test_documents_are_for_people_who_decide(shut: ClosedHouse, who: str | None) -> None:
    client_id, refused = next(shut.others), 401 if who is None else 403
    answers = [
        shut.ask(who, "GET", f"/clients/{client_id}/pieces"),
        shut.ask(who, "POST", f"/clients/{client_id}/pieces/identity", json={"status": "received"}),
        attach(shut, client_id, pdf(), who=who),  # type: ignore[arg-type]
        shut.ask(who, "GET", f"/clients/{client_id}/attachments/{uuid4()}"),
        shut.ask(who, "POST", f"/clients/{client_id}/document-requests", json={"pieces": ["identity"], "due_on": DUE}),
        shut.ask(who, "GET", f"/clients/{client_id}/document-requests/{uuid4()}/letter.pdf"),
    ]
    assert [each.status_code for each in answers] == [refused] * len(answers)


def test_a_scan_comes_back_as_it_was_and_is_never_shown(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    kept = attach(shut, client_id, png(), **{"X-File-Name": "fiche%20de%20paie%20%C3%A9t%C3%A9.pdf"})
    assert kept.status_code == 201, kept.text
    told = kept.json()
    assert (told["media_type"], told["name"], told["officer"]) == ("image/png", "fiche de paie été.pdf.png", "lyon")
    assert state(read(shut, client_id), "payslips")["status"] == "received"
    got = shut.ask("paris", "GET", f"/clients/{client_id}/attachments/{told['attachment_id']}")
    assert got.content == png()
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-disposition"].startswith('attachment; filename="document.png"; filename*=UTF-8')
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["cache-control"] == "no-store"
    other = next(shut.others)
    check_problem(shut.ask("lyon", "GET", f"/clients/{other}/attachments/{told['attachment_id']}"), "unknown-piece")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", "document.pdf"),
        ("..%2F..%2Fetc%2Fpasswd", "etc passwd.pdf"),
        ("a%22%0D%0ASet-Cookie%3A%20x.pdf", "a Set-Cookie x.pdf"),
        ("invoice%E2%80%AEfdp.exe", "invoice fdp.exe.pdf"),
        ("x" * 500, "x" * 100 + ".pdf"),
        ("%FF%FE.pdf", "\ufffd\ufffd.pdf"),
        ("scan.PDF", "scan.PDF"),
    ],
)
def test_a_file_name_is_only_a_name(shut: ClosedHouse, sent: str, kept: str) -> None:
    client_id = next(shut.others)
    told = attach(shut, client_id, pdf(), **{"X-File-Name": sent}).json()
    assert told["name"] == kept
    got = shut.ask("lyon", "GET", f"/clients/{client_id}/attachments/{told['attachment_id']}")
    assert "\n" not in got.headers["content-disposition"] and "set-cookie" not in got.headers


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence_and_nothing_is_kept(shut: ClosedHouse, name: str) -> None:
    client_id = shut.known
    problem = check_problem(attach(shut, client_id, HOSTILE[name][0]), "attachment-refused")
    assert problem.detail is not None and problem.detail.startswith("Ce fichier n’est pas conservé\u00a0: ")
    told = read(shut, client_id)
    assert state(told, "payslips")["attachments"] == [] and told["events"] == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    check_problem(attach(shut, client_id, pdf() + b" " * LARGEST_ATTACHMENT), "too-large")
    almost = pdf(tail=b"\n" * (LARGEST_ATTACHMENT - len(pdf())))
    assert attach(shut, client_id, almost).status_code == 201
    big = {"identity": {"given_names": "x" * 1_100_000}}
    check_problem(shut.ask("lyon", "PUT", f"/clients/{client_id}/identity", json=big), "too-large")


def test_a_scan_sent_twice_is_kept_once(shut: ClosedHouse) -> None:
    client_id, once = next(shut.others), {"Idempotency-Key": "scan"}
    first = attach(shut, client_id, pdf(), **once)
    assert attach(shut, client_id, pdf(), **once).json() == first.json()
    check_problem(attach(shut, client_id, png(), **once), "key-reused")
    assert len(state(read(shut, client_id), "payslips")["attachments"]) == 1


def test_every_sound_kind_is_taken(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    for content, media_type in SOUND.values():
        assert attach(shut, client_id, content).json()["media_type"] == media_type


def ask(shut: ClosedHouse, client_id: str, *codes: str, language: str = "fr", due: str = DUE, **more: Any) -> Any:
    path, headers = f"/clients/{client_id}/document-requests", {"Accept-Language": language, **more}
    return shut.ask("lyon", "POST", path, json={"pieces": codes, "due_on": due}, headers=headers)


def test_a_request_is_recorded_and_awaited_until_something_comes(shut: ClosedHouse) -> None:
    client_id, once = next(shut.others), {"Idempotency-Key": "request"}
    asked = ask(shut, client_id, "payslips", "address", **once)
    assert asked.status_code == 201, asked.text
    assert ask(shut, client_id, "payslips", "address", **once).json() == asked.json()
    assert asked.json()["awaited"] == ["payslips", "address"]
    told = read(shut, client_id)
    assert state(told, "address")["status"] == "asked_for"
    assert attach(shut, client_id, pdf()).status_code == 201
    [request] = read(shut, client_id)["requests"]
    assert (request["awaited"], request["officer"]) == (["address"], "lyon")


@pytest.mark.parametrize(
    ("codes", "due", "field"),
    [
        ([], DUE, "pieces"),
        (["address"], RECENT, "due_on"),
        (["address"], "2099-01-01", "due_on"),
        (["ficp"], DUE, "pieces"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_by_field(
    shut: ClosedHouse, codes: list[str], due: str, field: str
) -> None:
    problem = check_problem(ask(shut, next(shut.others), *codes, due=due), "invalid-request")
    assert [each.field for each in problem.errors] == [field]


@pytest.fixture(scope="module")
def strict(portfolio: Portfolio, module_database_url: str) -> Iterator[TestClient]:
    """A lender who accepts nothing without a checked proof of identity."""
    rules = [replace(each, required_to_accept=each.code == "identity") for each in shipped_pieces().rules]
    engine = create_engine(module_database_url, restricted=True)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL, rules=PieceRules(tuple(rules)))) as http:
        yield http
    engine.dispose()


def test_nobody_accepts_without_what_the_lender_requires(strict: TestClient, shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    asked = {"client_id": client_id, "choice": "accepted", "motive": "other", "comment": "x", "officer": "Zoé"}
    problem = check_problem(strict.post("/decisions", json=asked), "missing-pieces")
    assert problem.detail is not None and "Pièce d’identité" in problem.detail
    assert strict.get(f"/clients/{client_id}/decisions").json()["decisions"] == []
    assert strict.post("/decisions", json=asked | {"choice": "refused"}).status_code == 201
    entry = {"status": "checked", "officer": "Zoé"}
    told = strict.post(f"/clients/{client_id}/pieces/identity", json=entry)
    assert told.status_code == 201, told.text
    accepted = strict.post("/decisions", json=asked)
    assert accepted.status_code == 201, accepted.text
    signed = {each["code"]: each for each in accepted.json()["pieces"]}
    assert signed["identity"]["settled"] and not signed["address"]["settled"]
    assert signed["identity"]["event_id"] == told.json()["events"][0]["event_id"]


def test_a_reviewer_accepts_no_more_than_an_officer(strict: TestClient, shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    asked = {"client_id": client_id, "choice": "refused", "motive": "other", "comment": "x", "officer": "Zoé"}
    record = strict.post("/decisions", json=asked).json()
    review = strict.post(
        f"/decisions/{record['decision_id']}/review", json={"statement": "non", "officer": "Zoé"}
    ).json()
    answer = {"choice": "accepted", "motive": "policy", "comment": "x", "officer": "Ali"}
    path = f"/reviews/{review['review_id']}/conclusion"
    check_problem(strict.post(path, json=answer), "missing-pieces")
    assert strict.post(path, json=answer | {"choice": "refused"}).status_code == 201


def test_a_signature_tells_how_the_documents_stood(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    enter(shut, client_id, "identity", "checked")
    record = shut.decide("lyon", client_id=client_id, choice="accepted")  # a warning on the screen, no more
    stood = {each["code"]: each["status"] for each in record["pieces"]}
    assert stood["identity"] == "checked" and stood["address"] == "missing"
    enter(shut, client_id, "identity", "refused", reason="faux")
    assert shut.ask("lyon", "GET", f"/decisions/{record['decision_id']}").json()["pieces"] == record["pieces"]


def test_a_touched_entry_is_told_as_a_fault_and_not_shown(shut: ClosedHouse, module_database_url: str) -> None:
    client_id = next(shut.others)
    told = enter(shut, client_id, "identity", "refused", reason="faux").json()
    owner = sa.create_engine(module_database_url)
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE piece_events DISABLE TRIGGER ALL"))
        connection.execute(
            sa.text("UPDATE piece_events SET status = 'checked' WHERE event_id = :event"),
            {"event": told["events"][0]["event_id"]},
        )
    owner.dispose()
    check_problem(shut.ask("lyon", "GET", f"/clients/{client_id}/pieces"), "unexpected")


def test_scans_are_erased_with_the_client(shut: ClosedHouse, module_database_url: str) -> None:
    client_id = next(shut.others)
    told = attach(shut, client_id, pdf()).json()
    owner = create_engine(module_database_url)
    with transaction(owner) as begun:
        erasure.erase(begun.connection, client_id, suppress=False, keys=JOURNAL.keys)
    owner.dispose()
    check_problem(shut.ask("lyon", "GET", f"/clients/{client_id}/attachments/{told['attachment_id']}"), "unknown-piece")
    assert read(shut, client_id)["events"] == []


def test_the_letter_of_a_request_is_accessible(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    asked = ask(shut, client_id, "payslips", language="en")
    answer = shut.ask("lyon", "GET", asked.headers["location"])
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("en")
    assert answer.headers["content-language"] == "en"
    check_problem(
        shut.ask("lyon", "GET", f"/clients/{client_id}/document-requests/{uuid4()}/letter.pdf"), "unknown-piece"
    )
