"""The page of results: every benchmark writes its own section, in the place of its older one."""

import re
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def put_section(section: str) -> None:
    """Put a section, which begins with its title, into the page, in the place of the one of that title; print it."""
    title = re.escape(section.partition("\n")[0])
    page = re.sub(rf"\n*{title}\n.*?(?=\n## |\Z)", "\n", _read(), flags=re.DOTALL).rstrip()
    RESULTS.write_text(f"{page}\n\n{section}\n", encoding="utf-8")
    print(section)


def put_header(header: str) -> None:
    """Put what comes before the first section into the page."""
    page = re.sub(r"\A.*?(?=\n## |\Z)", lambda _: f"{header}\n", _read(), flags=re.DOTALL)
    RESULTS.write_text(page, encoding="utf-8")


def _read() -> str:
    return RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
