"""Anybody can be scored: an application with histories, without them, stored under a number, wrong in every way."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from problem_checks import check_problem
from starlette.testclient import TestClient

from applicants import HISTORIES, read_applicant
from limpide.contract import ApplicantRecord, Assessment, ClientDetails, Explanation, SimilarClients, Simulation
from limpide.portfolio.portfolio import TOP_REASONS, Portfolio
from limpide.sources.tables import TABLES


@pytest.fixture(scope="module")
def applicant(house: Path, known: str) -> dict[str, Any]:
    """What a caller would send for a client of the snapshot."""
    return read_applicant(house / "data", known)


def test_raw_columns_and_histories_score_as_the_snapshot_does(
    memory: TestClient, portfolio: Portfolio, applicant: dict[str, Any], known: str
) -> None:
    told = Assessment.model_validate_json(memory.post("/predict", json=applicant).content)
    known_score = memory.get(f"/predict/{known}").json()
    assert told.client_id is None
    assert told.probability_of_default == pytest.approx(known_score["probability_of_default"], abs=1e-9)
    assert told.points == known_score["points"]
    assert told.decision == known_score["decision"]
    assert len(told.reasons) == min(TOP_REASONS, len({card.family for card in portfolio.bundle.features}))


def test_a_thin_file_is_scored_and_says_what_it_lacks(memory: TestClient, applicant: dict[str, Any]) -> None:
    thin = {"AMT_CREDIT": 300_000, "AMT_ANNUITY": 20_000, "NAME_HOUSING_TYPE": "Castle"}
    told = memory.post("/predict", json={"application": thin}, headers={"Accept-Language": "en"}).json()
    warnings = {warning["code"]: warning for warning in told["warnings"]}
    assert (told["decision"], told["incomplete"]) == ("review", ["income", "age", "employment", "independent_source"])
    assert set(warnings["missing_history"]["columns"]) == set(HISTORIES)
    assert warnings["unknown_category"]["columns"] == ["NAME_HOUSING_TYPE"]
    assert warnings["missing_columns"]["message"].startswith(
        "Usual columns of the application that are missing, taken as not known: "
    )
    assert memory.post("/predict", json={"application": {}}).status_code == 200
    complete = memory.post("/predict", json=applicant).json()["warnings"]
    assert "missing_history" not in [warning["code"] for warning in complete]


def test_a_new_applicant_is_a_client_like_any_other(
    http: TestClient, applicant: dict[str, Any], known: str, portfolio: Portfolio
) -> None:
    answer = http.post("/applications", json=applicant)
    assert answer.status_code == 201, answer.text
    record = ApplicantRecord.model_validate_json(answer.content)
    number = record.client_id
    assert answer.headers["location"] == f"/clients/{number}"
    predicted = http.get(f"/predict/{number}").json()
    assert predicted["probability_of_default"] == record.assessment.probability_of_default
    explained = Explanation.model_validate_json(http.get(f"/clients/{number}/explanation").content)
    assert [one.family for one in explained.families[:5]] == [one.family for one in record.assessment.reasons]
    details = ClientDetails.model_validate_json(http.get(f"/clients/{number}").content)
    asked = {one.column: one.value for one in details.application}
    assert asked["AMT_CREDIT"] == applicant["application"]["AMT_CREDIT"]
    similar = SimilarClients.model_validate_json(http.get(f"/clients/{number}/similar?k=3").content)
    assert similar.clients[0].client_id == known  # whose data these are
    changes = {"changes": {"AMT_CREDIT": 123_000}}
    told = Simulation.model_validate_json(http.post(f"/clients/{number}/simulate", json=changes).content)
    there = Simulation.model_validate_json(http.post(f"/clients/{known}/simulate", json=changes).content)
    assert told.after.probability_of_default == pytest.approx(there.after.probability_of_default, abs=1e-6)
    assert http.get(f"/clients/{number}/counterfactuals").status_code == 200
    placed = http.get("/features/age/distribution", params={"client_id": number}).json()
    assert placed["feature"]["bin"] is not None
    assert http.post("/predict", json={"client_id": number}).json()["client_id"] == number


def test_the_same_application_sent_twice_is_stored_once(http: TestClient, applicant: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = (http.post("/applications", json=applicant, headers=key) for _ in range(2))
    assert first.json() == again.json()
    other = http.post("/applications", json={"application": {"AMT_CREDIT": 1}}, headers=key)
    check_problem(other, "key-reused")
    assert http.post("/applications", json=applicant).json()["client_id"] != first.json()["client_id"]


def test_nothing_is_stored_of_an_application_that_is_refused(app: FastAPI, http: TestClient) -> None:
    first = http.post("/applications", json={"application": {"AMT_CREDIT": 100_000}}).json()["client_id"]
    check_problem(http.post("/applications", json={"application": {"AMT_CREDIT": "x"}}), "invalid-request")
    check_problem(http.get(f"/predict/{int(first) + 1}"), "unknown-client")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"application": {"AMT_CREDIT": "1"}}, "application.AMT_CREDIT"),
        ({"application": {"AMT_CREDIT": -5}}, "application.AMT_CREDIT"),
        ({"application": {"AMT_CREDIT": 10**400}}, "application.AMT_CREDIT"),
        ({"application": {"AMT_CREDIT": {}}}, "application.AMT_CREDIT"),
        ({"application": {"CNT_CHILDREN": 0.5}}, "application.CNT_CHILDREN"),
        ({"application": {"DAYS_BIRTH": 5}}, "application.DAYS_BIRTH"),
        ({"application": {"NAME_CONTRACT_TYPE": 7}}, "application.NAME_CONTRACT_TYPE"),
        ({"application": {"NAME_CONTRACT_TYPE": "x" * 201}}, "application.NAME_CONTRACT_TYPE"),
        ({"application": {"AGE": 40}}, "application.AGE"),
        ({"application": {"SK_ID_CURR": 5, "client_id": 5}}, "application.client_id"),
        ({"application": []}, "application"),
        ({"application": {}, "histories": {"friends": []}}, "histories.friends"),
        ({"application": {}, "histories": {"bureau": [], "BUREAU": []}}, "histories.BUREAU"),
        ({"application": {}, "histories": {"bureau": {}}}, "histories.bureau"),
        ({"application": {}, "histories": {"bureau": [1]}}, "histories.bureau"),
        ({"application": {}, "histories": {"bureau": [{}]}}, "histories.bureau.1.SK_ID_BUREAU"),
        (
            {"application": {}, "histories": {"bureau": [{"SK_ID_BUREAU": 1, "AMT_CREDIT_SUM": "x"}]}},
            "histories.bureau.1.AMT_CREDIT_SUM",
        ),
        (
            {"application": {"SK_ID_CURR": 1}, "histories": {"bureau": [{"SK_ID_BUREAU": 1, "SK_ID_CURR": 2}]}},
            "histories.bureau.1.SK_ID_CURR",
        ),
        (
            {"application": {}, "histories": {"bureau": [{"SK_ID_BUREAU": 7}, {"SK_ID_BUREAU": 7}]}},
            "histories.bureau.2",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_every_value_that_cannot_be_used_is_named(memory: TestClient, body: dict[str, Any], field: str) -> None:
    for language in ("fr", "en"):
        answer = memory.post("/predict", json=body, headers={"Accept-Language": language})
        if answer.status_code == 400:
            check_problem(answer, "malformed-json", language=language)
        else:
            assert field in [each.field for each in check_problem(answer, "invalid-request", language=language).errors]


COLUMNS = {name: [column.name for column in table.columns] for name, table in TABLES.items()}
CELLS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
)


def rows(table: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(COLUMNS[table]) | st.text(max_size=3), CELLS, max_size=5)


@settings(max_examples=60)
@given(rows("application"), st.dictionaries(st.sampled_from(HISTORIES), st.lists(rows("bureau"), max_size=3)))
def test_no_application_whatever_breaks_the_service(
    memory: TestClient, application: dict[str, Any], histories: dict[str, Any]
) -> None:
    content = json.dumps({"application": application, "histories": histories})
    answer = memory.post("/predict", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422), answer.text


@settings(max_examples=30)
@given(st.data())
def test_no_value_that_passes_the_contract_breaks_the_service(memory: TestClient, data: st.DataObject) -> None:
    """Extremes, zeros and gaps in every column that a person can fill."""
    application = {
        column.name: data.draw(
            st.sampled_from(column.categories)
            if column.categories
            else st.sampled_from([0, 1, column.minimum or 0, column.maximum or 10**15, -1])
        )
        for column in TABLES["application"].columns[2:30]
    }
    answer = memory.post("/predict", json={"application": application})
    assert answer.status_code in (200, 422), answer.text


def test_ten_thousand_rows_of_history_are_answered_in_time(memory: TestClient) -> None:
    history = [{"SK_ID_BUREAU": number, "DAYS_CREDIT": -number} for number in range(1, 10_001)]
    body = {"application": {"AMT_CREDIT": 1000}, "histories": {"bureau": history}}
    assert memory.post("/predict", json=body).status_code == 200


@pytest.mark.parametrize("path", ["/predict", "/applications", "/clients/100001/simulate"])
def test_bodies_that_are_too_large_or_too_deep_are_refused(memory: TestClient, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    check_problem(memory.post(path, content=b" " * 10_000_000, headers=headers), "too-large")
    deep = b'{"application":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    check_problem(memory.post(path, content=deep, headers=headers), "malformed-json")
    check_problem(memory.post(path, content=b'{"application": {"AMT_CREDIT": NaN}}', headers=headers), "malformed-json")


@pytest.mark.parametrize(
    ("days", "language", "message"),
    [
        (-4_383, "fr", "au moins 18 ans avant la demande"),
        (-50_000, "en", "at most 120 years before the application"),
    ],
)
def test_a_day_out_of_bounds_is_told_in_years(memory: TestClient, days: int, language: str, message: str) -> None:
    answer = memory.post("/predict", json={"application": {"DAYS_BIRTH": days}}, headers={"Accept-Language": language})
    assert [each.message for each in check_problem(answer, "invalid-request", language=language).errors] == [message]


def test_an_application_brings_who_applies_and_nothing_of_it_is_scored(
    http: TestClient, applicant: dict[str, Any]
) -> None:
    other = {"given_names": "Ali", "family_name": "Haddad", "birth_date": "1980-01-02", "relation": "partner"}
    who = {"given_names": "Zoé", "family_name": "Applicante", "birth_date": "1988-04-21", "co_borrower": other}
    once = {"Idempotency-Key": "with-identity"}
    bare = http.post("/applications", json=applicant).json()
    told = http.post("/applications", json=applicant | {"identity": who}, headers=once)
    assert told.status_code == 201, told.text
    number = told.json()["client_id"]
    assert http.post("/applications", json=applicant | {"identity": who}, headers=once).json()["client_id"] == number
    held = http.get(f"/clients/{number}/identity").json()
    assert (held["version"], held["identity"]["co_borrower"]["family_name"]) == (1, "Haddad")
    scores = [each["assessment"]["probability_of_default"] for each in (bare, told.json())]
    assert scores[0] == scores[1]
    assert "Applicante" not in http.get(f"/clients/{number}").text
    found = http.post("/clients/search", json={"name": "zoe applicante"}).json()["matches"]
    assert [each["client_id"] for each in found] == [number]
    wrong = applicant | {"identity": who | {"birth_date": "2999-01-01"}}
    assert http.post("/applications", json=wrong).status_code == 422
