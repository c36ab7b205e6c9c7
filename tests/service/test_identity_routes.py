from collections.abc import Iterator
from typing import Any

import pytest
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem

from fixtures_service import JOURNAL
from limpide.database import erasure
from limpide.database.engine import create_engine, transaction
from limpide.portfolio.portfolio import Portfolio

ZOE = {
    "title": "ms",
    "given_names": "Zoé",
    "family_name": "Léger-Martin",
    "birth_date": "1988-04-21",
    "address": {"lines": ["12 rue des Lilas"], "postcode": "69003", "city": "Lyon"},
}


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def keep(shut: ClosedHouse, client_id: str, who: str = "lyon", **changes: Any) -> Any:
    asked = {"identity": ZOE | changes.pop("identity", {})} | changes
    return shut.ask(who, "PUT", f"/clients/{client_id}/identity", json=asked)


def test_an_identity_is_recorded_read_and_found_by_name(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    path = f"/clients/{client_id}/identity"
    assert shut.ask("lyon", "GET", path).json() | {"changes": []} == {
        "client_id": client_id,
        "identity": None,
        "version": 0,
        "changes": [],
    }
    answer = keep(shut, client_id)
    assert answer.status_code == 200, answer.text
    told = shut.ask("paris", "GET", path).json()
    assert told == answer.json()
    assert (told["version"], told["changes"][0]["officer"]) == (1, "lyon")
    assert told["identity"]["family_name"] == "Léger-Martin"
    found = shut.ask("reviewer", "POST", "/clients/search", json={"name": "martin ZOE", "birth_date": "1988-04-21"})
    assert client_id in [each["client_id"] for each in found.json()["matches"]]
    assert shut.ask("lyon", "POST", "/clients/search", json={"name": "martin", "birth_date": "1988-04-22"}).json() == {
        "matches": [],
        "complete": True,
    }


def test_a_colleagues_change_is_not_overwritten(shut: ClosedHouse) -> None:
    client_id = next(shut.others)
    once = {"Idempotency-Key": "identity"}
    asked = {"identity": ZOE}
    first = shut.ask("lyon", "PUT", f"/clients/{client_id}/identity", json=asked, headers=once)
    again = shut.ask("lyon", "PUT", f"/clients/{client_id}/identity", json=asked, headers=once)
    assert first.json() == again.json()
    check_problem(keep(shut, client_id, "paris"), "identity-changed")
    assert keep(shut, client_id, "paris", after=1).json()["version"] == 2


@pytest.mark.parametrize("who", ["service", "analyst", "administrator", None])
def test_identities_are_for_people_who_decide(shut: ClosedHouse, who: str | None) -> None:
    client_id = next(shut.others)
    refused = 401 if who is None else 403
    assert shut.ask(who, "GET", f"/clients/{client_id}/identity").status_code == refused
    assert keep(shut, client_id, who).status_code == refused  # type: ignore[arg-type]
    assert shut.ask(who, "POST", "/clients/search", json={"name": "martin"}).status_code == refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"family_name": ""},
        {"family_name": "a\nb"},
        {"family_name": "a\u202eb"},
        {"family_name": "x" * 101},
        {"birth_date": "2999-01-01"},
        {"birth_date": "1850-01-01"},
        {"birth_date": "21/04/1988"},
        {"email": "nobody"},
        {"address": {"lines": [], "postcode": "1", "city": "Lyon"}},
        {"title": "lord"},
        {"gender": "F"},
        {"co_borrower": {"given_names": "Ali"}},
    ],
)
def test_what_cannot_be_is_refused_by_its_field(shut: ClosedHouse, wrong: dict[str, Any]) -> None:
    problem = check_problem(keep(shut, next(shut.others), identity=wrong), "invalid-request")
    assert any(next(iter(wrong)) in each.field for each in problem.errors)


def test_nobody_has_an_identity_who_is_no_client(shut: ClosedHouse) -> None:
    check_problem(keep(shut, "899999999"), "unknown-client")
    check_problem(shut.ask("lyon", "GET", "/clients/899999999/identity"), "unknown-client")


def test_nothing_of_an_identity_is_in_features_answers_or_log(
    shut: ClosedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    client_id = next(shut.others)
    before = shut.ask("lyon", "GET", f"/predict/{client_id}").json()
    assert keep(shut, client_id).status_code == 200
    shut.ask("lyon", "POST", "/clients/search", json={"name": "Léger"})
    assert shut.ask("lyon", "GET", f"/predict/{client_id}").json() == before
    for path in ("", "/explanation", "/similar"):
        assert "Léger" not in shut.ask("lyon", "GET", f"/clients/{client_id}{path}").text
    logged = capsys.readouterr()
    assert "Léger" not in logged.out + logged.err


def test_an_erased_client_is_found_no_more(shut: ClosedHouse, module_database_url: str) -> None:
    client_id = next(shut.others)
    keep(shut, client_id, identity={"family_name": "Disparue"})
    owner = create_engine(module_database_url)
    with transaction(owner) as begun:
        erasure.erase(begun.connection, client_id, keys=JOURNAL.keys)
    owner.dispose()
    assert shut.ask("lyon", "POST", "/clients/search", json={"name": "Disparue"}).json()["matches"] == []
