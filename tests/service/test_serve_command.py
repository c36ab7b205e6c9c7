import os
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import structlog
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from limpide.cli.database import app
from limpide.core.errors import InvalidInput
from limpide.database.cluster import open_cluster
from limpide.database.migrate import schema_state
from limpide.service.app import app_from_settings
from ports import own_port


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """A command sends the events of its process to its own standard error."""
    yield
    structlog.reset_defaults()


KEY = b64encode(b"k" * 32).decode()


def environment(**given: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "LIMPIDE_LOG_FORMAT": "json", **given}


@contextmanager
def limpide(*arguments: str, env: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "limpide.cli", *arguments]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(*arguments: str, env: Mapping[str, str]) -> tuple[int, str]:
    with limpide(*arguments, env=env) as process:
        _, told = process.communicate(timeout=60)
    return process.returncode, told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_starts_its_own_migrated_database_answers_and_leaves_nothing_running(
    house: Path, tmp_path: Path, known: str, number: signal.Signals
) -> None:
    home = tmp_path / "a home"
    port = own_port(22_500)
    arguments = ["serve", "--port", str(port)]
    paths = {"LIMPIDE_BUNDLE": str(house / "bundle"), "LIMPIDE_SNAPSHOT": str(house / "snapshot")}
    with limpide(*arguments, env=environment(LIMPIDE_HOME=str(home), **paths)) as process:
        assert process.stderr is not None
        told = next(line for line in process.stderr if "listening" in line)
        assert f"http://127.0.0.1:{port}" in told
        base = f"http://127.0.0.1:{port}"
        decision = {"client_id": known, "choice": "refused", "motive": "follows_score", "officer": "A"}
        assert httpx.post(f"{base}/decisions", json=decision, timeout=30).status_code == 201
        assert httpx.get(f"{base}/ready", timeout=30).status_code == 200
        process.send_signal(number)
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 128 + number
    assert "Traceback" not in rest
    assert not open_cluster((home / "postgres" / "data").resolve()).answers()


def test_a_start_loads_nothing_that_a_first_answer_does_not_need() -> None:
    later = "{'ibis', 'alembic', 'jwt', 'duckdb', 'pandas', 'scipy', 'opentelemetry.sdk'}"
    code = f"import sys, limpide.service.app, uvicorn; print(sorted({later} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_port_that_is_taken_is_one_sentence(house: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, told = ended("serve", "--port", str(taken.getsockname()[1]), env=environment())
    assert code == 1
    assert "Address already in use" in told
    assert "--port" in told
    assert told.count("\n") == 1


def test_a_given_database_is_never_migrated_unasked(house: Path, empty_database_url: str, tmp_path: Path) -> None:
    env = environment(DATABASE_URL=empty_database_url, LIMPIDE_HOME=str(tmp_path))
    arguments = ["serve", "--port", "0", "--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot")]
    code, told = ended(*arguments, env=env)
    assert code == 1
    assert 'run "limpide database migrate"' in told
    assert list(tmp_path.iterdir()) == []
    assert not schema_state(empty_database_url).usable


def test_a_journal_of_another_key_is_said_at_the_start(house: Path, database_url: str, tmp_path: Path) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE journal_head SET key_fingerprint = '0123456789abcdef'"))
    engine.dispose()
    arguments = ["serve", "--port", "0", "--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot")]
    code, told = ended(
        *arguments, env=environment(DATABASE_URL=database_url, LIMPIDE_HOME=str(tmp_path), LIMPIDE_KEY=KEY)
    )
    assert code == 1
    assert "sealed with the key 0123456789abcdef" in told and "set LIMPIDE_KEY to the journal's own" in told


def test_the_schema_is_migrated_by_command(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logs_as_before: None
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path))
    told = [CliRunner().invoke(app, [verb]) for verb in ("status", "migrate", "migrate", "status")]
    assert [each.exit_code for each in told] == [1, 0, 0, 0]
    assert "limpide database migrate" in told[0].output
    assert all("up to date" in each.output for each in told[1:])
    assert list(tmp_path.iterdir()) == []


def test_the_factory_for_other_servers_needs_a_database_address(
    house: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, logs_as_before: None
) -> None:
    monkeypatch.setenv("LIMPIDE_BUNDLE", str(house / "bundle"))
    monkeypatch.setenv("LIMPIDE_SNAPSHOT", str(house / "snapshot"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(InvalidInput, match="DATABASE_URL is not set"):
        app_from_settings()
    monkeypatch.setenv("DATABASE_URL", database_url)
    app_from_settings().state.engine.dispose()
