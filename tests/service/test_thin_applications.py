"""No application below the minimum of data, contradictory or absurd is accepted, whichever way it comes."""

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi import FastAPI
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import ApplicantRecord, Assessment, Counterfactuals, Explanation, Prediction
from limpide.core.decision import Decision
from limpide.portfolio.completeness_words import CONTRADICTIONS
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.replay import as_of_then, differences
from thin_applications import ABSURD, ALL, COMPLETE, CONTRADICTORY, THIN, Histories, without

LINES = {"Content-Type": "application/x-ndjson"}
EACH = pytest.mark.parametrize(
    ("application", "histories", "listed"),
    [pytest.param(*each, id=name) for name, *each in [*THIN, *CONTRADICTORY]],
)
REFUSED = pytest.mark.parametrize(
    ("application", "histories", "columns"), [pytest.param(*each, id=name) for name, *each in ABSURD]
)


def body(application: dict[str, Any], histories: Histories) -> dict[str, Any]:
    return {"application": application, **({"histories": histories} if histories else {})}


def found(answer: Assessment | Prediction) -> set[str]:
    return {each.value for each in (*answer.incomplete, *answer.contradictions)}


def test_the_table_is_long_enough_and_the_complete_application_is_accepted(memory: TestClient) -> None:
    told = Assessment.model_validate_json(memory.post("/predict", json=body(COMPLETE, {})).content)
    assert (len(ALL), found(told)) == (45, set())
    assert told.decision is Decision.ACCEPTED, "or the table would prove nothing"


@EACH
def test_no_assessment_accepts_it(
    memory: TestClient, application: dict[str, Any], histories: Histories, listed: set[str]
) -> None:
    for language in ("fr", "en"):
        answer = memory.post("/predict", json=body(application, histories), headers={"Accept-Language": language})
        told = Assessment.model_validate_json(answer.content)
        assert told.decision is Decision.REVIEW
        assert listed <= found(told)
        named = [each.code for each in told.warnings]
        assert named.count("contradiction") == len(told.contradictions)
        assert ("incomplete" in named) == bool(told.incomplete)


@REFUSED
def test_what_cannot_be_is_refused_by_its_column(
    memory: TestClient, application: dict[str, Any], histories: Histories, columns: set[str]
) -> None:
    for path in ("/predict", "/applications"):
        problem = check_problem(memory.post(path, json=body(application, histories)), "invalid-request")
        assert {f"application.{name}" for name in columns} <= {each.field for each in problem.errors}


def test_no_batch_accepts_any(memory: TestClient) -> None:
    content = "\n".join(json.dumps(body(application, histories)) for _, application, histories, _ in ALL)
    lines = memory.post("/predict/batch", content=content.encode(), headers=LINES).text.splitlines()
    for line, (name, _, _, listed) in zip(map(json.loads, lines), ALL, strict=True):
        assert "error" in line or line["decision"] == "review", name
        if "error" not in line:
            assert listed <= {*line["incomplete"], *line["contradictions"]}, name


def test_no_parquet_batch_accepts_any(memory: TestClient) -> None:
    parquet = "application/vnd.apache.parquet"
    sink = pa.BufferOutputStream()
    rows = [one for _, one, histories, _ in ALL if one and not histories]
    names = sorted({name for row in rows for name in row})
    table = pa.table({name: pa.array([_plain(row.get(name)) for row in rows]) for name in names})
    pq.write_table(table, sink)
    headers = {"Content-Type": parquet, "Accept": parquet}
    answer = memory.post("/predict/batch", content=sink.getvalue().to_pybytes(), headers=headers)
    told = pq.read_table(pa.BufferReader(answer.content)).to_pylist()
    assert len(told) == len(rows)
    assert {each["decision"] for each in told} == {"review", None}
    assert all(each["incomplete"] or each["contradictions"] or each["error"] for each in told)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, int) else value


@pytest.mark.parametrize(("application", "listed"), [({}, "amount"), (without(AMT_INCOME_TOTAL=0), "no_income")])
def test_a_stored_one_is_to_complete_wherever_its_number_is_asked(
    http: TestClient, application: dict[str, Any], listed: str
) -> None:
    answer = http.post("/applications", json={"application": application})
    assert answer.status_code == 201
    record = ApplicantRecord.model_validate_json(answer.content)
    number = record.client_id
    told: list[Assessment | Prediction] = [
        record.assessment,
        Prediction.model_validate_json(http.get(f"/predict/{number}").content),
        Explanation.model_validate_json(http.get(f"/clients/{number}/explanation").content),
        Assessment.model_validate_json(http.post("/predict", json={"client_id": number}).content),
    ]
    assert {each.decision for each in told} == {Decision.REVIEW}
    assert all(listed in found(each) for each in told)
    line = http.post("/predict/batch", content=json.dumps({"client_id": number}).encode(), headers=LINES).json()
    assert (line["decision"], listed in [*line["incomplete"], *line["contradictions"]]) == ("review", True)
    offers = Counterfactuals.model_validate_json(http.get(f"/clients/{number}/counterfactuals").content)
    assert offers.counterfactuals == [] or not offers.score.incomplete


def test_an_absurd_application_stored_before_there_was_a_rule_is_still_readable(
    app: FastAPI, http: TestClient, portfolio: Portfolio
) -> None:
    desk = app.state.current.serving.desk
    case = desk.applicant(without(AMT_CREDIT=10_000, AMT_ANNUITY=20_000), {}, client_id="900000001")
    assert portfolio.predict_case(case).decision is Decision.REVIEW


def test_decisions_from_before_the_minimum_are_replayed_by_the_rule_of_their_time(
    app: FastAPI, portfolio: Portfolio
) -> None:
    case = app.state.current.serving.desk.applicant(without("AMT_ANNUITY"), {}, client_id="900000001")
    now = portfolio.explain_case(case, language="fr").model_dump(mode="json")
    assert now["decision"] == "review"
    before = as_of_then(portfolio, {}).explain_case(case, language="fr").model_dump(mode="json")
    shown = {name: value for name, value in before.items() if name not in ("incomplete", "contradictions")}
    assert shown["decision"] == "accepted"
    assert differences(shown, as_of_then(portfolio, shown).explain_case(case, language="fr")) == []
    assert differences(now, as_of_then(portfolio, now).explain_case(case, language="fr")) == []


def test_every_contradiction_is_said_in_both_languages_and_met_by_the_table() -> None:
    met = {name for _, _, _, listed in CONTRADICTORY for name in listed}
    words = {each.value for each in CONTRADICTIONS}
    assert met | {"instalment_over_amount", "repayment_too_long", "instalment_over_year_of_incomes"} <= words
    assert words - met == {
        "instalment_over_amount",
        "repayment_too_long",
        "instalment_over_year_of_incomes",
        "under_age",
        "impossible_age",
        "employed_before_birth",
        "score_out_of_range",
    }
