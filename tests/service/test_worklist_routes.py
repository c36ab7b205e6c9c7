"""Work over HTTP: handing over, comments, documents, letters, the worklist, and who may read which of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.core.decision import Decision
from limpide.portfolio.portfolio import Portfolio

NOTE = "Le client a appelé."


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def write(shut: ClosedHouse, who: str, client_id: str, *, status: int = 201, **event: Any) -> dict[str, Any]:
    answer = shut.ask(who, "POST", f"/clients/{client_id}/events", json=event)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def listed(shut: ClosedHouse, who: str, view: str, **query: Any) -> list[str]:
    answer = shut.ask(who, "GET", "/worklist", params={"view": view, "limit": 100, **query})
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["counts"][view] == page["total"]
    return [client["client_id"] for client in page["clients"]]


def test_a_case_handed_over_is_in_the_other_list_at_once_with_its_amount(
    shut: ClosedHouse, portfolio: Portfolio
) -> None:
    client = next(shut.others)
    written = write(shut, "lyon", client, kind="assignment", assignee="LYON reviewer", text=NOTE)
    assert (written["assignee"], written["officer"], written["text"]) == ("lyon reviewer", "lyon", NOTE)
    assert written["state"]["assignee"] == "lyon reviewer"
    assert client in listed(shut, "lyon reviewer", "mine")
    assert client not in listed(shut, "lyon", "mine") and client in listed(shut, "lyon", "desk")
    assert client not in listed(shut, "paris", "desk")
    page = shut.ask("lyon reviewer", "GET", "/worklist?view=mine").json()
    line = next(each for each in page["clients"] if each["client_id"] == client)
    summary = portfolio.page(language="fr", after=str(int(client) - 1), limit=1).clients[0]
    assert (line["credit_amount"], line["contract"]) == (summary.credit_amount, summary.contract)
    assert line["state"] == shut.ask("lyon", "GET", f"/clients/{client}").json()["state"]


def test_a_case_is_handed_to_people_of_the_desk_only(shut: ClosedHouse) -> None:
    names = shut.ask("lyon", "GET", "/colleagues").json()["names"]
    assert names == sorted(["lyon", "lyon reviewer", "officer", "reviewer"])
    for stranger in ("paris", "analyst", "Nobody"):
        answer = shut.ask(
            "lyon", "POST", f"/clients/{shut.known}/events", json={"kind": "assignment", "assignee": stranger}
        )
        check_problem(answer, "invalid-request")
    client = next(shut.others)
    write(shut, "officer", client, kind="assignment", assignee="paris")
    assert client in listed(shut, "paris", "mine"), "handed over by somebody without a desk"


def test_a_decision_ends_the_assignment_and_a_comment_stays(shut: ClosedHouse) -> None:
    client = next(shut.others)
    write(shut, "lyon", client, kind="assignment", assignee="lyon")
    write(shut, "lyon", client, kind="comment", text=NOTE)
    predicted = shut.ask("lyon", "GET", f"/predict/{client}").json()["decision"]
    shut.decide("lyon", client_id=client, choice="accepted" if predicted == "review" else predicted, comment="x")
    assert client not in listed(shut, "lyon", "mine")
    events = shut.ask("lyon", "GET", f"/clients/{client}/events").json()
    assert [event["kind"] for event in events["events"]] == ["comment", "assignment"]
    assert events["state"]["assignee"] is None
    assert shut.ask("paris", "GET", f"/clients/{client}/events").json()["events"] == []


def test_documents_are_waited_for_and_the_filter_of_clients_knows(shut: ClosedHouse) -> None:
    client = next(shut.others)
    asked: dict[str, Any] = {"documents": ["Bulletin de salaire", "RIB"], "due_at": "2020-01-01T00:00:00Z"}
    assert write(shut, "lyon", client, kind="documents_requested", **asked)["documents"] == asked["documents"]
    assert client in listed(shut, "lyon", "waiting") and client in listed(shut, "lyon", "due")
    found = shut.ask("lyon", "GET", "/clients?state=waiting&counts=true").json()
    assert client in [each["client_id"] for each in found["clients"]] and found["counts"]["waiting"] == found["total"]
    write(shut, "lyon", client, kind="documents_received")
    assert client in listed(shut, "lyon", "to_do")


def test_a_letter_is_handed_over_once_there_is_a_decision(shut: ClosedHouse, portfolio: Portfolio) -> None:
    refused = next(each for each in shut.others if portfolio.predict(each).decision is Decision.REFUSED)
    event = {"kind": "letter_handed_over", "way": "email", "decision_id": "00000000-0000-0000-0000-000000000001"}
    check_problem(shut.ask("lyon", "POST", f"/clients/{refused}/events", json=event), "no-decision")
    decision = shut.decide("lyon", client_id=refused, choice="refused")["decision_id"]
    check_problem(shut.ask("lyon", "POST", f"/clients/{refused}/events", json=event), "decided-meanwhile")
    state = write(shut, "lyon", refused, **event | {"decision_id": decision})["state"]
    assert (state["status"], state["choice"], state["way"]) == ("letter_sent", "refused", "email")
    assert state["handled_by"] == "lyon"


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "comment"},
        {"kind": "comment", "text": "   "},
        {"kind": "comment", "text": "x" * 2001},
        {"kind": "comment", "text": "x", "assignee": "lyon"},
        {"kind": "documents_requested", "documents": []},
        {"kind": "documents_requested", "documents": [""]},
        {"kind": "letter_handed_over", "way": "pigeon", "decision_id": "00000000-0000-0000-0000-000000000001"},
        {"kind": "gossip"},
        {"text": "x"},
    ],
)
def test_what_is_no_event_is_refused_in_words(shut: ClosedHouse, event: dict[str, Any]) -> None:
    answer = shut.ask("lyon", "POST", f"/clients/{shut.known}/events", json=event)
    check_problem(answer, "invalid-request")
    assert all(each["message"] != "valeur refusée" for each in answer.json()["errors"])


def test_an_unknown_client_has_no_events_and_only_people_read_them(shut: ClosedHouse) -> None:
    check_problem(shut.ask("lyon", "GET", "/clients/99999999/events"), "unknown-client")
    answer = shut.ask("lyon", "POST", "/clients/99999999/events", json={"kind": "comment", "text": "x"})
    check_problem(answer, "unknown-client")
    for path in (f"/clients/{shut.known}/events", "/worklist", "/colleagues"):
        for who in ("service", "analyst", "administrator"):
            check_problem(shut.ask(who, "GET", path), "forbidden")
    check_problem(shut.ask("lyon", "GET", "/worklist?officer=paris"), "other-name")


def test_the_same_event_sent_twice_is_written_once(shut: ClosedHouse) -> None:
    client = next(shut.others)
    sent = [
        shut.ask("lyon", "POST", f"/clients/{client}/events", json=event, headers={"Idempotency-Key": "e-1"})
        for event in (
            {"kind": "comment", "text": "a"},
            {"kind": "comment", "text": "a"},
            {"kind": "comment", "text": "b"},
        )
    ]
    assert [each.status_code for each in sent] == [201, 201, 422]
    assert sent[0].json()["event_id"] == sent[1].json()["event_id"]
    assert len(shut.ask("lyon", "GET", f"/clients/{client}/events").json()["events"]) == 1


def test_the_order_of_amount_is_that_of_the_loans_page_by_page(shut: ClosedHouse) -> None:
    sent = [
        shut.ask("paris", "POST", "/applications", json={"application": {"AMT_CREDIT": amount}}).json()["client_id"]
        for amount in (100_000.0, 900_000_000.0, 300_000.0)
    ]
    in_order = [number for number in listed(shut, "paris", "to_do", order="amount") if number in sent]
    assert in_order == [sent[1], sent[2], sent[0]]
    first = shut.ask("paris", "GET", "/worklist?view=to_do&order=amount&limit=1").json()["clients"][0]
    assert first["client_id"] == sent[1] and first["credit_amount"] == 900_000_000.0


def test_without_accounts_a_list_is_that_of_a_typed_name(http: TestClient, known: str) -> None:
    event = {"kind": "assignment", "assignee": "Camille", "officer": "Dominique"}
    assert http.post(f"/clients/{known}/events", json=event).status_code == 201
    assert http.get("/worklist?view=mine&officer=camille").json()["total"] == 1
    assert http.get("/worklist?view=mine&officer=Dominique").json()["total"] == 0
    assert http.get("/worklist?view=mine").json()["total"] == 0
    check_problem(http.post(f"/clients/{known}/events", json={"kind": "comment", "text": "x"}), "invalid-request")


def own(shut: ClosedHouse, who: str, **query: Any) -> dict[str, Any]:
    answer = shut.ask(who, "GET", "/accounts/me/decisions", params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_everybody_counts_their_own_decisions_alone(shut: ClosedHouse, portfolio: Portfolio) -> None:
    before, others = own(shut, "paris"), own(shut, "lyon")
    opinions = {each: portfolio.predict(each).decision for each in (next(shut.others) for _ in range(60))}
    by_opinion = {opinion: [each for each, held in opinions.items() if held is opinion] for opinion in Decision}
    chosen = {
        "agreed": (by_opinion[Decision.ACCEPTED][0], "accepted", "follows_score"),
        "overrode": (by_opinion[Decision.ACCEPTED][1], "refused", "policy"),
        "grey_zone": (by_opinion[Decision.REVIEW][0], "refused", "policy"),
    }
    for client, choice, motive in chosen.values():
        shut.decide("paris", client_id=client, choice=choice, motive=motive, comment="Vu.")
    now = own(shut, "paris")
    grown = {name: now[name] - before[name] for name in now if name != "days"}
    assert grown == {
        "decided": 3, "accepted": 1, "refused": 2, "agreed": 1, "overrode": 1, "grey_zone": 1, "under_review": 2,
    }  # fmt: skip
    assert own(shut, "lyon") == others


def test_nobody_counts_the_decisions_of_somebody_else(shut: ClosedHouse) -> None:
    asked = shut.ask("paris", "GET", "/accounts/me/decisions", params={"officer": "lyon"})
    check_problem(asked, "other-name")
    assert shut.ask("analyst", "GET", "/accounts/me/decisions").status_code == 403
