import json
import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide import __version__
from limpide.database.embedded import embedded_server
from limpide.database.engine import create_engine
from limpide.database.migrate import upgrade
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.service.app import create_app

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_process_says_that_it_is_alive_whatever_the_database_does(memory: TestClient) -> None:
    assert memory.get("/health").json() == {"status": "ok", "version": __version__, "worker": os.getpid()}


def test_everything_is_there(http: TestClient, portfolio: Portfolio) -> None:
    answer = http.get("/ready")
    assert answer.status_code == 200
    checks = {check["name"]: check for check in answer.json()["checks"]}
    assert answer.json()["ready"]
    assert portfolio.model_version[:12] in checks["bundle"]["detail"]
    assert "16 rows scored as at training" in checks["golden_rows"]["detail"]
    assert f"{portfolio.clients} clients" in checks["snapshot"]["detail"]
    assert f"{portfolio.snapshot.mapped / 1e6:.0f} MB mapped" in checks["snapshot"]["detail"]
    assert "up to date" in checks["database"]["detail"]
    assert checks["population"]["ready"] and not checks["population"]["required"]
    assert checks["tables"]["ready"] and not checks["tables"]["required"]
    required = {name for name, check in checks.items() if check["required"]}
    assert required == {"bundle", "golden_rows", "snapshot", "database"}


def test_a_table_that_the_model_learnt_from_and_the_base_lacks_is_said_at_start_and_when_asked(
    portfolio: Portfolio, database_url: str
) -> None:
    manifest = replace(portfolio.snapshot.manifest, missing_tables=("previous",))
    without = replace(portfolio, snapshot=replace(portfolio.snapshot, manifest=manifest))
    with structlog.testing.capture_logs() as logs:
        http = TestClient(create_app(without, create_engine(database_url), journal=JOURNAL))
    [warned] = [log for log in logs if log["event"] == "missing_table"]
    assert warned["table"] == "previous"
    answer = http.get("/ready").json()
    [check] = [check for check in answer["checks"] if check["name"] == "tables"]
    assert answer["ready"] and not check["ready"] and not check["required"]
    assert "the client base has no previous" in check["detail"] == warned["reason"]


def test_what_is_still_being_prepared_is_said_and_holds_nothing_up(house: Path, database_url: str, known: str) -> None:
    bare = open_portfolio(house / "bundle", house / "snapshot")
    with TestClient(create_app(bare, create_engine(database_url), journal=JOURNAL)) as http:
        answer = http.get("/ready")
        assert answer.status_code == 200
        checks = {check["name"]: check["ready"] for check in answer.json()["checks"]}
        assert checks | {"features": None} == {**dict.fromkeys(checks, True), "population": False, "features": None}
        check_problem(http.get(f"/clients/{known}/similar"), "preparing")
        assert http.get(f"/predict/{known}").status_code == 200


def test_a_database_that_was_never_migrated_is_not_ready_and_says_what_to_run(
    portfolio: Portfolio, empty_database_url: str, known: str
) -> None:
    with TestClient(create_app(portfolio, create_engine(empty_database_url), journal=JOURNAL)) as http:
        answer = http.get("/ready")
        assert answer.status_code == 503
        assert "limpide database migrate" in answer.text
        check_problem(http.get(f"/clients/{known}/decisions"), "unavailable")


def test_a_database_that_stops_and_comes_back_is_told_and_survived(portfolio: Portfolio, known: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="limpide-test-"))
    with embedded_server(folder) as url:
        upgrade(url)
        http = TestClient(create_app(portfolio, create_engine(url), journal=JOURNAL))
        decision = {"client_id": known, "choice": "accepted", "motive": "policy", "officer": "A"}
        assert http.post("/decisions", json=decision).status_code == 201
    answer = http.post("/decisions", json=decision, headers={"Accept-Language": "en"})
    check_problem(answer, "unavailable", language="en")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    ready = http.get("/ready")
    assert ready.status_code == 503
    assert [check["name"] for check in ready.json()["checks"] if check["required"] and not check["ready"]] == [
        "database"
    ]
    assert http.get(f"/predict/{known}").status_code == 200
    with embedded_server(folder):
        assert http.get("/ready").status_code == 200
        assert http.post("/decisions", json=decision).status_code == 201
        assert len(http.get(f"/clients/{known}/decisions").json()["decisions"]) == 2
        http.app.state.engine.dispose()  # type: ignore[attr-defined]
    shutil.rmtree(folder)


