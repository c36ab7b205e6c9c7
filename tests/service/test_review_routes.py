from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem

from fixtures_service import JOURNAL
from limpide.core.decision import Decision
from limpide.database.engine import Engine
from limpide.database.verify import verify
from limpide.portfolio.portfolio import Portfolio

CORRECTIONS = {
    "AMT_INCOME_TOTAL": 900000.0,
    "AMT_CREDIT": 60000.0,
    "AMT_GOODS_PRICE": 60000.0,
    "AMT_ANNUITY": 12000.0,
}


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def clients_of(portfolio: Portfolio, decision: Decision) -> list[str]:
    some = portfolio.snapshot.index.names(slice(400))
    return [number for number in some if portfolio.predict(number).decision is decision]


@pytest.fixture(scope="module")
def refused(portfolio: Portfolio) -> Iterator[str]:
    """Clients whom the model refuses, each once."""
    return iter(clients_of(portfolio, Decision.REFUSED))


def open_reviews(shut: ClosedHouse, who: str = "reviewer") -> dict[str, dict[str, Any]]:
    listed = shut.ask(who, "GET", "/reviews?limit=200").json()
    assert listed["open"] >= len(listed["reviews"])
    return {each["decision_id"]: each for each in listed["reviews"]}


def test_an_override_waits_for_a_second_person_and_what_follows_the_model_does_not(
    shut: ClosedHouse, refused: Iterator[str]
) -> None:
    override = shut.decide("lyon", client_id=next(refused), choice="accepted")
    follows = shut.decide("lyon", client_id=next(refused), choice="refused")
    waiting = open_reviews(shut)
    assert waiting[override["decision_id"]]["cause"] == "override"
    assert waiting[override["decision_id"]]["officer"] == "lyon"
    assert follows["decision_id"] not in waiting


def test_a_case_of_the_grey_zone_waits_whatever_is_answered(shut: ClosedHouse, portfolio: Portfolio) -> None:
    found = clients_of(portfolio, Decision.REVIEW)
    if not found:
        pytest.skip("the small lender's model has an empty grey zone")
    record = shut.decide("officer", client_id=found[0])
    assert not record["overridden"]
    assert open_reviews(shut)[record["decision_id"]]["cause"] == "grey_zone"


def test_the_client_speaks_the_data_are_corrected_and_another_person_answers(
    shut: ClosedHouse, refused: Iterator[str], module_database_url: str
) -> None:
    record = shut.decide("lyon", client_id=next(refused), choice="refused")
    path = f"/decisions/{record['decision_id']}/review"
    plea = {"statement": "Mon revenu a été mal saisi.", "corrections": CORRECTIONS}
    answer = shut.ask("lyon", "POST", path, json=plea)
    assert answer.status_code == 201, answer.text
    review = answer.json()
    assert review["cause"] == "request"
    assert review["decision"] == record | {"state": None}
    told = review["plea"]
    assert (told["statement"], told["written_by"]) == (plea["statement"], "lyon")
    before, after = told["reassessment"]["before"], told["reassessment"]["after"]
    assert before["probability_of_default"] == record["probability_of_default"]
    assert after["probability_of_default"] != before["probability_of_default"]
    judgement = {"choice": "accepted", "motive": "data_error", "comment": "vu le bulletin"}
    concluding = f"/reviews/{review['review_id']}/conclusion"
    assert shut.ask("lyon", "POST", concluding, json=judgement).status_code == 403
    once = {"Idempotency-Key": "conclusion"}
    done = shut.ask("lyon reviewer", "POST", concluding, json=judgement, headers=once)
    assert done.status_code == 201, done.text
    assert shut.ask("lyon reviewer", "POST", concluding, json=judgement, headers=once).json() == done.json()
    conclusion = done.json()["conclusion"]
    assert (conclusion["officer"], conclusion["review_of"]) == ("lyon reviewer", record["decision_id"])
    assert record["decision_id"] not in open_reviews(shut)
    assert conclusion["decision_id"] not in open_reviews(shut)
    check_problem(shut.ask("reviewer", "POST", concluding, json=judgement), "concluded-meanwhile")
    check_problem(shut.ask("lyon", "POST", path, json=plea), "concluded-meanwhile")
    concluded = shut.ask("reviewer", "GET", "/reviews?concluded=true").json()["reviews"]
    assert record["decision_id"] in [each["decision_id"] for each in concluded]
    engine = sa.create_engine(module_database_url)
    with engine.connect() as connection:
        assert verify(connection, keys=JOURNAL.keys).broken is None
        assert b"bulletin" not in bytes(
            connection.scalar(sa.text("SELECT string_agg(payload, '') FROM reviews")) or b""
        )
    engine.dispose()


