"""Writes the files that platforms want at the root, from the locks and the dashboard's own options: make deploy-files.

``requirements.txt`` pins what API and dashboard need, for platforms that install by themselves. It has no hashes,
because pip then refuses the last line, Limpide itself; the image is installed from the locks, with hashes.
"""

import re
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path

from limpide.dashboard.server import build_command

HOUSE = Path(__file__).parents[1]
_MADE = '# Made by "make deploy-files"; do not edit.\n'
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==[^\\\n]+", re.MULTILINE)
_UNASKED = {"scipy"}  # LightGBM's package asks for it and a scoring server never imports it; pip insists


def requirements() -> str:
    """Return the pins of API and dashboard, and Limpide itself."""
    needed = {name for lock in ("service", "dashboard") for name in _pins(lock)} | _UNASKED
    pins = _pins("all")
    lines = [pin for name in sorted(needed) for pin in pins[name]]
    return "\n".join([_MADE.strip(), *lines, ".", ""])


def streamlit_config() -> str:
    """Return the dashboard's options in Streamlit's own form, for where its command cannot be chosen."""
    given = [argument.removeprefix("--").partition("=") for argument in build_command(host="", port=0)]
    options = [(*name.rpartition(".")[::2], value) for name, _, value in given if "." in name and value]
    kept = [each for each in options if (each[0], each[1]) not in {("server", "address"), ("server", "port")}]
    sections = [
        "\n".join([f"[{section}]", *(f"{name} = {_toml(value)}" for _, name, value in each)])
        for section, each in groupby(sorted(kept, key=lambda option: option[0]), key=lambda option: option[0])
    ]
    return _MADE + "\n\n".join(sections) + "\n"


def _pins(lock: str) -> dict[str, list[str]]:
    """Every package's pins: one, or one for each range of Python's versions."""
    text = (HOUSE / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    pins: dict[str, list[str]] = defaultdict(list)
    for match in _PIN.finditer(text):
        pins[match[1]].append(match[0].strip())
    return pins


def _toml(value: str) -> str:
    return value if value in {"true", "false"} or value.isdigit() else f'"{value}"'


def main(target: Path) -> None:
    """Write both files below ``target``."""
    (target / "requirements.txt").write_text(requirements(), encoding="utf-8")
    (target / ".streamlit").mkdir(exist_ok=True)
    (target / ".streamlit" / "config.toml").write_text(streamlit_config(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE)
