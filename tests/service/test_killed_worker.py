"""The process of the service is killed in the middle of a decision; the officer sends the same request again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from ports import own_port


@contextmanager
def serving(house: Path, home: Path, database_url: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A service of its own process, ready."""
    port = own_port(22_400)
    arguments = ["--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot"), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": database_url, "LIMPIDE_HOME": str(home)}
    with (home / "api.log").open("ab") as log:
        command = [sys.executable, "-m", "limpide.cli", "serve", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not _is_ready(url):
            assert process.poll() is None and time.monotonic() < deadline, (home / "api.log").read_text()
            time.sleep(0.1)
        yield url, process
    finally:
        process.kill()
        process.wait()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def decide(url: str, client_id: str, key: str) -> httpx.Response:
    asked = {"client_id": client_id, "choice": "refused", "motive": "policy", "officer": "A"}
    return httpx.post(f"{url}/decisions", json=asked, headers={"Idempotency-Key": key}, timeout=30)


@pytest.mark.slow
def test_a_worker_killed_before_or_after_the_commit_stores_a_decision_once(
    house: Path, known: str, database_url: str, tmp_path: Path
) -> None:
    owner = sa.create_engine(database_url)
    with serving(house, tmp_path, database_url) as (url, process), ThreadPoolExecutor(1) as officer:
        answered = decide(url, known, "answered")
        assert answered.status_code == 201
        with owner.begin() as holding:  # the writer waits for the last link, its request has begun
            holding.execute(sa.text("SELECT 1 FROM journal_head FOR UPDATE"))
            asked = officer.submit(decide, url, known, "in-the-middle")
            _wait_for_a_writer(owner)
            process.send_signal(signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                asked.result(timeout=30)
    with serving(house, tmp_path, database_url) as (url, _):
        assert decide(url, known, "answered").json() == answered.json()
        assert decide(url, known, "in-the-middle").status_code == 201
        assert decide(url, known, "in-the-middle").status_code == 201
    with owner.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM decisions")) == 2
    owner.dispose()


def _wait_for_a_writer(owner: sa.Engine) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'journal_head'")
    deadline = time.monotonic() + 20
    while True:
        with owner.connect() as connection:
            if connection.scalar(waiting):
                return
        assert time.monotonic() < deadline, "no writer came to wait for the last link"
        time.sleep(0.05)