def test_nobody_reviews_their_own_decision(shut: ClosedHouse, refused: Iterator[str]) -> None:
    record = shut.decide("reviewer", client_id=next(refused), choice="accepted")
    review_id = open_reviews(shut)[record["decision_id"]]["review_id"]
    judgement = {"choice": "accepted", "motive": "policy"}
    check_problem(shut.ask("reviewer", "POST", f"/reviews/{review_id}/conclusion", json=judgement), "same-person")
    assert record["decision_id"] in open_reviews(shut)


def test_a_desk_sees_its_own_reviews(shut: ClosedHouse, refused: Iterator[str]) -> None:
    record = shut.decide("lyon", client_id=next(refused), choice="accepted")
    review_id = open_reviews(shut, "lyon reviewer")[record["decision_id"]]["review_id"]
    assert record["decision_id"] not in open_reviews(shut, "paris reviewer")
    judgement = {"choice": "accepted", "motive": "policy"}
    for method, path, body in (
        ("GET", "/reviews/{}", None),
        ("POST", "/reviews/{}/conclusion", judgement),
    ):
        never = str(uuid4())
        hidden, absent = (
            shut.ask("paris reviewer", method, path.format(each), json=body) for each in (review_id, never)
        )
        check_problem(hidden, "unknown-review")
        assert hidden.text.replace(review_id, never) == absent.text


def test_what_may_not_be_corrected_is_refused_by_name(shut: ClosedHouse, refused: Iterator[str]) -> None:
    record = shut.decide("officer", client_id=next(refused))
    plea = {"statement": "x", "corrections": {"NOWHERE": 1}}
    answer = shut.ask("officer", "POST", f"/decisions/{record['decision_id']}/review", json=plea)
    assert answer.status_code == 422
    assert "NOWHERE" in answer.text


def test_an_outcome_is_recorded_once_and_corrected_by_a_later_one(shut: ClosedHouse, refused: Iterator[str]) -> None:
    record = shut.decide("officer", client_id=next(refused))
    path = f"/decisions/{record['decision_id']}/outcome"
    repaid = {"outcome": "repaid", "observed_on": "2040-01-31"}
    first = shut.ask("service", "POST", path, json=repaid)
    assert first.status_code == 201
    assert first.json()["recorded_by"] == "service"
    assert shut.ask("service", "POST", path, json=repaid).json() == first.json()
    defaulted = shut.ask("service", "POST", path, json=repaid | {"outcome": "defaulted"}).json()
    assert defaulted["recorded_at"] > first.json()["recorded_at"]
    early = shut.ask("service", "POST", path, json=repaid | {"observed_on": "2001-01-01"})
    assert check_problem(early, "invalid-request").errors[0].field == "observed_on"
    assert shut.ask("analyst", "POST", path, json=repaid).status_code == 403


def test_without_accounts_the_name_that_is_typed_signs(http: Any, engine: Engine, known: str) -> None:
    asked = {"client_id": known, "choice": "refused", "motive": "policy"}
    problem = check_problem(http.post("/decisions", json=asked), "invalid-request")
    assert problem.errors[0].field == "officer"
    record = http.post("/decisions", json=asked | {"officer": "Zoé"}).json()
    review = http.post(f"/decisions/{record['decision_id']}/review", json={"statement": "non", "officer": "Zoé"}).json()
    path = f"/reviews/{review['review_id']}/conclusion"
    judgement = {"choice": "accepted", "motive": "policy"}
    check_problem(http.post(path, json=judgement | {"officer": "ZOÉ"}), "same-person")
    assert http.post(path, json=judgement | {"officer": "Ali"}).json()["conclusion"]["officer"] == "Ali"
