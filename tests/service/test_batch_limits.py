"""A batch of applications is held to what the model learnt from, whichever way it comes."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.portfolio.portfolio import Portfolio
from thin_applications import ALL, COMPLETE

LINES = {"Content-Type": "application/x-ndjson"}
PARQUET = "application/vnd.apache.parquet"
AMOUNTS = ("AMT_INCOME_TOTAL", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def applications(house: Path) -> Rows:
    """Sixty applications without an outcome, as a caller would send them."""
    rows = pd.read_parquet(house / "data" / "application_test.parquet").head(60).drop(columns="SK_ID_CURR")
    return [
        {
            str(name): value.item() if hasattr(value, "item") else value
            for name, value in row.items()
            if not pd.isna(value)
        }
        for row in rows.to_dict("records")
    ]


def post(memory: TestClient, rows: Rows, **query: Any) -> Any:
    content = "\n".join(json.dumps({"application": row}) for row in rows).encode()
    return memory.post("/predict/batch", content=content, headers=LINES, params=query)


def changed(rows: Rows, **changes: Any) -> Rows:
    """Return the rows with other values: what a function makes of one, or nothing for None."""
    found = []
    for row in rows:
        new = {name: changes[name](value) if changes.get(name) else value for name, value in row.items()}
        found.append({name: value for name, value in new.items() if changes.get(name, True) is not None})
    return found


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (dict.fromkeys(AMOUNTS, lambda value: value * 25), "AMT_CREDIT", "shifted-scale"),
    ({"DAYS_EMPLOYED": lambda value: value if value > 0 else round(value / 30)}, "DAYS_EMPLOYED", "shifted-scale"),
    ({"EXT_SOURCE_2": None}, "EXT_SOURCE_2", "missing-share"),
    ({"EXT_SOURCE_2": lambda value: value / 100}, "EXT_SOURCE_2", "shifted-scale"),
    ({"NAME_INCOME_TYPE": lambda value: f"{value} (autre)"}, "NAME_INCOME_TYPE", "unknown-share"),
]


def test_ordinary_applications_are_scored(memory: TestClient, applications: Rows) -> None:
    lines = [json.loads(line) for line in post(memory, applications).text.splitlines()]
    assert len(lines) == 60 and not [line for line in lines if "error" in line]


@pytest.mark.parametrize(("changes", "column", "code"), FAULTS)
def test_a_batch_unlike_the_learnt_is_refused_by_column_and_passes_by_name(
    memory: TestClient, applications: Rows, changes: dict[str, Any], column: str, code: str
) -> None:
    rows = changed(applications, **changes)
    problem = check_problem(post(memory, rows), "unlike-learnt")
    named = {each.field: each.message for each in problem.errors}
    assert f"application_train.{column}" in named
    assert f"?accept=application_train.{column}:{code}" in named[f"application_train.{column}"]
    accept = [each.message.partition("?accept=")[2] for each in problem.errors]
    assert post(memory, rows, accept=accept).status_code == 200
    assert check_problem(post(memory, rows, accept=accept[1:]), "unlike-learnt").errors
    assert post(memory, rows[:49]).status_code == 200, "of so few nothing is said"


def test_amounts_in_another_currency_that_were_let_pass_are_accepted_by_nobody(
    memory: TestClient, applications: Rows
) -> None:
    rows = changed(applications, **dict.fromkeys(AMOUNTS, lambda value: value * 25))
    accept = [f"application.{name}:shifted-scale" for name in AMOUNTS]
    lines = [json.loads(line) for line in post(memory, rows, accept=accept).text.splitlines()]
    assert {line.get("decision", "review") for line in lines} == {"review"}


def test_a_parquet_batch_is_held_to_the_same(memory: TestClient, applications: Rows) -> None:
    rows = pd.DataFrame(changed(applications, EXT_SOURCE_2=None))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(rows), sink)
    answer = memory.post("/predict/batch", content=sink.getvalue().to_pybytes(), headers={"Content-Type": PARQUET})
    assert "application_train.EXT_SOURCE_2" in {each.field for each in check_problem(answer, "unlike-learnt").errors}


def test_a_waiver_that_names_nothing_is_refused(memory: TestClient, applications: Rows) -> None:
    check_problem(post(memory, applications, accept=["everything"]), "unknown-waiver")


def test_contradictory_and_absurd_lines_among_many_are_accepted_by_nobody(
    memory: TestClient, applications: Rows
) -> None:
    rows = [*applications * 12, *[one for _, one, histories, _ in ALL if not histories]]
    answer = post(memory, rows)
    assert answer.status_code == 200, answer.text[:500]
    lines = [json.loads(line) for line in answer.text.splitlines()][len(applications) * 12 :]
    assert len(lines) > 30
    assert {line.get("decision", "review") for line in lines} == {"review"}


@pytest.mark.parametrize(("column", "value"), [("AMT_CREDIT", 5e7), ("AMT_INCOME_TOTAL", 9e8)])
def test_one_applicant_outside_of_the_learnt_range_is_examined_in_batch_and_alone(
    memory: TestClient, portfolio: Portfolio, column: str, value: float
) -> None:
    applicant = {**COMPLETE, column: value, "AMT_ANNUITY": 15_000 if column != "AMT_CREDIT" else 900_000}
    applicant |= {"AMT_INCOME_TOTAL": 4e6, "AMT_GOODS_PRICE": 4.9e7} if column == "AMT_CREDIT" else {}
    alone = memory.post("/predict", json={"application": applicant}, headers={"Accept-Language": "en"}).json()
    [line] = [json.loads(each) for each in post(memory, [applicant]).text.splitlines()]
    assert column in alone["unlike_learnt"] and alone["decision"] == line["decision"] == "review"
    assert line["unlike_learnt"] == alone["unlike_learnt"]
    assert any("far outside of those it learnt from" in each["message"] for each in alone["warnings"])
    assert portfolio.bundle.limits is not None
