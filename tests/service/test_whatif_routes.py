from typing import Any

import numpy as np
import pytest
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import Counterfactuals, Lever, Prospect, Simulation, TariffList
from limpide.core.decision import Decision
from limpide.models.calibration import probabilities
from limpide.portfolio.book import MIN_LOANS
from limpide.portfolio.portfolio import Portfolio


@pytest.fixture(scope="session")
def portfolio(burdened: Portfolio) -> Portfolio:
    """Models that use what is edited."""
    return burdened


def worst_clients(portfolio: Portfolio, count: int) -> list[str]:
    """Clients just above the grey zone's lower end: a small change may do."""
    chances = probabilities(np.asarray(portfolio.get_population().margins))
    above = np.flatnonzero(chances >= portfolio.bundle.grey_zone.low)
    order = above[np.argsort(chances[above], kind="stable")][:count]
    return portfolio.snapshot.index.names(order)


def application(memory: TestClient, client_id: str) -> dict[str, Any]:
    """What is held on a client's application, by column."""
    return {one["column"]: one["value"] for one in memory.get(f"/clients/{client_id}").json()["application"]}


def test_a_simulation_shows_both_scores_and_everything_that_changed(memory: TestClient, known: str) -> None:
    before = memory.get(f"/predict/{known}").json()
    changes = {"AMT_CREDIT": 900_000, "AMT_ANNUITY": 80_000}
    row = application(memory, known)
    answer = memory.post(
        f"/clients/{known}/simulate", json={"changes": {**changes, "AMT_GOODS_PRICE": row["AMT_GOODS_PRICE"]}}
    )
    told = Simulation.model_validate_json(answer.content)
    assert told.before.model_dump(mode="json") == before
    assert told.after.probability_of_default != told.before.probability_of_default
    assert [(one.column, one.after) for one in told.changes] == [("AMT_CREDIT", 900_000), ("AMT_ANNUITY", 80_000)]
    assert all(one.before != one.after for one in told.features)
    assert memory.get(f"/predict/{known}").json() == before


def test_an_amount_takes_instalment_and_goods_along_and_the_answer_says_so(memory: TestClient, known: str) -> None:
    row = application(memory, known)
    told = simulate(memory, known, {"AMT_CREDIT": 1.5 * row["AMT_CREDIT"]})
    after = {one.column: one.after for one in told.changes}
    assert {one.column for one in told.changes if one.repriced} == {"AMT_ANNUITY", "AMT_GOODS_PRICE"}
    for name in ("AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"):
        assert after[name] == pytest.approx(1.5 * row[name], rel=1e-12)
    before_terms, after_terms = told.loan_before, told.loan_after
    assert before_terms is not None and after_terms is not None
    assert after_terms.instalment / after_terms.amount == pytest.approx(before_terms.instalment / before_terms.amount)
    assert told.after.probability_of_default > told.before.probability_of_default


def test_the_price_of_the_goods_takes_the_amount_along_unless_it_is_given(memory: TestClient, known: str) -> None:
    row = application(memory, known)
    goods = 0.5 * row["AMT_GOODS_PRICE"]
    told = simulate(memory, known, {"AMT_GOODS_PRICE": goods})
    assert {one.column for one in told.changes if one.repriced} == {"AMT_CREDIT", "AMT_ANNUITY"}
    told = simulate(memory, known, {"AMT_GOODS_PRICE": goods, "AMT_CREDIT": row["AMT_CREDIT"]})
    assert [one.column for one in told.changes] == ["AMT_GOODS_PRICE"]


def test_an_instalment_on_no_tariff_is_told(memory: TestClient, known: str) -> None:
    row = application(memory, known)
    told = simulate(memory, known, {"AMT_ANNUITY": 0.9 * row["AMT_CREDIT"]})
    assert [(one.code, one.columns) for one in told.warnings if one.code == "off_tariff"] == [
        ("off_tariff", ["AMT_ANNUITY"])
    ]
    assert told.loan_after is not None and not told.loan_after.on_tariff
    assessed = memory.post("/predict", json={"application": {**row_of(row), "AMT_ANNUITY": 0.9 * row["AMT_CREDIT"]}})
    assert "off_tariff" in [one["code"] for one in assessed.json()["warnings"]]


def row_of(application: dict[str, Any]) -> dict[str, Any]:
    return {name: application[name] for name in ("AMT_CREDIT", "AMT_INCOME_TOTAL")} | {
        "NAME_CONTRACT_TYPE": "Cash loans"
    }


def test_a_duration_and_an_instalment_exclude_each_other(memory: TestClient, known: str) -> None:
    body = {"changes": {"AMT_ANNUITY": 9_000}, "months": 24}
    answer = memory.post(f"/clients/{known}/simulate", json=body)
    problem = check_problem(answer, "invalid-request")
    assert [each.field for each in problem.errors] == ["months"]


def test_a_column_that_the_model_does_not_use_says_so_and_comes_last(memory: TestClient, known: str) -> None:
    columns = memory.get("/columns").json()["columns"]
    listed = [one for one in columns if one["table"] == "application" and one["editable"]]
    used = [one["in_model"] for one in listed]
    assert used == sorted(used, reverse=True) and set(used) == {True, False}
    told = simulate(memory, known, {"FLAG_MOBIL": 0})
    assert [(one.code, one.columns) for one in told.warnings] == [("not_in_model", ["FLAG_MOBIL"])]
    assert told.before == told.after


