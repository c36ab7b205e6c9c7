"""The pages of the documentation as tests read them: links, anchors, code."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2]
DOCS = HOUSE / "docs"
_FENCE = re.compile(r"(?P<run><!-- run -->\n)?^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^]]*\]\(([^)\s]+)\)|!\[[^]]*\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Every page of the site, and the README."""
    return [HOUSE / "README.md", *sorted(DOCS.rglob("*.md"))]


def name(page: Path) -> str:
    return str(page.relative_to(HOUSE))


def links(page: Path) -> list[str]:
    """Where a page points to, outside its code."""
    return [one or other for one, other in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))]


def anchors(page: Path) -> set[str]:
    """The names that a page's headings can be pointed to by."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title.lower()).strip()) for title in titles}


def script(page: Path) -> str:
    """The code of a page that is marked to be run, as one script of the shell."""
    parts = []
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if match["run"]:
            python = match["language"] == "python"
            parts.append(f"python3 - <<'PYTHON'\n{match['code']}PYTHON\n" if python else match["code"])
    return "\n".join(parts)


def commands(page: Path) -> Iterator[list[str]]:
    """The words of every ``limpide`` command in the shell code of a page."""
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if match["language"] not in ("", "sh", "bash"):
            continue
        for line in match["code"].replace("\\\n", " ").splitlines():
            found = re.search(r"(?:^|\s|&&)limpide (.+)$", line.removeprefix("$ "))
            if found and not line.lstrip().startswith("#"):
                yield shlex.split(found[1], comments=True)
