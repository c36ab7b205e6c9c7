"""The page of faults: each cause once, its first rows, nothing of a file's text taken for markup."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from limpide.cli.data import app
from limpide.contract import Language
from limpide.documents.fault_report import write_fault_report
from limpide.sources.check import check
from limpide.sources.fault import Kind, error
from small_tables import build_rows, write_csv


class Outline(HTMLParser):
    """The texts of headings, and every tag that a file's text must not have made."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)


def _spoilt(folder: Path) -> Path:
    rows = build_rows()["bureau"]
    for number, row in enumerate(rows):
        row["CREDIT_TYPE"] = f"<script>{number}</script>"
        row["DAYS_CREDIT"] = "12/03/2020"
    return write_csv(folder, {"bureau": rows})


@pytest.mark.parametrize(("language", "heading"), [("fr", "Catégories inconnues"), ("en", "Unknown categories")])
def test_the_page_shows_the_first_rows_of_each_fault(tmp_path: Path, language: Language, heading: str) -> None:
    page = write_fault_report(check(_spoilt(tmp_path)), "tables <2026>", language)
    assert f'<html lang="{language}">' in page
    assert heading in page
    assert "&lt;script&gt;4&lt;/script&gt;" in page
    assert "&lt;script&gt;5&lt;/script&gt;" not in page
    outline = Outline(page)
    assert "script" not in outline.tags
    assert outline.tags.count("h1") == outline.tags.count("main") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_of_fault_has_its_words(language: Language) -> None:
    page = write_fault_report([error("bureau.csv", kind, 1, "mend it") for kind in Kind], "tables", language)
    assert page.count("<dl>") == len(Kind)


def test_the_command_writes_the_page_and_ends_with_two(tmp_path: Path) -> None:
    page = tmp_path / "faults.html"
    result = CliRunner().invoke(
        app, ["check", str(_spoilt(tmp_path / "data")), "--html", str(page), "--language", "en"]
    )
    assert result.exit_code == 2
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
