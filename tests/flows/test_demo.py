import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
DEMO = [sys.executable, "-m", "limpide.cli", "demo", "--clients", "2000"]
PORTS = ["--port", "18700", "--dashboard-port", "18750"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all demos: the second one finds the clients and the model of the first."""
    return tmp_path_factory.mktemp("demo")


@contextmanager
def _demo(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    said = home / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [*DEMO, *PORTS], stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "LIMPIDE_HOME": str(home)}
        )
    try:
        deadline = time.monotonic() + 90
        while b"Ctrl-C ends everything" not in said.read_bytes():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        yield process, said
    finally:
        process.kill()
        process.wait()


def _processes_of(home: Path) -> list[str]:
    """The command lines of living processes that have the folder there or in their environment."""
    return [
        line
        for entry in Path("/proc").glob("[0-9]*")
        if (line := _read(entry / "cmdline")) and str(home) in line + _read(entry / "environ")
    ]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""  # it has ended, or is not ours


def _addresses(said: Path) -> tuple[str, str]:
    dashboard, api = re.findall(r"http://127\.0\.0\.1:\d+", said.read_text())[:2]
    return dashboard, api


def test_once_checks_the_chain_and_steps_aside_when_a_port_is_taken(home: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it, which serves as well
        ended = subprocess.run(
            [*DEMO, "--once"],
            env={**os.environ, "LIMPIDE_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr
    assert "port 8000 is taken; the API listens on 80" in ended.stderr
    assert "2000 predictions over HTTP equal the batch scores" in ended.stderr
    assert _processes_of(home) == []


def test_ctrl_c_ends_everything(home: Path) -> None:
    with _demo(home) as (process, said):
        for address in _addresses(said):
            with urllib.request.urlopen(address + ("/docs" if ":1870" in address else ""), timeout=5) as answer:
                assert answer.status == 200
        assert _processes_of(home)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert "Traceback" not in said.read_text()
        assert _processes_of(home) == []


def test_a_dead_child_ends_the_demo_with_the_reason(home: Path) -> None:
    with _demo(home) as (process, said):
        [api] = [int(pid) for pid in _children(process.pid) if " serve " in _read(Path(f"/proc/{pid}/cmdline"))]
        os.kill(api, signal.SIGKILL)
        assert process.wait(30) == 1
        assert "the API ended with exit code -9" in said.read_text()
        assert _processes_of(home) == []


def test_a_killed_demo_takes_its_children_with_it_and_the_next_one_starts(home: Path) -> None:
    with _demo(home) as (process, _):
        process.kill()
        process.wait()
        deadline = time.monotonic() + 15
        while any(" serve " in line or "dashboard" in line for line in _processes_of(home)):
            assert time.monotonic() < deadline, _processes_of(home)
            time.sleep(0.2)
    with _demo(home) as (process, said):
        assert "is taken" not in said.read_text()
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert _processes_of(home) == []


def test_two_demos_run_side_by_side_and_none_in_the_folder_of_another(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    with _demo(home) as (one, first), _demo(other) as (two, second):
        assert set(_addresses(first)).isdisjoint(_addresses(second))
        for address in (*_addresses(first), *_addresses(second)):
            with urllib.request.urlopen(address + ("/docs" if ":1870" in address else ""), timeout=5) as answer:
                assert answer.status == 200
        refused = subprocess.run(
            [*DEMO, *PORTS], env={**os.environ, "LIMPIDE_HOME": str(home)}, capture_output=True, text=True, check=False
        )
        assert refused.returncode == 1
        assert f"a demo runs in {home / 'demo'} already, process {one.pid}" in refused.stderr
        for process in (one, two):
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
