"""Known weaknesses in what is pinned, and secrets in what is committed: ``python .ci/audit.py``.

The list of weaknesses comes over the network. Where it cannot be had the check says so and passes, unless
``LIMPIDE_AUDIT=required``, as in continuous integration. Exit code 1 when something was found.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOUSE = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
LOCK = HOUSE / "requirements" / "all.txt"
BASELINE = ".secrets.baseline"
ONLY_MOVED = 3
NOT_READ = ("requirements/", "tests/service/openapi.json", BASELINE)  # digests look like secrets
PATIENCE_SECONDS = 300


def main() -> int:
    """Run both checks, one while the other waits for the network; return the exit code."""
    with ThreadPoolExecutor() as both:
        asked = [both.submit(check) for check in (audit_requirements, find_secrets)]
        return max(each.result() for each in asked)


def audit_requirements() -> int:
    """Ask whether a pinned version has a known weakness."""
    asked = [PROGRAMS / "pip-audit", "--requirement", LOCK, "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603 - our own programs
            [*map(str, asked), "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        packages = []
    audited = [each for each in packages if "skip_reason" not in each]
    weak = [f"{each['name']} {each['version']}: {one['id']}" for each in audited for one in each["vulns"]]
    say(*weak, f"{len(audited)} of {len(packages)} pinned packages audited, {len(weak)} known weaknesses")
    if not audited:
        required = os.environ.get("LIMPIDE_AUDIT") == "required"
        say("no list of known weaknesses could be had here" + (", and one is required" if required else ""))
        return int(required)
    return int(bool(weak))


def find_secrets() -> int:
    """Look for secrets in every committed file; those known to be examples are in ``.secrets.baseline``."""
    listed = subprocess.run(["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=True)  # noqa: S607
    files = [each for each in listed.stdout.splitlines() if not each.startswith(NOT_READ) and (HOUSE / each).exists()]
    with tempfile.TemporaryDirectory() as folder:
        known = shutil.copy(HOUSE / BASELINE, folder)  # the program writes moved line numbers into the one it is given
        hook = [str(PROGRAMS / "detect-secrets-hook"), "--baseline", known, *files]
        done = subprocess.run(hook, cwd=HOUSE, capture_output=True, text=True, check=False)  # noqa: S603 - our own programs
    found = done.returncode not in {0, ONLY_MOVED}
    say(*([done.stdout + done.stderr] if found else []))
    say(f"{len(files)} files looked at, " + ("something looks like a secret" if found else "no secret"))
    return int(found)


def say(*lines: str) -> None:
    """Tell what was found."""
    print("\n".join(lines))  # noqa: T201 - what the command is for


if __name__ == "__main__":
    sys.exit(main())
