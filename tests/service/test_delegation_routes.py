"""Delegation limits: an acceptance above the signer's limit waits for a second person whose limit covers it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem

from limpide.core.decision import Decision
from limpide.lenders import Delegation
from limpide.portfolio.portfolio import Portfolio

OFFICER, REVIEWER, OWN = 200_000.0, 600_000.0, 2_000_000_000.0
LIMITS = Delegation(officer=OFFICER, reviewer=REVIEWER, accounts={"officer": OWN})


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    lender = replace(portfolio.snapshot.lender, delegation=LIMITS)
    limited = replace(portfolio, snapshot=replace(portfolio.snapshot, lender=lender))
    yield from closed_house(limited, module_database_url, known)


def accept(shut: ClosedHouse, portfolio: Portfolio, low: float, high: float, who: str = "lyon") -> dict[str, Any]:
    """An acceptance of a loan between two amounts, which the model accepts too."""
    client = next(
        each
        for each in shut.others
        if low < portfolio.case(each).read_application()["AMT_CREDIT"] <= high
        and portfolio.predict(each).decision is Decision.ACCEPTED
    )
    return shut.decide(who, client_id=client, choice="accepted", motive="follows_score")


def answer(shut: ClosedHouse, who: str, record: dict[str, Any], choice: str = "accepted") -> Any:
    review = record["state"]["review_id"]
    judgement = {"choice": choice, "motive": "policy", "comment": "Seen."}
    return shut.ask(who, "POST", f"/reviews/{review}/conclusion", json=judgement)


def test_everybody_is_told_their_own_limit(shut: ClosedHouse) -> None:
    limits = {who: shut.ask(who, "GET", "/accounts/me").json()["limit"] for who in ("lyon", "lyon reviewer", "officer")}
    assert limits == {"lyon": OFFICER, "lyon reviewer": REVIEWER, "officer": OWN}
    assert shut.ask("analyst", "GET", "/accounts/me").json()["limit"] is None


def test_within_the_limit_nothing_changes(shut: ClosedHouse, portfolio: Portfolio) -> None:
    record = accept(shut, portfolio, 0, OFFICER)
    assert record["state"]["status"] == "accepted"
    assert shut.ask("lyon", "GET", f"/clients/{record['client_id']}/letter.pdf").status_code == 200


def test_a_refusal_needs_no_delegation(shut: ClosedHouse, portfolio: Portfolio) -> None:
    big = (
        each
        for each in shut.others
        if portfolio.case(each).read_application()["AMT_CREDIT"] > OFFICER
        and portfolio.predict(each).decision is Decision.REFUSED
    )
    assert shut.decide("lyon", client_id=next(big), choice="refused")["state"]["status"] == "refused"


def test_above_the_limit_a_second_person_signs_before_the_letter(shut: ClosedHouse, portfolio: Portfolio) -> None:
    record = accept(shut, portfolio, OFFICER, REVIEWER)
    client = record["client_id"]
    assert (record["state"]["status"], record["state"]["choice"]) == ("second_signature", "accepted")
    letter = f"/clients/{client}/letter.pdf"
    check_problem(shut.ask("lyon", "GET", letter), "second-signature")
    sent = {"kind": "letter_handed_over", "way": "post", "decision_id": record["decision_id"]}
    check_problem(shut.ask("lyon", "POST", f"/clients/{client}/events", json=sent), "second-signature")
    assert client in _due(shut, "lyon reviewer") and client not in _due(shut, "lyon")
    check_problem(answer(shut, "lyon", record), "same-person")
    assert answer(shut, "lyon reviewer", record).status_code == 201
    concluded = shut.ask("lyon", "GET", f"/clients/{client}").json()["state"]
    assert (concluded["status"], concluded["choice"], concluded["officer"]) == (
        "concluded",
        "accepted",
        "lyon reviewer",
    )
    assert shut.ask("lyon", "GET", letter).status_code == 200
    assert client not in _due(shut, "lyon reviewer")


def test_the_second_person_may_overturn(shut: ClosedHouse, portfolio: Portfolio) -> None:
    record = accept(shut, portfolio, OFFICER, REVIEWER)
    assert answer(shut, "lyon reviewer", record, "refused").status_code == 201
    assert shut.ask("lyon", "GET", f"/clients/{record['client_id']}").json()["state"]["choice"] == "refused"


def test_the_second_signature_is_for_whom_the_amount_is_within(shut: ClosedHouse, portfolio: Portfolio) -> None:
    record = accept(shut, portfolio, REVIEWER, OWN)
    check_problem(answer(shut, "lyon reviewer", record), "above-limit")
    check_problem(answer(shut, "paris", record), "unknown-review")
    assert answer(shut, "officer", record).status_code == 201, "an officer whose own limit covers it"


def test_an_officer_signs_a_second_time_only_where_delegation_asks_for_it(shut: ClosedHouse) -> None:
    record = shut.decide("lyon", choice="refused", comment="Known.")
    while record["state"]["status"] != "under_review":
        record = shut.decide("lyon", choice="refused", comment="Known.")
    check_problem(answer(shut, "officer", record, "refused"), "reviewers-only")


def test_an_answer_that_departs_from_the_model_does_not_follow_it(shut: ClosedHouse, portfolio: Portfolio) -> None:
    record = accept(shut, portfolio, OFFICER, REVIEWER)
    path = f"/reviews/{record['state']['review_id']}/conclusion"
    judgement = {"choice": "refused", "motive": "follows_score"}
    refused = shut.ask("lyon reviewer", "POST", path, json=judgement)
    check_problem(refused, "invalid-request")
    assert refused.json()["errors"][0]["field"] == "motive"
    assert shut.ask("lyon reviewer", "POST", path, json=judgement | {"choice": "accepted"}).status_code == 201


def _due(shut: ClosedHouse, who: str) -> list[str]:
    page = shut.ask(who, "GET", "/worklist?view=due&limit=100").json()
    return [client["client_id"] for client in page["clients"]]
