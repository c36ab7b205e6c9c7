"""The sandbox: whatever an untrusted file makes its child do, the parent gets an answer or a sentence, and soon."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from limpide.core.errors import SandboxFailure
from limpide.core.sandbox import Limits, Sandbox

LIMITS = Limits(memory=200_000_000, cpu_seconds=1, wall_seconds=2.5, file_size=1_000_000)
CHILD = """
import os, signal, sys, time
from limpide.core.sandbox_child import serve

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def work(files):
    {work}

serve(work, files=2)
"""


def run(tmp_path: Path, work: str, *, spare: bool = False) -> str:
    program = tmp_path / "child.py"
    program.write_text(CHILD.format(work=work))
    sandbox = Sandbox((str(program),), LIMITS, spare=spare)
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as sink:
        source.write(b"given")
        source.seek(0)
        answer = sandbox.run(source.fileno(), sink.fileno())
        sink.seek(0)
        written = sink.read().decode()
    sandbox.close()
    return answer + written


def test_a_child_reads_and_writes_the_files_that_it_is_given(tmp_path: Path) -> None:
    work = "os.write(files[1], os.read(files[0], 10).upper()); return 'read '"
    assert run(tmp_path, work) == run(tmp_path, work, spare=True) == "read GIVEN"


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        ("bytearray(400_000_000); return 'had it'", "crash"),
        ("time.sleep(60)", "time"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crash"),
        ("os.kill(os.getpid(), signal.SIGSTOP)", "time"),
        ("sys.exit(0)", "crash"),
        ("os.write(files[1], bytes(2_000_000)) and os.write(files[1], b'x'); return 'written'", "crash"),
    ],
)
def test_what_a_child_may_not_use_is_told_in_time(tmp_path: Path, work: str, kind: str) -> None:
    began = time.monotonic()
    with pytest.raises(SandboxFailure) as failure:
        run(tmp_path, work)
    assert failure.value.kind == kind
    assert time.monotonic() - began < LIMITS.wall_seconds + 3


def test_a_child_that_never_stops_computing_is_ended(tmp_path: Path) -> None:
    with pytest.raises(SandboxFailure) as failure:
        run(tmp_path, "while True: pass")
    assert failure.value.kind in ("crash", "time")  # out of processor time, or of time where others use it


def test_a_child_knows_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMPIDE_KEY", "secret")
    assert run(tmp_path, "return str('LIMPIDE_KEY' in os.environ)") == "False"


def test_no_child_stays(tmp_path: Path) -> None:
    before = _children()
    run(tmp_path, "return 'done'", spare=True)
    time.sleep(0.2)
    assert _children() <= before


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
