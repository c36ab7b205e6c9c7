"""Record of the assessment of solvency: kept with its units under the seal, exported, required if the lender says."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from problem_checks import check_problem
from starlette.testclient import TestClient
from typer.testing import CliRunner

from fixtures_service import JOURNAL
from limpide.cli import decisions as command
from limpide.database.engine import Engine
from limpide.database.verify import verify
from limpide.documents.letter import Sender
from limpide.lenders import same_retention, specimen_letter_texts
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app

LOOKED_AT: dict[str, Any] = {
    "incomes": [{"kind": "work", "amount": 1850.0, "period": "month"}],
    "charges": [{"kind": "housing", "amount": 640.0, "period": "month"}, {"kind": "loans", "amount": 0.0}],
    "evidence": [{"kind": "payslip", "text": "septembre à novembre 2026"}],
    "files": [{"file": "ficp", "consulted_on": "2026-11-20", "result": "not_listed"}],
}


@pytest.fixture
def asked(known: str) -> dict[str, Any]:
    return {"client_id": known, "choice": "refused", "motive": "policy", "officer": "Zoé", "assessment": LOOKED_AT}


@pytest.fixture
def strict(portfolio: Portfolio, engine: Engine) -> Iterator[TestClient]:
    """The service of a lender that requires the record."""
    texts = specimen_letter_texts()
    required = replace(texts, legal=replace(texts.legal, assessment_required=True))
    sender = Sender(required, review_days=30, retention=same_retention(1827))
    with TestClient(create_app(portfolio, engine, journal=JOURNAL, sender=sender)) as http:
        yield http


def test_what_was_looked_at_is_kept_under_the_seal_with_its_units_who_and_when(
    http: TestClient, engine: Engine, portfolio: Portfolio, asked: dict[str, Any], known: str
) -> None:
    record = http.post("/decisions", json=asked).json()
    kept, row, lender = record["assessment"], portfolio.case(known).read_application(), portfolio.snapshot.lender
    assert {name: kept[name] for name in ("incomes", "charges")} == {
        "incomes": LOOKED_AT["incomes"],
        "charges": [LOOKED_AT["charges"][0], {"kind": "loans", "amount": 0.0, "period": "month"}],
    }
    assert kept["files"] == [{**LOOKED_AT["files"][0], "name": ""}] and kept["evidence"] == LOOKED_AT["evidence"]
    assert kept["declared"] == {
        "income": row["AMT_INCOME_TOTAL"],
        "instalment": row["AMT_ANNUITY"],
        "amount": row["AMT_CREDIT"],
    }
    units = (kept["currency"], kept["income_period"], kept["instalment_period"])
    assert units == (lender.currency, lender.income_period, lender.instalment_period)
    assert record["officer"] == "Zoé" and record["decided_at"]
    assert http.get(f"/decisions/{record['decision_id']}").json()["assessment"] == kept
    assert http.get(f"/clients/{known}/decisions").json()["decisions"][0]["assessment"] == kept
    with engine.begin() as connection:
        assert verify(connection, keys=JOURNAL.keys).broken is None
        stored = str(connection.execute(sa.text("SELECT * FROM decisions")).all())
        assert "payslip" not in stored and "1850" not in stored
        connection.execute(sa.text("ALTER TABLE decisions DISABLE TRIGGER ALL"))
        connection.execute(sa.text("UPDATE decisions SET payload = payload || '\\x00'::bytea"))
        assert verify(connection, keys=JOURNAL.keys).broken is not None


def test_a_decision_without_a_record_says_so_and_a_lender_may_leave_it_at_that(
    http: TestClient, asked: dict[str, Any]
) -> None:
    assert http.get("/lender").json()["assessment_required"] is False
    record = http.post("/decisions", json={**asked, "assessment": None}).json()
    assert record["assessment"] is None


def test_a_lender_that_requires_the_record_takes_no_first_decision_without_it(
    strict: TestClient, engine: Engine, asked: dict[str, Any]
) -> None:
    assert strict.get("/lender").json()["assessment_required"] is True
    without = {name: value for name, value in asked.items() if name != "assessment"}
    problem = check_problem(strict.post("/decisions", json=without), "invalid-request")
    assert [each.field for each in problem.errors] == ["assessment"]
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM decisions")) == 0
    first = strict.post("/decisions", json=asked)
    assert first.status_code == 201
    # A second person answers on the assessment of the first decision, or adds one.
    path = f"/decisions/{first.json()['decision_id']}/review"
    review = strict.post(path, json={"statement": "Mon loyer a baissé.", "officer": "Zoé"}).json()
    answer = {"choice": "accepted", "motive": "new_information", "comment": "ok", "officer": "Ana"}
    concluded = strict.post(f"/reviews/{review['review_id']}/conclusion", json=answer)
    assert concluded.status_code == 201 and concluded.json()["conclusion"]["assessment"] is None


def test_a_second_person_may_record_what_they_looked_at(http: TestClient, asked: dict[str, Any]) -> None:
    first = http.post("/decisions", json={**asked, "assessment": None}).json()
    path = f"/decisions/{first['decision_id']}/review"
    review = http.post(path, json={"statement": "Mon loyer a baissé.", "officer": "Zoé"}).json()
    answer = {"choice": "accepted", "motive": "new_information", "officer": "Ana", "assessment": LOOKED_AT}
    concluded = http.post(f"/reviews/{review['review_id']}/conclusion", json=answer).json()
    assert concluded["conclusion"]["assessment"]["incomes"] == LOOKED_AT["incomes"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"incomes": []}, "assessment.incomes"),
        ({"charges": []}, "assessment.charges"),
        ({"incomes": [{"kind": "work", "amount": -1.0}]}, "assessment.incomes.amount"),
        ({"charges": [{"kind": "yacht", "amount": 1.0}]}, "assessment.charges.kind"),
        ({"files": [{"file": "ficp", "result": "clear", "consulted_on": "2026-11-20"}]}, "assessment.files.result"),
        ({"files": [{"file": "ficp", "result": "listed", "consulted_on": "soon"}]}, "assessment.files.consulted_on"),
        ({"rents": []}, "assessment.rents"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    http: TestClient, asked: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    answer = http.post("/decisions", json={**asked, "assessment": {**LOOKED_AT, **change}})
    problem = check_problem(answer, "invalid-request")
    assert [each.field for each in problem.errors] == [field]


def test_no_file_was_consulted_on_a_day_to_come(http: TestClient, asked: dict[str, Any]) -> None:
    for days, status in ((0, 201), (2, 422)):
        day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        files = [{**LOOKED_AT["files"][0], "consulted_on": day}]
        answer = http.post("/decisions", json={**asked, "assessment": {**LOOKED_AT, "files": files}})
        assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["field"] == "assessment.files.consulted_on"


def test_the_record_is_in_what_is_exported_for_the_client(
    http: TestClient,
    asked: dict[str, Any],
    known: str,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = http.post("/decisions", json=asked).json()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LIMPIDE_KEY", b64encode(JOURNAL.keys.master).decode())
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path / "home"))
    out = tmp_path / "held.json"
    ended = CliRunner().invoke(command.app, ["export", str(known), "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    assert json.loads(out.read_text())["decisions"][0]["assessment"] == record["assessment"]
