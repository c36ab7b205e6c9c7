import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from limpide.cli.app import app, main

LIMPIDE = [sys.executable, "-m", "limpide.cli"]


def _run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LIMPIDE, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def _commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*before, name))
        else:
            yield " ".join((*before, name))


@pytest.mark.parametrize("command", list(_commands(typer.main.get_command(app))))
def test_every_command_says_what_it_does_with_an_example(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"])
    assert shown.exit_code == 0
    assert f"limpide {command}" in shown.stdout.split("Example", 1)[1]


@pytest.mark.parametrize(
    "command",
    [
        "data check nowhere",
        "data describe nowhere",
        "data synthesise --clients 0 --seed 1 --out out",
        "data synthesise --clients 10 --seed 1 --out out --format xls",
        "features build --data nowhere --out out",
        "train --snapshot nowhere --out out",
        "train --snapshot . --out out",
        "compare --snapshot nowhere --out out",
        "score --bundle nowhere --snapshot nowhere --out scores.csv",
        "score --bundle nowhere --snapshot nowhere --out scores.txt",
        "serve --bundle nowhere --snapshot nowhere --port 0",
        "bundle verify nowhere",
        "bundle verify .",
        "bundle card --bundle nowhere --out out",
        "bundle coherence --bundle nowhere --snapshot nowhere",
        "serve --bundle one --model models:/limpide@champion --port 0",
        "serve --model models:/limpide --port 0",
        "train --snapshot . --out out --review-cost -1",
        "features build --data nowhere --out out --without nobody.txt",
        "no-such-verb",
        "demo --clients 3",
    ],
)
def test_bad_input_ends_with_exit_code_2_and_a_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["limpide", *command.split()])
    with _signals_restored(), pytest.raises(SystemExit) as ended:
        main()
    said = "".join(capsys.readouterr())
    assert ended.value.code == 2, said
    assert "Traceback" not in said
    assert len(said.strip()) > 20
    assert list(tmp_path.iterdir()) == []


def test_a_process_ends_the_same_way(tmp_path: Path) -> None:
    refused = _run("bundle", "verify", "nowhere", folder=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith("limpide: ")
    assert "Traceback" not in refused.stderr


@contextmanager
def _signals_restored() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("verb", ["synthesise", "build", "train"])
def test_an_interrupted_command_leaves_nothing(
    verb: str, number: signal.Signals, code: int, house: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments: dict[str, list[str | Path]] = {
        "synthesise": ["data", "synthesise", "--clients", "200000", "--seed", "1", "--out", out],
        "build": ["features", "build", "--data", house / "data", "--out", out],
        "train": ["train", "--snapshot", house / "snapshot", "--out", out],
    }
    command = [*LIMPIDE, *map(str, arguments[verb])]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        _wait_until(lambda: any(tmp_path.iterdir()), process)
        time.sleep(0.3)
        os.kill(process.pid, number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def _wait_until(condition: object, process: subprocess.Popen[str]) -> None:
    assert callable(condition)
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "the command ended before it could be interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_help_needs_no_heavy_library(tmp_path: Path) -> None:
    program = (
        "import sys; from limpide.cli import app; heavy = {'ibis', 'duckdb', 'lightgbm', 'sklearn', 'fastapi', "
        "'sqlalchemy', 'streamlit', 'pandas', 'numpy'}; print(sorted(heavy & sys.modules.keys()))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert shown.stdout.strip() == "[]"
