import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer.main
from pages import DOCS, HOUSE, anchors, commands, links, name, pages, script

from limpide.cli.app import app
from limpide.settings import Settings

SITE = tomllib.loads((HOUSE / "zensical.toml").read_text(encoding="utf-8"))["project"]
RUNNABLE = [page for page in pages() if script(page)]


def in_navigation(entries: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for entry in entries:
        for content in entry.values():
            found += in_navigation(content) if isinstance(content, list) else [content]
    return found


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if "://" in link or link.startswith("mailto:"):
            assert link.startswith("https://"), link
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} in {name(page)}"
        assert not anchor or anchor in anchors(target), f"{link} in {name(page)}"


def test_every_page_is_in_the_navigation_and_the_other_way_round() -> None:
    there = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md") if not page.match("adr/0*")}
    assert set(in_navigation(SITE["nav"])) == there


def test_every_decision_is_in_their_list() -> None:
    listed = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in DOCS.glob("adr/0*.md") if path.name not in listed] == []


@pytest.mark.parametrize("page", [page for page in pages() if list(commands(page))], ids=name)
def test_every_command_on_a_page_exists_with_its_options_and_none_that_it_needs_is_left_out(page: Path) -> None:
    for words in commands(page):
        command: Any = typer.main.get_command(app)
        said = " ".join(words)
        while words and hasattr(command, "commands"):
            assert words[0] in command.commands, f"limpide {said}"
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        asked = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert asked <= known | {"--help"}, f"limpide {said}"
        needed = {
            tuple(option.opts) for option in command.params if option.required and option.opts[0].startswith("--")
        }
        assert "--help" in asked or all(asked & set(names) for names in needed), f"limpide {said}"


@pytest.mark.parametrize("page", RUNNABLE, ids=name)
def test_code_that_is_shown_runs(page: Path, api_url: str, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script(page)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "LIMPIDE_API_URL": api_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]


def every_command(command: Any) -> Iterator[Any]:
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from every_command(each)


def variables(command: Any) -> set[str]:
    """The variables of the environment that a command's options may be given by."""
    return {option.envvar for option in command.params if isinstance(option.envvar, str)}


def test_every_setting_is_in_the_table_of_operations() -> None:
    table = (DOCS / "operations.md").read_text(encoding="utf-8")
    names = {
        str(field.validation_alias or f"LIMPIDE_{setting.upper()}") for setting, field in Settings.model_fields.items()
    }
    names |= {variable for command in every_command(typer.main.get_command(app)) for variable in variables(command)}
    assert {each for each in names if f"| `{each}` |" not in table} == set()


def test_the_architecture_page_is_drawn_from_the_imports_of_today() -> None:
    drawn = subprocess.run(
        [sys.executable, "deploy/draw_architecture.py"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout
    assert (DOCS / "architecture.md").read_text(encoding="utf-8") == drawn, 'run "make docs"'
