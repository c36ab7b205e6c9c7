from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
import structlog
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.contract import DecisionRecord, DecisionRequest, Explanation
from limpide.database import decisions
from limpide.database.desks import Signer
from limpide.database.engine import Engine
from limpide.portfolio.portfolio import Portfolio


@pytest.fixture
def asked(known: str) -> dict[str, Any]:
    return {
        "client_id": known,
        "choice": "accepted",
        "motive": "client_history",
        "officer": "Zoé Léger",
        "comment": "ok",
    }


def test_a_decision_is_recorded_with_what_the_model_says_now(
    http: TestClient, portfolio: Portfolio, asked: dict[str, Any], known: str
) -> None:
    answer = http.post("/decisions", json=asked)
    assert answer.status_code == 201
    record = DecisionRecord.model_validate_json(answer.content)
    explanation = portfolio.explain(known, language="fr")
    assert record.reasons == explanation.families
    assert record.probability_of_default == explanation.probability_of_default
    assert record.model_decision == explanation.decision
    assert record.threshold == portfolio.threshold
    assert record.grey_zone == explanation.grey_zone
    assert record.model_version == portfolio.model_version
    assert record.snapshot_version == portfolio.snapshot_version
    assert record.overridden == (record.choice.value != record.model_decision.value)
    assert record.officer == "Zoé Léger"
    found = http.get(answer.headers["location"])
    assert found.status_code == 200
    assert found.json() == answer.json()
    listed = http.get(f"/clients/{known}/decisions").json()
    assert listed == {"decisions": [answer.json() | {"state": None}], "state": answer.json()["state"]}


def test_the_reasons_are_kept_in_the_language_in_which_they_were_shown(
    http: TestClient, engine: Engine, portfolio: Portfolio, asked: dict[str, Any], known: str
) -> None:
    record = http.post("/decisions", json=asked, headers={"Accept-Language": "en"}).json()
    assert record["reasons"][0]["label"] == portfolio.explain(known, language="en").families[0].label
    shown = http.get(f"/decisions/{record['decision_id']}/explanation").json()
    assert Explanation.model_validate(shown) == portfolio.explain(known, language="en")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT language FROM decisions")) == "en"


def test_looking_never_decides(http: TestClient, engine: Engine, known: str) -> None:
    for path in ("/predict/{}", "/clients/{}", "/clients/{}/explanation", "/clients/{}/decisions"):
        assert http.get(path.format(known)).status_code == 200
    http.post("/predict", json={"client_id": known})
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM decisions")) == 0


def test_an_unknown_client_has_neither_decisions_nor_a_list_of_them(http: TestClient, asked: dict[str, Any]) -> None:
    check_problem(http.post("/decisions", json=asked | {"client_id": 999999999}), "unknown-client")
    check_problem(http.get("/clients/999999999/decisions"), "unknown-client")


def test_the_decisions_of_a_client_who_left_the_snapshot_are_still_told(
    http: TestClient, engine: Engine, portfolio: Portfolio, asked: dict[str, Any], known: str
) -> None:
    gone = {"client_id": "999999999"}
    explanation = portfolio.explain(known, language="fr").model_copy(update=gone)
    request, signer = DecisionRequest.model_validate(asked | gone), Signer("Zoé Léger")
    with engine.begin() as connection:
        decisions.append(connection, request, explanation=explanation, language="fr", signer=signer, keys=JOURNAL.keys)
    assert len(http.get("/clients/999999999/decisions").json()["decisions"]) == 1


@pytest.mark.parametrize(
    ("change", "field", "french", "english"),
    [
        ({"choice": "maybe"}, "choice", "acceptées\u00a0: accepted, refused", "values: accepted, refused"),
        ({"motive": None}, "motive", "valeurs acceptées", "accepted values"),
        ({"officer": ""}, "officer", "au moins 1", "at least 1"),
        ({"officer": "   "}, "officer", "au moins 1", "at least 1"),
        ({"officer": "a" * 101}, "officer", "au plus 100", "at most 100"),
        ({"officer": "a\0b"}, "officer", "forme", "form"),
        ({"officer": 5}, "officer", "un texte", "a text"),
        ({"comment": "a" * 2001}, "comment", "au plus 2000", "at most 2000"),
        ({"comment": "\0"}, "comment", "forme", "form"),
        ({"probability_of_default": 0.0}, "probability_of_default", "inconnu", "unknown"),
        ({"client_id": ""}, "client_id", "64 caractères", "64 visible"),
        ({"client_id": 1.0}, "client_id", "64 caractères", "64 visible"),
    ],
)
def test_a_decision_that_cannot_be_recorded_names_the_field(
    memory: TestClient, asked: dict[str, Any], change: dict[str, Any], field: str, french: str, english: str
) -> None:
    for language, told in (("fr", french), ("en", english)):
        answer = memory.post("/decisions", json=asked | change, headers={"Accept-Language": language})
        assert answer.status_code == 422
        problem = check_problem(answer, "invalid-request", language=language)
        assert [each.field for each in problem.errors] == [field]
        assert told in problem.errors[0].message


def test_half_a_character_is_refused(memory: TestClient, known: str) -> None:
    body = f'{{"client_id": {known}, "choice": "accepted", "motive": "other", "officer": "\\ud800"}}'
    answer = memory.post("/decisions", content=body, headers={"Content-Type": "application/json"})
    assert "caractères invalides" in check_problem(answer, "invalid-request").detail


@pytest.mark.parametrize("identifier", ["1", "abc", "%00", "é", "0" * 33, "1234"])
def test_what_is_not_an_identifier_is_refused(memory: TestClient, identifier: str) -> None:
    problem = check_problem(memory.get(f"/decisions/{identifier}"), "invalid-request")
    assert problem.errors[0].field == "decision_id"


def test_an_unknown_decision_is_told(http: TestClient) -> None:
    identifier = uuid4()
    assert str(identifier) in check_problem(http.get(f"/decisions/{identifier}"), "unknown-decision").detail


def test_a_commit_that_fails_is_not_answered_201(
    http: TestClient, engine: Engine, asked: dict[str, Any], known: str
) -> None:
    _at_commit(engine, "PERFORM pg_terminate_backend(pg_backend_pid())")
    answer = http.post("/decisions", json=asked)
    assert answer.status_code == 503
    check_problem(answer, "unavailable")
    assert http.get(f"/clients/{known}/decisions").json()["decisions"] == []


def test_what_nobody_foresaw_is_logged_under_a_reference_and_leaks_nothing(
    http: TestClient, engine: Engine, asked: dict[str, Any], known: str
) -> None:
    _at_commit(engine, "RAISE EXCEPTION 'about Zoé Léger' USING ERRCODE = 'check_violation'")
    with structlog.testing.capture_logs() as events:
        answer = http.post("/decisions", json=asked, headers={"X-Request-ID": "ref-7"})
    assert answer.status_code == 500
    assert "ref-7" in check_problem(answer, "unexpected").detail
    assert [event["event"] for event in events] == ["unexpected_error", "request"]
    assert any("decisions" in place or "engine" in place for place in events[0]["places"])
    assert "Léger" not in str(events) + answer.text
    assert http.get(f"/clients/{known}/decisions").json()["decisions"] == []


def _at_commit(engine: Engine, statement: str) -> None:
    """Make PostgreSQL itself fail when a decision is committed, not before."""
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {statement}; RETURN NULL; END$$"
        )
        connection.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON decisions DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION fail()"
        )