def test_the_documentation_page_and_its_description_are_served(memory: TestClient) -> None:
    page = memory.get("/docs")
    assert page.status_code == 200
    assert "script-src" in page.headers["content-security-policy"]
    assert "://" not in page.text + page.headers["content-security-policy"]
    for asset in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert memory.get(asset).status_code == 200, asset
    assert memory.get("/openapi.json").json()["info"]["title"] == "Limpide"


def test_the_public_surface_is_the_one_that_was_agreed(app: FastAPI) -> None:
    """After a wanted change: write ``app.openapi()`` to the file and read the difference in review."""
    now = app.openapi()
    now["info"]["version"] = "0"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(json.dumps(now, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        pytest.fail(f"{SNAPSHOT.name} was absent and has been written; read it and commit it")
    assert now == json.loads(SNAPSHOT.read_text())


def test_every_error_of_the_description_is_a_problem(app: FastAPI) -> None:
    operations = [operation for path in app.openapi()["paths"].values() for operation in path.values()]
    errors = [
        (operation["operationId"], status, set(answer["content"]))
        for operation in operations
        for status, answer in operation["responses"].items()
        if status.startswith(("4", "5"))
    ]
    assert len(errors) > 10
    odd = [(name, status) for name, status, types in errors if types != {"application/problem+json"}]
    assert odd == [("health_health_get", "503"), ("ready_ready_get", "503")]


def test_each_request_is_one_event_that_names_no_client(http: TestClient, known: str) -> None:
    with structlog.testing.capture_logs() as events:
        http.get(f"/predict/{known}", headers={"X-Request-ID": "abc-1"})
        http.get(f"/clients/{known}/explanation?secret={known}")
        http.get("/predict/999999999")
        http.get(f"/nowhere/{known}")
        http.post("/predict", content=b"{", headers={"Content-Type": "application/json"})
    assert [event["event"] for event in events] == ["request"] * 5
    assert [event["status"] for event in events] == [200, 200, 404, 404, 400]
    assert [event["route"] for event in events] == [
        "/predict/{client_id}",
        "/clients/{client_id}/explanation",
        "/predict/{client_id}",
        "unknown",
        "/predict",
    ]
    assert all(event["ms"] >= 0 for event in events)
    assert str(known) not in str(events)


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "a\tb", '"; DROP'])
def test_a_strange_request_identifier_is_replaced(memory: TestClient, given: str) -> None:
    told = memory.get("/health", headers={"X-Request-ID": given.encode()}).headers["x-request-id"]
    assert told != given
    assert len(told) == 32


def test_a_request_identifier_is_given_back_and_headers_are_careful(memory: TestClient) -> None:
    for path in ("/health", "/predict/x", "/nowhere"):
        headers = memory.get(path, headers={"X-Request-ID": "trace.1-a_B"}).headers
        assert headers["x-request-id"] == "trace.1-a_B"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "Accept-Language" in headers["vary"]


def test_metrics_tell_how_workers_and_database_are(http: TestClient, database_url: str) -> None:
    told = http.get("/metrics").text
    found = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    worker = f'worker="{os.getpid()}"'
    assert float(found["limpide_database_writable"]) == 1
    for part in ("process", "loop", "pool"):
        assert 0 <= float(found[f'limpide_worker_heartbeat_age_seconds{{part="{part}",{worker}}}']) < 10
    assert float(found[f"limpide_worker_memory_bytes{{{worker}}}"]) > 1e7
    assert 0 <= float(found[f"limpide_database_connections_in_use{{{worker}}}"]) <= 15
