"""Several workers behind one port: each answers, what is mapped is there once, a switch and a stop reach all."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from limpide.cli.processes import Child, running
from limpide.core import seal
from other_bundle import write_other_bundle
from ports import own_port


@pytest.fixture
def workers(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Child, str, Path]]:
    """Two workers with a database of their own, on a link to the bundle."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    bundle = tmp_path / "bundle"
    bundle.symlink_to(house / "bundle")
    port = own_port(22_600)
    arguments = ["serve", "--bundle", str(bundle), "--snapshot", str(house / "snapshot"), "--port", str(port)]
    environment = {"LIMPIDE_HOME": str(tmp_path / "home"), "LIMPIDE_LOG_FORMAT": "json"}
    with running("API", [*arguments, "--workers", "2"], log=tmp_path / "log", environment=environment) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        yield child, f"http://127.0.0.1:{port}", bundle


def children(child: Child) -> list[int]:
    """The processes of both workers: those of the supervisor's that map the client base."""
    parent, found = child.process.pid, list[int]()
    deadline = time.monotonic() + 30
    while len(found) < 2:
        assert time.monotonic() < deadline, "the second worker never came"
        every = map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        found = [pid for pid in every if "features.npy" in smaps(pid)]
        time.sleep(0.2)
    return found


@contextmanager
def asking(url: str, pid: int) -> Iterator[httpx.Client]:
    """A caller whose one connection is with the worker of that process; pausing the others would have them replaced."""
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline, f"worker {pid} never answered"
        with httpx.Client(base_url=url, timeout=30) as http:
            if http.get("/health").json()["worker"] == pid:
                yield http
                return


def pages(pid: int, file: str) -> dict[str, int]:
    """Kilobytes of a file that a process maps: in memory, shared with others, its own."""
    entry = re.search(rf"[^\n]*{re.escape(file)}\n(.*?)(?=\n[0-9a-f]+-[0-9a-f]+ |\Z)", smaps(pid), re.DOTALL)
    assert entry is not None
    return {name: int(size) for name, size in re.findall(r"(\w+): +(\d+) kB", entry[1])}


def smaps(pid: int) -> str:
    return Path(f"/proc/{pid}/smaps").read_text()


def everybody_answers(url: str, pids: list[int], known: str) -> set[str]:
    """Ask each worker alone; return the versions of the model that they told."""
    told = set()
    for pid in pids:
        with asking(url, pid) as http:
            told.add(http.get(f"/clients/{known}/explanation").raise_for_status().json()["model_version"])
            assert http.get("/ready").status_code == 200
    return told


@contextmanager
def load(url: str, known: str) -> Iterator[list[int]]:
    """Four callers who never stop asking; yields the statuses of their answers."""
    statuses: list[int] = []
    ended = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=url, timeout=30) as http:
            while not ended.is_set():
                try:
                    statuses.append(http.get(f"/clients/{known}/explanation").status_code)
                except httpx.TransportError:
                    ended.wait(0.05)  # the service has ended

    callers = [threading.Thread(target=ask) for _ in range(4)]
    for each in callers:
        each.start()
    try:
        yield statuses
    finally:
        ended.set()
        for each in callers:
            each.join()


@pytest.mark.slow
def test_two_workers_answer_share_what_is_mapped_switch_together_and_stop_in_time(
    workers: tuple[Child, str, Path], house: Path, tmp_path: Path, known: str
) -> None:
    child, url, bundle = workers
    pids = children(child)
    before = everybody_answers(url, pids, known)
    assert len(before) == 1
    for pid in pids:  # the pages that both have looked at are in memory once, and nobody has a copy
        mapped = pages(pid, "snapshot/features.npy")
        assert mapped["Rss"] >= mapped["Shared_Clean"] > 0
        assert mapped["Pss"] < mapped["Rss"]
        assert mapped["Anonymous"] == mapped["Private_Dirty"] == 0
    after = seal.read_version(write_other_bundle(house / "bundle", tmp_path / "other"))
    with load(url, known) as statuses:
        link = tmp_path / "new"
        link.symlink_to(tmp_path / "other")
        link.replace(bundle)
        deadline = time.monotonic() + 60
        while everybody_answers(url, pids, known) != {after}:
            assert time.monotonic() < deadline, "a worker never took the new model"
            time.sleep(0.2)
        assert set(statuses) == {200}
        told = time.monotonic()
        child.process.send_signal(signal.SIGTERM)
        child.process.wait(timeout=30)
        assert time.monotonic() - told < 10
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.slow
def test_a_revocation_reaches_both_workers_within_five_seconds_and_no_access_is_lost_at_a_stop(
    workers: tuple[Child, str, Path], tmp_path: Path, known: int
) -> None:
    child, url, _ = workers
    environment = {**os.environ, "LIMPIDE_HOME": str(tmp_path / "home")}

    def limpide(*words: str) -> str:
        asked = [sys.executable, "-m", "limpide.cli", *words]
        return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout

    token = limpide("accounts", "create", "Zoé", "--role", "officer").strip().splitlines()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    pids = children(child)

    def statuses() -> set[int]:
        told = set()
        for pid in pids:
            with asking(url, pid) as http:
                told.add(http.get(f"/predict/{known}", headers=headers).status_code)
        return told

    deadline = time.monotonic() + 30
    while httpx.get(f"{url}/predict/{known}").status_code != 401:  # it closes within seconds of the first account
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert statuses() == {200}
    limpide("accounts", "revoke", "Zoé")
    time.sleep(5)
    assert statuses() == {401}
    child.process.send_signal(signal.SIGTERM)
    child.process.wait(timeout=30)
    assert "Zoé" in limpide("access-log", "export", "--client", str(known))
