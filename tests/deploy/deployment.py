"""The deployment files as tests see them, and the programs that judge them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

HOUSE = Path(__file__).parents[2]
DEPLOY = HOUSE / "deploy"


def program(name: str) -> str:
    """The path of a program beside this interpreter or on the PATH; tests that need it are skipped without it."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is neither in this environment (make install) nor on the PATH")
    return found


def judged(*command: str, cwd: Path = HOUSE, **environment: str) -> str:
    """Run a program that judges files, and return what it said; an exit code other than 0 fails the test."""
    ended = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    return said


def documents(path: str) -> list[Any]:
    """The documents of a YAML file below deploy/."""
    return [each for each in yaml.safe_load_all((DEPLOY / path).read_text(encoding="utf-8")) if each is not None]


def procfile() -> dict[str, str]:
    """The commands of the Procfile by process."""
    lines = (HOUSE / "Procfile").read_text(encoding="utf-8").splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines)}


def start_commands() -> dict[str, str]:
    """Every command that a platform starts through a shell, exactly as written, by where it stands."""
    [render] = documents("render/render.yaml")
    found = {f"render {service['name']}": service["startCommand"] for service in render["services"]}
    for name in ("app", "dashboard"):
        [said] = documents(f"appengine/{name}.yaml")
        found[f"appengine {name}"] = said["entrypoint"]
    return {"procfile": procfile()["web"], **found}


def image_commands() -> dict[str, list[str]]:
    """Every command that an image or a Pod starts without a shell, by where it stands."""
    lines = (DEPLOY / "container" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    commands = [json.loads(line.removeprefix("CMD ")) for line in lines if line.startswith("CMD ")]
    found = dict(zip(("image dashboard", "image service"), commands, strict=True))
    for name in ("api", "dashboard"):
        pod = documents(f"kubernetes/{name}.yaml")[0]["spec"]["template"]["spec"]
        found[f"kubernetes {name}"] = pod["containers"][0]["command"]
    return found
