"""The drift that was measured last, as the service tells it."""

from pathlib import Path

import pytest
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.core.errors import Corrupt
from limpide.database.engine import create_engine
from limpide.monitoring.crowd import Which, open_crowd
from limpide.monitoring.drift import Drift, measure_drift
from limpide.monitoring.limits import read_limits
from limpide.monitoring.report import Report
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.service.drift import read_drift


@pytest.fixture(scope="module")
def drift(house: Path, portfolio: Portfolio) -> Drift:
    before, now = (open_crowd(house / "snapshot", which) for which in (Which.LABELLED, Which.UNLABELLED))
    return measure_drift(before, now, limits=read_limits(), bundle=portfolio.bundle)


def test_the_last_report_is_told_with_the_most_moved_features_first(
    drift: Drift, portfolio: Portfolio, tmp_path: Path
) -> None:
    Report(kind="drift", limits=read_limits(), drift=drift).write(tmp_path)
    nowhere = create_engine("postgresql://127.0.0.1:1/nowhere")
    with TestClient(create_app(portfolio, nowhere, report=tmp_path)) as http:
        told = http.get("/monitoring/drift", params={"top": 5}, headers={"Accept-Language": "en"}).json()
    assert told["urgency"] == drift.verdict.value and told["alarms"] == len(drift.alarms)
    assert (told["clients_before"], told["clients_now"]) == (drift.reference.clients, drift.current.clients)
    assert drift.score is not None
    assert told["score"]["accepted_now"] == pytest.approx(drift.score.current.accepted)
    by_name = {feature.name: feature for feature in drift.features if feature.used}
    assert len(told["features"]) == 5
    for shown in told["features"]:
        assert shown["psi"] == pytest.approx(by_name[shown["name"]].psi) and shown["label"] == by_name[shown["name"]].en


def test_without_a_report_the_service_says_how_to_make_one(memory: TestClient) -> None:
    answer = memory.get("/monitoring/drift", headers={"Accept-Language": "en"})
    check_problem(answer, "no-report", language="en")
    assert "limpide monitor report" in answer.json()["detail"]


def test_a_report_of_another_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"format": 99}')
    with pytest.raises(Corrupt, match=r"report\.json"):
        read_drift(tmp_path, language="fr", top=1)
