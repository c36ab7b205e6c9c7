"""Page of the legal pack: up to date, and every point of its indexes is somewhere that exists."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from limpide.cli import legal
from limpide.language.catalogue import read_own_texts
from limpide.legal import find_pack
from limpide.legal.page import build_page

HOUSE = Path(__file__).parents[2]
FRANCE = find_pack("fr")
POINTS = ["1", "2a", "2b", "2c", "2d", "2e", "2f", "2g", "2h", "3", "4", "5", "6", "7", "8", "9"]


def test_the_page_is_that_of_the_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMPIDE_LETTERS", raising=False)
    page = (HOUSE / "docs" / "legal.md").read_text(encoding="utf-8")
    assert page == build_page(FRANCE), "write it anew: limpide legal page > docs/legal.md"
    assert CliRunner().invoke(legal.app, ["page"]).output == page


def test_every_point_of_annex_iv_is_somewhere_that_exists() -> None:
    assert [each.point for each in FRANCE.annex_iv] == POINTS
    assert [each.point for each in FRANCE.fundamental_rights] == list("abcdef")
    for entry in (*FRANCE.annex_iv, *FRANCE.fundamental_rights):
        assert entry.where or entry.lender
        for path in entry.where:
            assert (HOUSE / path).is_file(), path


def test_the_card_says_that_the_use_is_a_high_risk_one() -> None:
    for language, said in (("fr", "haut risque"), ("en", "high-risk")):
        card = read_own_texts("card", language)
        assert said in card["annex.lead"] and "2024/1689" in card["annex.lead"]
