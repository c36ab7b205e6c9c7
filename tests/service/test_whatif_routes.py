from typing import Any

import numpy as np
import pytest
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import Counterfactuals, Prospect, Simulation
from limpide.core.decision import Decision
from limpide.models.calibration import probabilities
from limpide.portfolio.portfolio import Portfolio


def worst_clients(portfolio: Portfolio, count: int) -> list[int]:
    """Clients just above the grey zone's lower end: a small change may do."""
    chances = probabilities(np.asarray(portfolio.get_population().margins))
    above = np.flatnonzero(chances >= portfolio.bundle.grey_zone.low)
    order = above[np.argsort(chances[above], kind="stable")][:count]
    found: list[int] = portfolio.snapshot.client_ids[order].tolist()
    return found


def test_a_simulation_shows_both_scores_and_everything_that_changed(memory: TestClient, known: int) -> None:
    before = memory.get(f"/predict/{known}").json()
    answer = memory.post(f"/clients/{known}/simulate", json={"changes": {"AMT_CREDIT": 900_000, "AMT_ANNUITY": 80_000}})
    told = Simulation.model_validate_json(answer.content)
    assert told.before.model_dump(mode="json") == before
    assert told.after.probability_of_default != told.before.probability_of_default
    assert [(one.column, one.after) for one in told.changes] == [("AMT_CREDIT", 900_000), ("AMT_ANNUITY", 80_000)]
    assert all(one.before != one.after for one in told.features)
    assert memory.get(f"/predict/{known}").json() == before


def test_a_simulation_that_changes_nothing_changes_no_bit(memory: TestClient, known: int) -> None:
    row = {one["column"]: one["value"] for one in memory.get(f"/clients/{known}").json()["application"]}
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
    memory: TestClient, known: int, changes: dict[str, Any], field: str
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
        levers = [frozenset(other.levers) for other in told.counterfactuals]
        assert len(set(levers)) == len(levers)
    assert found


def test_who_is_accepted_needs_no_other_loan_and_who_is_far_away_is_told_so(
    memory: TestClient, portfolio: Portfolio
) -> None:
    margins = np.asarray(portfolio.get_population().margins)
    safest, riskiest = (int(portfolio.snapshot.client_ids[place]) for place in (margins.argmin(), margins.argmax()))
    assert memory.get(f"/clients/{safest}/counterfactuals").json()["prospect"] == "already_accepted"
    told = memory.get(f"/clients/{riskiest}/counterfactuals", headers={"Accept-Language": "en"}).json()
    assert told["prospect"] == "none"
    assert told["sentence"].startswith("No other plausible loan") and str(told["tried"]) in told["sentence"]
