"""The first screen of a case in one answer: each part is what its own route returns to the same caller."""

from collections.abc import Iterator
from typing import Any

import pytest
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import CasePage, Role
from limpide.portfolio.portfolio import Portfolio

PARTS = {"decisions": "decisions", "events": "events", "identity": "identity", "pieces": "pieces"}


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def read(shut: ClosedHouse, who: str, path: str, language: str = "fr") -> dict[str, Any]:
    answer = shut.ask(who, "GET", path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture(scope="module")
def worked_on(shut: ClosedHouse) -> str:
    """A client with a decision, a comment, an identity and a document, all of Lyon."""
    client: str = shut.decide("lyon")["client_id"]
    comment = {"kind": "comment", "text": "Le client a appelé."}
    assert shut.ask("lyon", "POST", f"/clients/{client}/events", json=comment).status_code == 201
    identity = {"family_name": "Martin", "given_names": "Camille", "birth_date": "1980-02-29"}
    recorded = shut.ask("lyon", "PUT", f"/clients/{client}/identity", json={"identity": identity, "after": 0})
    assert recorded.status_code == 200, recorded.text
    piece = shut.ask("lyon", "POST", f"/clients/{client}/pieces/payslips", json={"status": "received", "after": None})
    assert piece.status_code == 201, piece.text
    return client


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("who", ["lyon", "lyon reviewer", "paris", Role.REVIEWER.value])
def test_each_part_is_what_its_own_route_returns_to_the_same_person(
    shut: ClosedHouse, worked_on: str, who: str, language: str
) -> None:
    path = f"/clients/{worked_on}"
    page = read(shut, who, f"{path}/case?features=1000", language)
    assert page["explanation"] == read(shut, who, f"{path}/explanation", language)
    assert page["application"] == read(shut, who, path, language)["application"]
    assert page["records"] == {part: read(shut, who, f"{path}/{name}", language) for part, name in PARTS.items()}
    seen = bool(page["records"]["decisions"]["decisions"])
    assert seen is (who != "paris")


def test_a_program_reads_the_models_part_alone(shut: ClosedHouse, worked_on: str) -> None:
    page = read(shut, Role.SERVICE.value, f"/clients/{worked_on}/case")
    assert page["records"] is None and page["explanation"]["client_id"] == worked_on


@pytest.mark.parametrize("who", [Role.ANALYST.value, Role.ADMINISTRATOR.value])
def test_who_may_not_see_cases_sees_none_in_one_answer_either(shut: ClosedHouse, worked_on: str, who: str) -> None:
    check_problem(shut.ask(who, "GET", f"/clients/{worked_on}/case"), "forbidden")


def test_the_strongest_features_come_first_and_as_many_as_asked(shut: ClosedHouse, worked_on: str) -> None:
    features = read(shut, "lyon", f"/clients/{worked_on}/explanation")["features"]
    for count in (0, 3):
        page = read(shut, "lyon", f"/clients/{worked_on}/case?features={count}")
        assert page["explanation"]["features"] == features[:count]
    assert read(shut, "lyon", f"/clients/{worked_on}/case")["explanation"]["features"] == features[:20]


def test_an_unknown_client_has_no_page(shut: ClosedHouse) -> None:
    assert shut.ask("lyon", "GET", "/clients/999999999/case").status_code == 404
    assert shut.ask("lyon", "GET", f"/clients/{'x' * 65}/case").status_code == 422


def test_a_silent_database_leaves_the_models_part(memory: TestClient, known: str) -> None:
    page = CasePage.model_validate_json(memory.get(f"/clients/{known}/case").content)
    assert page.records is None and page.application and page.explanation.client_id == known
