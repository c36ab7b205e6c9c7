"""A platform for an hour: a database, bundle and snapshot behind an address, and commands started as it starts them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import httpx
from deployment import HOUSE, program

from ports import own_port

ONLY = Path(__file__).with_name("only")
# LightGBM's package asks for SciPy, Ibis for DuckDB and pandas with it; a scoring server needs none of them.
STARTER = "honcho"  # the platform's own
NEVER_ON_A_SERVER = {"scipy", "pandas", "duckdb", "narwhals", "pytz"}


@dataclass(frozen=True)
class Platform:
    """What a platform gives to every process."""

    environment: Mapping[str, str]

    def run(self, command: str) -> str:
        """Run a command to its end, as a platform's shell does, and return its standard output."""
        ended = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=HOUSE,
            env=self._given(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    @contextmanager
    def started(self, command: str, *, health: str, lock: str, log: Path, **more: str) -> Iterator[str]:
        """Yield the address of a process that has only the packages of a lock, once it is healthy."""
        port = own_port(19_000)
        without = {"LIMPIDE_TEST_WITHOUT": " ".join(absent(lock)), "PYTHONPATH": str(ONLY)}
        given = {**self._given(), **without, "PORT": str(port), **more}
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=HOUSE,
                env=given,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}{health}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            assert process.wait(30) in (0, -signal.SIGTERM, 128 + signal.SIGTERM), log.read_text()

    def _given(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIMPIDE")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {**kept, "PATH": path, **self.environment}


def honcho(process: str) -> str:
    """The command that starts a line of the Procfile, exactly as written, on PORT."""
    return f'exec "{program("honcho")}" --no-colour --procfile Procfile start --port "$PORT" {process}'


def absent(lock: str) -> list[str]:
    """The modules of this environment that would not be there if only a lock had been installed."""
    pinned = re.findall(r"^([a-z0-9._-]+)(?:\[|==)", (HOUSE / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE)
    there = {"limpide", STARTER, *pinned} - (NEVER_ON_A_SERVER if lock == "service" else set())
    return [
        module
        for module, distributions in packages_distributions().items()
        if not any(re.sub(r"[-_.]+", "-", name).lower() in there for name in distributions)
    ]


def secret() -> str:
    """A key for the journal."""
    return b64encode(b"the key of every test, no other.").decode()


def tell(log: Path) -> list[dict[str, object]]:
    """The events of a log in JSON, whatever its lines begin with."""
    found = (re.search(r"\{.*\}", line) for line in log.read_text().splitlines())
    return [json.loads(match[0]) for match in found if match]


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{url} did not answer:\n{log.read_text()}")
