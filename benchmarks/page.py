"""The page of results: every benchmark writes its own section, in the place of its older one."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def put_section(section: str) -> None:
    """Put a section, which begins with its title, into the page, in the place of the one of that title; print it."""
    title = re.escape(section.partition("\n")[0])
    page, places = re.subn(
        rf"^{title}\n.*?(?=^## |\Z)", lambda _: f"{section}\n\n", _read(), flags=re.DOTALL | re.MULTILINE
    )
    page = page if places else f"{page}\n{section}"
    RESULTS.write_text(f"{page.rstrip()}\n", encoding="utf-8")
    print(section)


def put_header(header: str) -> None:
    """Put what comes before the first section into the page."""
    page = re.sub(r"\A.*?(?=\n## |\Z)", lambda _: f"{header}\n", _read(), flags=re.DOTALL)
    RESULTS.write_text(page, encoding="utf-8")


def say_measured(command: str, *libraries: str) -> str:
    """Say by which command, when, on which commit, machine and versions of libraries; the sentence is left open."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    return ", ".join([
        f"Measured by `{command}` on {datetime.now(UTC):%Y-%m-%d} at commit {done.stdout.strip()}",
        f"{os.cpu_count()} cores ({platform.machine()})",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in libraries),
    ])  # fmt: skip


def _read() -> str:
    return RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
