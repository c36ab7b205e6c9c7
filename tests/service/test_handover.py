"""A case that another desk holds: nothing is told of it, and a handover lets it go on."""

from collections.abc import Iterator

import pytest
from closed_house import ClosedHouse, closed_house
from httpx import Response
from problem_checks import check_problem

from limpide.portfolio.portfolio import Portfolio


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def _decide(shut: ClosedHouse, who: str, client: str, **more: object) -> Response:
    asked = {"client_id": client, "choice": "refused", "motive": "policy", **more}
    return shut.ask(who, "POST", "/decisions", json=asked)


def _hand_over(shut: ClosedHouse, who: str, client: str, desk: str) -> Response:
    request = {"kind": "handover", "assignee": desk, "text": "Le client a déménagé."}
    return shut.ask(who, "POST", f"/clients/{client}/events", json=request)


def test_a_desk_is_told_nothing_of_the_decision_of_another(shut: ClosedHouse) -> None:
    record = shut.decide("lyon")
    client = record["client_id"]
    for more in ({}, {"after": record["decision_id"]}, {"after": "0197f3a2-7c1e-7d52-a1b0-3f5e8c9d2e41"}):
        refused = _decide(shut, "paris", client, **more)
        check_problem(refused, "held-elsewhere")
        assert not any(told in refused.text for told in ("lyon", "Lyon", record["decision_id"], "refused"))
    assert shut.ask("paris", "GET", f"/clients/{client}/decisions").json()["decisions"] == []


@pytest.mark.parametrize("granted_by", ["lyon", "lyon reviewer", "reviewer"])
def test_a_handover_lets_the_other_desk_read_and_decide(shut: ClosedHouse, granted_by: str) -> None:
    record = shut.decide("lyon")
    client = record["client_id"]
    made = _hand_over(shut, granted_by, client, "Paris")
    assert made.status_code == 201, made.text
    read = shut.ask("paris", "GET", f"/clients/{client}/decisions").json()["decisions"]
    assert [each["decision_id"] for each in read] == [record["decision_id"]]
    assert shut.ask("paris", "GET", f"/decisions/{record['decision_id']}/explanation").status_code == 200
    assert "handover" in [
        each["kind"] for each in shut.ask("paris", "GET", f"/clients/{client}/events").json()["events"]
    ]
    check_problem(_decide(shut, "paris", client), "decided-meanwhile")  # what must be named can be read now
    decided = _decide(shut, "paris", client, after=record["decision_id"])
    assert decided.status_code == 201
    later = decided.json()["decision_id"]
    assert shut.ask("lyon", "GET", f"/decisions/{later}").status_code == 404
    check_problem(_decide(shut, "lyon", client), "held-elsewhere")
    assert _hand_over(shut, "paris", client, "Lyon").status_code == 201  # and back
    assert shut.ask("lyon", "GET", f"/decisions/{later}").status_code == 200
    assert _decide(shut, "lyon", client, after=later).status_code == 201


def test_only_who_holds_a_case_hands_it_over(shut: ClosedHouse) -> None:
    client = shut.decide("lyon")["client_id"]
    for who in ("paris", "paris reviewer"):
        check_problem(_hand_over(shut, who, client, "Paris"), "not-holder")
    assert _hand_over(shut, "service", client, "Paris").status_code == 403
    check_problem(_decide(shut, "paris", client), "held-elsewhere")


def test_a_handover_to_one_desk_opens_nothing_to_another(shut: ClosedHouse) -> None:
    record = shut.decide("lyon")
    assert _hand_over(shut, "lyon", record["client_id"], "Lille").status_code == 201
    assert shut.ask("paris", "GET", f"/decisions/{record['decision_id']}").status_code == 404
    check_problem(_decide(shut, "paris", record["client_id"]), "held-elsewhere")


def test_an_applicant_is_handed_over_with_the_application(shut: ClosedHouse) -> None:
    made = shut.ask("lyon", "POST", "/applications", json={"application": {"AMT_CREDIT": 300_000}})
    client = made.json()["client_id"]
    assert shut.ask("paris", "GET", f"/clients/{client}").status_code == 404
    assert _hand_over(shut, "lyon", client, "Paris").status_code == 201
    assert shut.ask("paris", "GET", f"/clients/{client}").status_code == 200
    assert shut.ask("paris", "GET", f"/clients?prefix={client}").json()["total"] == 1
