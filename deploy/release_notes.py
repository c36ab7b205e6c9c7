"""Prints what the changelog says of a version, for its release; fails when project and changelog do not know it."""

import re
import sys
import tomllib
from pathlib import Path

HOUSE = Path(__file__).parents[1]


def notes(version: str, *, changelog: str, project: str) -> str:
    """Return the changelog's section of a version; ``SystemExit`` says what must be written first."""
    if version != project:
        raise SystemExit(f"the tag says {version} and pyproject.toml says {project}; make them agree")
    section = re.search(rf"^## \[?{re.escape(version)}\b.*?\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if section is None or not section[1].strip():
        raise SystemExit(f"CHANGELOG.md has no section for {version}; write what changes for the people who use it")
    return section[1].strip() + "\n"


if __name__ == "__main__":
    said = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    sys.stdout.write(notes(sys.argv[1], changelog=(HOUSE / "CHANGELOG.md").read_text(encoding="utf-8"), project=said))
