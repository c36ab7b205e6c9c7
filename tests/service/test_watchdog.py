"""A worker of two that stops, or whose event loop or threads hang, is replaced; a busy one is not."""

import asyncio
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from starlette.concurrency import run_in_threadpool
from test_workers import asking, children, load, workers

from limpide.cli.processes import Child
from limpide.database.embedded import embedded_server
from limpide.service import heartbeat
from limpide.service.heartbeat import Heartbeat, find_all_beats, find_beats

__all__ = ["workers"]  # the fixture


@pytest.mark.slow
def test_a_stopped_worker_is_replaced_within_ten_seconds_and_both_answer_again(
    workers: tuple[Child, str, Path], known: str
) -> None:
    child, url, _ = workers
    stopped, other = children(child)
    begun = time.monotonic()
    os.kill(stopped, signal.SIGSTOP)
    while Path(f"/proc/{stopped}").exists():
        assert time.monotonic() - begun < 10, "the stopped worker was never ended"
        time.sleep(0.1)
    pids = children(child)
    assert other in pids and stopped not in pids
    for pid in pids:
        with asking(url, pid) as http:
            assert http.get(f"/predict/{known}").status_code == 200
    # The start of a process is as quick as the machine is free: 10 s in all where this test was alone.
    assert time.monotonic() - begun < 60
    log = Path(child.log).read_text()
    assert '"event": "worker_replaced"' in log and f'"worker": {stopped}' in log


@pytest.mark.slow
def test_workers_under_load_are_not_replaced(workers: tuple[Child, str, Path], known: str) -> None:
    child, url, _ = workers
    before = children(child)
    with load(url, known) as statuses:
        time.sleep(15)
    assert set(statuses) == {200}
    assert children(child) == before


@pytest.mark.slow
def test_workers_end_when_their_supervisor_is_killed(workers: tuple[Child, str, Path], tmp_path: Path) -> None:
    child, _, _ = workers
    pids = children(child)
    child.process.kill()
    child.process.wait()
    deadline = time.monotonic() + 15
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a worker outlived its supervisor"
        time.sleep(0.1)
    with embedded_server(tmp_path / "home" / "postgres"):
        pass  # the database that was left is taken over, and stopped


def test_process_event_loop_and_thread_pool_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_BEAT_SECONDS", 0.02)
    released = threading.Event()

    async def hold_the_loop_then_the_threads() -> None:
        beating = Heartbeat(folder=tmp_path)
        await beating.start()
        await asyncio.sleep(0.2)
        time.sleep(0.5)
        held = find_beats(tmp_path, os.getpid())
        assert held is not None and held.process - held.loop > 0.3
        threads = [asyncio.create_task(run_in_threadpool(released.wait, 30)) for _ in range(40)]
        await asyncio.sleep(0.6)
        waiting = find_beats(tmp_path, os.getpid())
        assert waiting is not None and waiting.loop - waiting.pool > 0.4
        assert waiting.process - waiting.loop < 0.3
        monkeypatch.setattr(heartbeat, "POOL_SECONDS", 0.3)
        assert _hangs(beating)
        released.set()
        await asyncio.gather(*threads)
        await asyncio.sleep(0.2)
        assert not _hangs(beating)
        await beating.stop()

    asyncio.run(hold_the_loop_then_the_threads())
    assert set(find_all_beats(tmp_path)) == {os.getpid()}


def _hangs(beating: Heartbeat) -> bool:
    return beating.hangs


def test_before_its_first_heartbeat_a_worker_has_none(tmp_path: Path) -> None:
    assert find_beats(tmp_path, 1) is None
    (tmp_path / "1").write_bytes(b"half")
    assert find_beats(tmp_path, 1) is None