def test_every_price_of_a_learnt_tariff_has_loans_behind_it(memory: TestClient) -> None:
    tariff = TariffList.model_validate_json(memory.get("/tariff").content)
    assert not tariff.given and tariff.prices
    assert all(one.loans is not None and one.loans >= MIN_LOANS for one in tariff.prices)
    assert all((one.months is None) == (one.yearly_rate is None) for one in tariff.prices)


def simulate(memory: TestClient, client_id: str, changes: dict[str, Any]) -> Simulation:
    answer = memory.post(f"/clients/{client_id}/simulate", json={"changes": changes})
    return Simulation.model_validate_json(answer.content)


def test_a_simulation_that_changes_nothing_changes_no_bit(memory: TestClient, known: str) -> None:
    row = application(memory, known)
    same = {name: row[name] for name in ("AMT_CREDIT", "AMT_ANNUITY", "AMT_INCOME_TOTAL")}
    told = memory.post(f"/clients/{known}/simulate", json={"changes": same}).json()
    assert told["before"] == told["after"]
    assert told["changes"] == told["features"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"AMT_CREDIT": "much"}, "changes.AMT_CREDIT"),
        ({"AMT_CREDIT": -1}, "changes.AMT_CREDIT"),
        ({"AMT_CREDIT": 1e300}, "changes.AMT_CREDIT"),
        ({"AMT_CREDIT": True}, "changes.AMT_CREDIT"),
        ({"AMT_CREDIT": [1]}, "changes.AMT_CREDIT"),
        ({"CNT_CHILDREN": 1.5}, "changes.CNT_CHILDREN"),
        ({"CODE_GENDER": "F"}, "changes.CODE_GENDER"),
        ({"NAME_FAMILY_STATUS": "Married"}, "changes.NAME_FAMILY_STATUS"),
        ({"EXT_SOURCE_2": 0.9}, "changes.EXT_SOURCE_2"),
        ({"SK_ID_CURR": 1}, "changes.SK_ID_CURR"),
        ({"TARGET": 0}, "changes.TARGET"),
        ({"NAME_HOUSING_TYPE": "Castle"}, "changes.NAME_HOUSING_TYPE"),
        ({"nonsense": 1}, "changes.nonsense"),
        ({}, "changes"),
    ],
    ids=str,
)
def test_an_edit_that_cannot_be_is_refused_by_name(
    memory: TestClient, known: str, changes: dict[str, Any], field: str
) -> None:
    answer = memory.post(f"/clients/{known}/simulate", json={"changes": changes})
    problem = check_problem(answer, "invalid-request")
    assert answer.status_code == 422
    assert field in [each.field for each in problem.errors]


def test_other_loans_are_accepted_when_they_are_asked_for(memory: TestClient, portfolio: Portfolio) -> None:
    found = 0
    for client_id in worst_clients(portfolio, 6):
        told = Counterfactuals.model_validate_json(memory.get(f"/clients/{client_id}/counterfactuals").content)
        assert told.prospect is (Prospect.FOUND if told.counterfactuals else Prospect.NONE)
        for other in told.counterfactuals:
            found += 1
            assert len(other.changes) <= 3
            assert {one.column for one in other.changes} <= {"AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"}
            changes = {one.column: one.after for one in other.changes}
            asked = memory.post(f"/clients/{client_id}/simulate", json={"changes": changes}).json()
            assert asked["after"] == other.score.model_dump(mode="json")
            assert other.score.decision is Decision.ACCEPTED
            assert other.loan.on_tariff
            assert_steady(memory, client_id, changes)
            before, after = other.changes[1].before, other.changes[1].after
            assert isinstance(before, float) and isinstance(after, float)
            assert after <= before  # the instalment is never higher
        ways = {lever for other in told.counterfactuals for lever in other.levers}
        assert not {Lever.LONGER, Lever.SHORTER} <= ways
        levers = [frozenset(other.levers) for other in told.counterfactuals]
        assert len(set(levers)) == len(levers)
    assert found


def assert_steady(memory: TestClient, client_id: str, loan: dict[str, Any]) -> None:
    """Five per cent more or less of the amount, at the same rate, and the answer is the same."""
    for share in (0.95, 1.05):
        scaled = {name: None if value is None else share * value for name, value in loan.items()}
        assert simulate(memory, client_id, scaled).after.decision is Decision.ACCEPTED


def on_tariff(memory: TestClient, client_id: str) -> bool:
    """Whether the loan that a client asks for has a price."""
    row = application(memory, client_id)
    if not row["AMT_ANNUITY"]:
        return False
    terms = simulate(memory, client_id, {"AMT_CREDIT": row["AMT_CREDIT"]}).loan_before
    return terms is not None and terms.on_tariff


def test_who_is_accepted_needs_no_other_loan_and_who_is_far_away_is_told_so(
    memory: TestClient, portfolio: Portfolio
) -> None:
    margins = np.asarray(portfolio.get_population().margins)
    ranked = portfolio.snapshot.index.names(np.argsort(margins))
    safest, riskiest = ranked[0], next(client for client in reversed(ranked) if on_tariff(memory, client))
    assert memory.get(f"/clients/{safest}/counterfactuals").json()["prospect"] == "already_accepted"
    told = memory.get(f"/clients/{riskiest}/counterfactuals", headers={"Accept-Language": "en"}).json()
    assert told["prospect"] == "none"
    assert told["sentence"].startswith("No other plausible loan") and str(told["tried"]) in told["sentence"]
