"""The state of a case over HTTP: one field, the same wherever a case is named."""

from collections.abc import Iterator
from typing import Any

import pytest
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import CaseStatus, Choice
from limpide.core.decision import Decision
from limpide.portfolio.portfolio import Portfolio


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def everywhere(shut: ClosedHouse, who: str, client_id: str) -> dict[str, Any]:
    """The state of a case, which client, history and list must tell alike."""
    told: dict[str, Any] = shut.ask(who, "GET", f"/clients/{client_id}").json()["state"]
    assert shut.ask(who, "GET", f"/clients/{client_id}/decisions").json()["state"] == told
    listed = shut.ask(who, "GET", f"/clients?client={client_id}&state={told['status']}").json()
    assert [each["client_id"] for each in listed["clients"]] == [client_id] and listed["total"] == 1
    assert listed["clients"][0]["state"] == told
    return told


def test_a_signed_refusal_is_refused_everywhere_whatever_the_model_says(
    shut: ClosedHouse, portfolio: Portfolio
) -> None:
    granted = next(each for each in shut.others if portfolio.predict(each).decision is Decision.ACCEPTED)
    assert everywhere(shut, "lyon", granted)["status"] == "to_do"
    record = shut.decide("lyon", client_id=granted, choice="refused", comment="Known.")
    assert record["state"]["status"] == "under_review", "against the model: a second person looks"
    told = everywhere(shut, "lyon", granted)
    assert (told["choice"], told["officer"], told["signed_at"]) == ("refused", "lyon", record["decided_at"])
    assert shut.ask("lyon", "GET", f"/decisions/{record['decision_id']}").json()["state"] == told
    assert everywhere(shut, "paris", granted) == {
        **dict.fromkeys(told),
        "status": "other_desk",
    }
    judgement = {"choice": "refused", "motive": "policy", "comment": "So it is."}
    path = f"/reviews/{told['review_id']}/conclusion"
    assert shut.ask("lyon reviewer", "POST", path, json=judgement).status_code == 201
    concluded = everywhere(shut, "lyon", granted)
    assert (concluded["status"], concluded["choice"], concluded["officer"]) == ("concluded", "refused", "lyon reviewer")


def test_the_counts_are_the_lengths_of_the_lists_and_sum_to_everybody(shut: ClosedHouse, portfolio: Portfolio) -> None:
    refused = next(each for each in shut.others if portfolio.predict(each).decision is Decision.REFUSED)
    shut.decide("paris", client_id=refused, choice="refused")
    for query in ("", "&prefix=1", "&decision=refused", "&outcome=unknown"):
        page = shut.ask("paris", "GET", f"/clients?counts=true{query}").json()
        assert sum(page["counts"].values()) == page["total"]
        for status, count in page["counts"].items():
            assert shut.ask("paris", "GET", f"/clients?state={status}{query}").json()["total"] == count
    assert shut.ask("paris", "GET", "/clients?counts=true").json()["counts"]["refused"] >= 1


def test_an_applicant_passes_the_filter_too(shut: ClosedHouse) -> None:
    sent = shut.ask("paris", "POST", "/applications", json={"application": {"AMT_CREDIT": 200000.0}})
    number = sent.json()["client_id"]
    assert everywhere(shut, "paris", number)["status"] == "to_do"
    predicted = shut.ask("paris", "GET", f"/predict/{number}").json()["decision"]
    choice = "accepted" if predicted == "review" else predicted
    shut.decide("paris", client_id=number, choice=choice, comment="Seen.")
    told = everywhere(shut, "paris", number)
    assert told["choice"] == choice and told["status"] in (choice, "under_review")


def test_a_program_reads_no_state(shut: ClosedHouse) -> None:
    number = shut.decide("officer")["client_id"]
    assert shut.ask("service", "GET", f"/clients/{number}").json()["state"] is None
    assert shut.ask("service", "GET", f"/clients?client={number}").json()["clients"][0]["state"] is None
    for query in ("state=refused", "counts=true"):
        check_problem(shut.ask("service", "GET", f"/clients?{query}"), "states-for-people")


def test_without_a_database_clients_are_told_without_a_state(memory: TestClient, known: str) -> None:
    assert memory.get(f"/clients/{known}").json()["state"] is None
    page = memory.get(f"/clients?client={known}").json()
    assert page["clients"][0]["state"] is None and page["counts"] is None
    check_problem(memory.get("/clients?state=refused"), "unavailable")


def test_every_choice_is_a_state(shut: ClosedHouse) -> None:
    assert {choice.value for choice in Choice} <= {status.value for status in CaseStatus}
    check_problem(shut.ask("officer", "GET", "/clients?state=lost"), "invalid-request")
