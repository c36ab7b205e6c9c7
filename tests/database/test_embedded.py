import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from limpide.core.errors import InvalidInput, Unavailable
from limpide.database.cluster import open_cluster
from limpide.database.embedded import embedded_server

STAYS = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests may run where it is ignored
import psycopg, structlog
from pathlib import Path
from limpide.database.embedded import embedded_server
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
if len(sys.argv) > 2:
    os.setgroups([])
    os.setgid(int(sys.argv[2]))
    os.setuid(int(sys.argv[2]))
with embedded_server(Path(sys.argv[1])) as url:
    try:
        print(url, flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        psycopg.connect(url.replace("+psycopg", "")).close()
        print("the server still answers", flush=True)
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder whose server has run once."""
    path = Path(tempfile.mkdtemp(prefix="limpide-test-"))
    with embedded_server(path) as url:
        ask(url, "SELECT 1")
    yield path
    shutil.rmtree(path)


@pytest.fixture
def empty() -> Iterator[Path]:
    """Not pytest's own temporary folder: that one is closed again at the next run, while servers live."""
    path = Path(tempfile.mkdtemp(prefix="limpide-test-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def folder(made: Path, empty: Path) -> Path:
    """A copy of ``made``: copying takes a tenth of the time of making."""
    subprocess.run(["cp", "-a", f"{made}/.", str(empty)], check=True)
    return empty


def ask(url: str, question: str) -> str:
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def keep(url: str, number: int) -> None:
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute(f"CREATE TABLE kept AS SELECT {number} AS number".encode())


def runs(folder: Path) -> bool:
    return open_cluster(folder.resolve() / "data").answers()


@contextmanager
def another_user(folder: Path, *account: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", STAYS, str(folder), *account],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql+psycopg://")
        try:
            yield process
        finally:
            process.kill()


def test_a_server_of_version_18_starts_in_a_new_folder_syncs_to_disk_and_stops(empty: Path) -> None:
    with embedded_server(empty / "new" / "one") as url:
        assert ask(url, "SHOW server_version").startswith("18.")
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW listen_addresses") == ""
        assert ask(url, "SHOW TimeZone") == "UTC"
    assert not runs(empty / "new" / "one")


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with embedded_server(folder) as url:
        keep(url, 42)
    with embedded_server(folder) as url:
        assert ask(url, "SELECT number FROM kept") == "42"


@pytest.mark.parametrize("name", ["a" * 150, 'l\'été, 50 % "$HOME" `id`;x'], ids=["long", "odd"])
def test_a_relative_path_that_no_socket_could_have_works(
    made: Path, empty: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(empty)
    subprocess.run(["cp", "-a", str(made), str(empty / name)], check=True)
    with embedded_server(Path(name)) as url:
        assert ask(url, "SELECT 1") == "1"
        sockets = Path(ask(url, "SHOW unix_socket_directories"))
        assert sockets.stat().st_mode & 0o077 == 0
    assert not sockets.exists()


def test_two_processes_share_one_server_and_the_last_one_to_leave_stops_it(folder: Path) -> None:
    with another_user(folder) as other:
        with embedded_server(folder) as url:
            other.send_signal(signal.SIGINT)
            assert other.wait(timeout=30) == 0
            assert ask(url, "SELECT 1") == "1"
        assert not runs(folder)


def test_starters_that_race_end_up_with_one_server(folder: Path) -> None:
    pids: list[str] = []
    together = threading.Barrier(3)

    def start() -> None:
        with embedded_server(folder) as url:
            pids.append(ask(url, "SELECT pg_postmaster_start_time()"))
            together.wait(timeout=60)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(pids) == 3
    assert len(set(pids)) == 1
    assert not runs(folder)


def test_ctrl_c_reaches_the_program_and_not_the_server_before_it(folder: Path) -> None:
    with another_user(folder) as other:
        assert other.stdout is not None
        os.killpg(other.pid, signal.SIGINT)  # what a terminal does
        assert other.stdout.readline() == "the server still answers\n"
        assert other.wait(timeout=30) == 0
    assert "was not properly shut down" not in (folder / "data" / "server.log").read_text()
    assert not runs(folder)


def test_a_server_left_by_a_killed_program_is_taken_over_and_stopped(folder: Path) -> None:
    with another_user(folder) as other:
        other.kill()
        other.wait(timeout=30)
        assert runs(folder)
        with embedded_server(folder) as url:
            assert ask(url, "SELECT 1") == "1"
        assert not runs(folder)


def test_a_server_that_died_is_started_again(folder: Path) -> None:
    with embedded_server(folder) as url:
        keep(url, 42)
        pid = int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGQUIT)  # dies at once, as in a crash
        deadline = time.monotonic() + 30
        while runs(folder) and time.monotonic() < deadline:
            time.sleep(0.05)
    with embedded_server(folder) as url:
        assert ask(url, "SELECT number FROM kept") == "42"


def test_a_server_that_died_is_started_again_when_another_program_has_its_number(folder: Path) -> None:
    with embedded_server(folder) as url:
        lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
        ask(url, "SELECT 1")
    other = subprocess.Popen(["sleep", "60"])
    try:
        (folder / "data" / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        with embedded_server(folder) as url:
            ask(url, "SELECT 1")
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_data_of_another_postgresql_version_are_named_and_left_alone(folder: Path) -> None:
    (folder / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match=r"made by PostgreSQL 17 .* pg_dump"), embedded_server(folder):
        pass


def test_a_server_that_cannot_start_quotes_its_log(folder: Path) -> None:
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = 0\n")
    with pytest.raises(Unavailable, match=r"did not start in .*contains errors.*server\.log"), embedded_server(folder):
        pass


def test_a_file_in_the_place_of_the_folder_is_one_clear_sentence(empty: Path) -> None:
    (empty / "taken").touch()
    with pytest.raises(InvalidInput, match="cannot keep its data in"), embedded_server(empty / "taken"):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_normal_user_runs_it_as_himself(empty: Path) -> None:
    empty.chmod(0o777)
    mine = empty / "mine"
    with another_user(mine, "65534"):
        assert (mine / "data").stat().st_uid == 65534


def test_without_the_wheel_the_sentence_says_what_to_install(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(Unavailable, match=r"limpide\[embedded\].*DATABASE_URL"), embedded_server(empty):
        pass
