"""A challenger scores in the shadow what the champion answered."""

import json
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.bundle.archive import Bundle, open_bundle
from limpide.database.engine import create_engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.service.shadow import Shadow, open_shadow
from other_bundle import SHIFT, write_other_bundle


@pytest.fixture(scope="module")
def challenger(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return open_bundle(write_other_bundle(house / "bundle", tmp_path_factory.mktemp("other") / "bundle"))


def answers(portfolio: Portfolio, shadow: Shadow, *clients: str) -> None:
    nowhere = create_engine("postgresql://127.0.0.1:1/nowhere")
    with TestClient(create_app(portfolio, nowhere, journal=JOURNAL, shadow=shadow)) as http:
        for client in clients:
            assert http.get(f"/predict/{client}").status_code == 200
            assert http.post("/predict", json={"client_id": client}).status_code == 200


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]


def test_both_answers_are_written_and_nothing_says_whose(
    portfolio: Portfolio, challenger: Bundle, tmp_path: Path
) -> None:
    clients = portfolio.snapshot.index.names(slice(5))
    answers(portfolio, Shadow(challenger, tmp_path / "shadow"), *clients)
    written = lines(tmp_path / "shadow")
    assert len(written) == 10
    assert {(each["champion"], each["challenger"]) for each in written} == {
        (portfolio.model_version, challenger.version)
    }
    odds = [(each[f"{who}_probability"]) for each in written for who in ("champion", "challenger")]
    for own, other in zip(odds[::2], odds[1::2], strict=True):
        assert isinstance(own, float) and isinstance(other, float)
        assert other / (1 - other) / (own / (1 - own)) == pytest.approx(2.718281828**SHIFT, rel=1e-3)
    text = "".join(path.read_text() for path in (tmp_path / "shadow").iterdir())
    assert not [client for client in clients if str(client) in text]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "shadow").iterdir())


def test_a_challenger_that_serves_has_nobody_to_challenge(portfolio: Portfolio, known: str, tmp_path: Path) -> None:
    answers(portfolio, Shadow(portfolio.bundle, tmp_path / "shadow"), known)
    assert lines(tmp_path / "shadow") == []


def test_a_disk_that_fails_costs_no_answer(
    portfolio: Portfolio, challenger: Bundle, known: str, tmp_path: Path
) -> None:
    shadow = Shadow(challenger, tmp_path / "shadow")
    shadow.start()
    (tmp_path / "shadow").rmdir()
    (tmp_path / "shadow").write_text("a file where the folder was")
    answers(portfolio, shadow, known)
    assert (tmp_path / "shadow").read_text() == "a file where the folder was"


def test_to_note_an_answer_takes_microseconds_even_when_nobody_scores(
    portfolio: Portfolio, challenger: Bundle, known: str, tmp_path: Path
) -> None:
    shadow = Shadow(challenger, tmp_path / "shadow")  # not started: everything waits
    answer = portfolio.predict(known)
    started = time.perf_counter()
    for _ in range(20_000):
        shadow.note(portfolio, answer, row=None)
    assert (time.perf_counter() - started) / 20_000 < 100e-6


def test_without_a_challenger_there_is_no_shadow(tmp_path: Path) -> None:
    assert open_shadow(None, home=tmp_path) is None
    assert list(tmp_path.iterdir()) == []
