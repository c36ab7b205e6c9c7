"""One budget a person for scores of invented data: in rows, whatever the route and the process."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from closed_house import ClosedHouse, make_tokens
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.contract import Role
from limpide.core.errors import BudgetSpent
from limpide.database import score_budgets
from limpide.database.engine import Engine, create_engine, transaction
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.service.rate_limit import Rate
from limpide.service.score_budget import ScoreBudgets
from limpide.service.security import Caller
from limpide.service.security_doors import Doors, account_lookup

AT_ONCE = 6
APPLICATION = {"AMT_CREDIT": 300_000, "AMT_ANNUITY": 20_000, "AMT_INCOME_TOTAL": 90_000}
SLOW = Rate(1 / 3600, AT_ONCE)


@pytest.fixture
def shut(portfolio: Portfolio, database_url: str, known: str) -> Iterator[ClosedHouse]:
    tokens = make_tokens(database_url)
    engine = create_engine(database_url, restricted=True)
    budgets = ScoreBudgets({Role.OFFICER: SLOW, Role.REVIEWER: SLOW, Role.SERVICE: Rate(1, 50)})
    app = create_app(portfolio, engine, journal=JOURNAL, doors=Doors(account_lookup(engine)), budgets=budgets)
    with TestClient(app) as http:
        yield ClosedHouse(http, tokens, known, iter(portfolio.snapshot.index.names(slice(1500, None))))


def _batch(*rows: object) -> dict[str, object]:
    content = b"\n".join(json.dumps(row).encode() for row in rows)
    return {"content": content, "headers": {"Content-Type": "application/x-ndjson"}}


def _requests(shut: ClosedHouse) -> dict[tuple[str, str], dict[str, object]]:
    """A request of every route that scores invented data."""
    decided = shut.decide("lyon")["decision_id"]
    return {
        ("POST", f"/clients/{shut.known}/simulate"): {"json": {"changes": {"AMT_CREDIT": 250_000}}},
        ("GET", f"/clients/{shut.known}/counterfactuals"): {},
        ("POST", "/predict"): {"json": {"application": APPLICATION}},
        ("POST", "/predict/batch"): _batch({"application": APPLICATION}),
        ("POST", "/applications"): {"json": {"application": APPLICATION}},
        ("POST", f"/decisions/{decided}/review"): {
            "json": {"statement": "non", "corrections": {"AMT_INCOME_TOTAL": 95_000}}
        },
    }


def test_every_route_that_scores_invented_data_spends_the_same_budget(shut: ClosedHouse) -> None:
    requests = _requests(shut)
    stated = shut.http.get("/openapi.json").json()["paths"]
    budgeted = [
        (method.upper(), path)
        for path, operations in stated.items()
        for method, each in operations.items()
        if each.get("x-score-budget")
    ]
    assert len(budgeted) == len(requests)
    for spent, (method, path) in enumerate(requests, start=1):
        assert shut.ask("lyon", method, path, **requests[method, path]).status_code < 300, (path, spent)
    for (method, path), content in requests.items():
        refused = shut.ask("lyon", method, path, **content)
        check_problem(refused, "score-budget")
        assert refused.status_code == 429, path
        assert 3000 < int(refused.headers["retry-after"]) <= 3600
    assert shut.ask("paris", "POST", "/predict", json={"application": APPLICATION}).status_code == 200
    for path in (f"/predict/{shut.known}", f"/clients/{shut.known}", f"/clients/{shut.known}/explanation"):
        assert shut.ask("lyon", "GET", path).status_code == 200
    assert shut.ask("lyon", "POST", "/predict", json={"client_id": shut.known}).status_code == 200


def test_a_batch_is_counted_in_rows_of_invented_data(shut: ClosedHouse) -> None:
    clients = [{"client_id": shut.known}] * 30
    assert shut.ask("paris", "POST", "/predict/batch", **_batch(*clients)).status_code == 200
    invented = [{"application": APPLICATION}] * (AT_ONCE - 1)
    assert shut.ask("paris", "POST", "/predict/batch", **_batch(*clients, *invented)).status_code == 200
    two = _batch(*[{"application": APPLICATION}] * 2)
    check_problem(shut.ask("paris", "POST", "/predict/batch", **two), "score-budget")
    assert shut.ask("paris", "POST", "/predict", json={"application": APPLICATION}).status_code == 200
    too_many = _batch(*[{"application": APPLICATION}] * 51)
    check_problem(shut.ask("service", "POST", "/predict/batch", **too_many), "score-budget")
    assert shut.ask("service", "POST", "/predict/batch", **_batch(*invented)).status_code == 200


def test_an_application_spelt_with_escapes_is_counted_too(shut: ClosedHouse) -> None:
    row = json.dumps({"application": APPLICATION}).replace("application", "\\u0061pplication").encode()
    asked = {"content": b"\n".join([row] * (AT_ONCE + 1)), "headers": {"Content-Type": "application/x-ndjson"}}
    check_problem(shut.ask("lyon", "POST", "/predict/batch", **asked), "score-budget")


def test_processes_share_one_budget(engine: Engine, database_url: str) -> None:
    other = create_engine(database_url)  # what another worker has
    officer = Caller("Zoé", Role.OFFICER)
    workers = [(ScoreBudgets({Role.OFFICER: SLOW}), each) for each in (engine, other)]

    def spend(number: int) -> bool:
        budgets, there = workers[number % 2]
        try:
            budgets.spend(there, officer, 1)
        except BudgetSpent:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(40))) == AT_ONCE
    with pytest.raises(BudgetSpent):
        workers[0][0].spend(engine, Caller("ZOÉ", Role.OFFICER), 1)
    other.dispose()


def test_a_budget_fills_again_and_says_when(engine: Engine) -> None:
    with transaction(engine) as begun:

        def spend(rows: int, *, a_second: float) -> int:
            return score_budgets.spend(begun.connection, "a", rows, a_second=a_second, at_once=10)

        assert spend(10, a_second=1.0) == 0
        assert spend(4, a_second=1.0) == 4
        assert spend(11, a_second=1.0) == 10  # never passes; the wait is that for a full budget
    with transaction(engine) as begun:
        assert score_budgets.spend(begun.connection, "a", 1, a_second=1e6, at_once=10_000_000) == 0


def test_while_postgresql_is_silent_each_process_counts_for_itself() -> None:
    nowhere = create_engine("postgresql://127.0.0.1:1/nowhere")
    budgets = ScoreBudgets({Role.OFFICER: SLOW})
    for _ in range(AT_ONCE):
        budgets.spend(nowhere, Caller("A", Role.OFFICER), 1)
    with pytest.raises(BudgetSpent):
        budgets.spend(nowhere, Caller("A", Role.OFFICER), 1)
    budgets.spend(nowhere, Caller(), 1_000)  # a service that runs open
