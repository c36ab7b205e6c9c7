"""/ready is red when no decision can be written, says why, and is green again by itself."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.core.deadline import within
from limpide.database.embedded import embedded_server
from limpide.database.engine import Engine, create_engine
from limpide.database.keys import Keys
from limpide.database.migrate import upgrade
from limpide.database.readiness import check_writing
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.service import current, readiness
from limpide.service.app import create_app
from limpide.service.current import Current


@pytest.fixture(autouse=True)
def _asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0.0)


@contextmanager
def done(url: str, statement: str, undo: str) -> Iterator[None]:
    """A statement of the database's owner for the length of the block."""
    owner = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(statement)
        try:
            yield
        finally:
            connection.exec_driver_sql(undo)
    owner.dispose()


def check_of(http: TestClient, name: str) -> dict[str, Any]:
    answer = http.get("/ready")
    [found] = [check for check in answer.json()["checks"] if check["name"] == name]
    assert answer.status_code == (200 if answer.json()["ready"] else 503)
    assert found["ready"] or not found["required"] or answer.status_code == 503
    return dict(found)


@pytest.mark.parametrize("table", ["decisions", "identities", "journal_head"])
def test_a_table_that_is_missing_is_named(http: TestClient, database_url: str, table: str) -> None:
    assert check_of(http, "database")["ready"]
    with done(database_url, f"ALTER TABLE {table} RENAME TO away", f"ALTER TABLE away RENAME TO {table}"):
        found = check_of(http, "database")
        assert (found["ready"], found["reason"]) == (False, "schema")
        assert table in found["detail"]
    assert check_of(http, "database")["ready"]


def test_a_right_that_was_taken_away_is_named(portfolio: Portfolio, database_url: str) -> None:
    role = "REVOKE INSERT ON decisions FROM limpide_service", "GRANT INSERT ON decisions TO limpide_service"
    engine = create_engine(database_url, restricted=True)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
        assert check_of(http, "database")["ready"]
        with done(database_url, *role):
            found = check_of(http, "database")
            assert (found["reason"], "decisions" in found["detail"]) == ("rights", True)


def test_another_key_than_the_journals_is_told_before_anybody_decides(
    portfolio: Portfolio, database_url: str, http: TestClient, known: str
) -> None:
    asked = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "A"}
    assert http.post("/decisions", json=asked).status_code == 201
    other = replace(JOURNAL, keys=Keys(b"another key than that of all the"))
    with TestClient(create_app(portfolio, create_engine(database_url), journal=other)) as wrong:
        found = check_of(wrong, "database")
        assert found["reason"] == "key"
        assert other.keys.fingerprint in found["detail"]


def test_a_home_that_cannot_be_written_to_is_told(portfolio: Portfolio, engine: Engine, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with TestClient(create_app(portfolio, engine, journal=replace(JOURNAL, home=home))) as http:
        assert check_of(http, "home")["ready"]
        assert list(home.iterdir()) == []
        shutil.rmtree(home)
        home.write_text("a file where the folder was")  # root may write to a folder of mode 0500
        found = check_of(http, "home")
        assert (found["ready"], found["reason"]) == (False, "home")
        home.unlink()
        assert check_of(http, "home")["ready"]


def test_a_population_that_cannot_be_built_is_told_and_built_once_it_can(
    house: Path, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "_LOOK_SECONDS", 0.05)
    views = tmp_path / "views"
    views.write_text("a file where the folder should be")
    serving = Current(open_portfolio(house / "bundle", house / "snapshot"), views=views)
    with TestClient(create_app(serving, engine, journal=JOURNAL)) as http:
        _wait(lambda: check_of(http, "population")["reason"] == "population")
        assert check_of(http, "population")["required"]
        views.unlink()
        _wait(lambda: bool(check_of(http, "population")["ready"]))


def test_a_database_that_says_nothing_is_told_within_seconds(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        time.sleep(4)

    monkeypatch.setattr(readiness, "check_writing", silent)
    started = time.monotonic()
    found = check_of(http, "database")
    assert time.monotonic() - started < 3.5
    assert found["reason"] == "away" and "has not answered for 2 s" in found["detail"]


def test_a_good_answer_is_given_again_for_a_moment_and_a_bad_one_never(
    http: TestClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 1.0)
    assert check_of(http, "database")["ready"]
    with done(database_url, "ALTER TABLE decisions RENAME TO away", "ALTER TABLE away RENAME TO decisions"):
        assert check_of(http, "database")["ready"]
        time.sleep(1.1)
        assert not check_of(http, "database")["ready"]
    assert check_of(http, "database")["ready"]


def test_nothing_stays_of_what_readiness_writes(engine: Engine) -> None:
    with engine.connect() as connection:
        before = connection.scalar(sa.text("SELECT count(*) FROM pg_class"))
    for _ in range(5):
        assert check_writing(engine, JOURNAL).kind is None
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM pg_class")) == before


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 160 MB; only root may make one."""
    folder = Path(tempfile.mkdtemp(prefix="limpide-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=0777", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_is_told_with_the_decisions_that_it_refuses(
    portfolio: Portfolio, known: str, small_disk: Path
) -> None:
    with embedded_server(small_disk / "server") as url:
        upgrade(url)
        engine = create_engine(url, restricted=True)
        with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
            assert check_of(http, "database")["ready"]
            filler = small_disk / "filler"
            with filler.open("wb") as file:
                _fill(file.fileno())
            found = check_of(http, "database")
            assert (found["ready"], found["reason"]) == (False, "full")
            filler.unlink()
            assert check_of(http, "database")["ready"]
            asked = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "A"}
            assert http.post("/decisions", json=asked).status_code == 201


def test_the_write_is_within_the_budget_of_the_probe(engine: Engine) -> None:
    with within(0.0):
        assert check_writing(engine, JOURNAL).kind == "away"


def _fill(descriptor: int) -> None:
    block = bytes(1 << 16)
    try:
        while os.write(descriptor, block) == len(block):
            pass
    except OSError:
        return


def _wait(holds: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
