"""The lender's own texts: one file, what is missing is named, and the shipped specimen is complete."""

from datetime import date
from pathlib import Path

import pytest

from limpide.core.errors import IncompleteTexts, InvalidInput
from limpide.lenders import find_retention, read_letter_texts, same_retention, specimen_letter_texts
from limpide.lenders.legal_terms import OUTCOMES
from limpide.lenders.letter_texts import COMMON, OPTIONAL, TRANSLATED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_shipped_texts_are_complete_and_marked_as_a_specimen(language: str) -> None:
    texts = specimen_letter_texts()
    assert texts.specimen
    assert set(texts.require(language)) == {*COMMON, *TRANSLATED, *OPTIONAL}


def test_the_mediator_is_that_of_the_lender_not_the_one_for_businesses() -> None:
    for language in ("fr", "en"):
        mediator = specimen_letter_texts().require(language)["mediator"]
        assert "médiateur du crédit" not in mediator and "credit ombudsman" not in mediator


def test_all_missing_texts_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "letters.toml"
    path.write_text('name = "Banque"\nplace = "  "\n[fr]\ndpo = "dpo"\n')
    with pytest.raises(IncompleteTexts, match=r"lacks address, place, fr\.contact") as told:
        read_letter_texts(path).require("fr")
    assert told.value.missing == ("address", "place", *(f"fr.{name}" for name in TRANSLATED if name != "dpo"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('nom = "Banque"', '"nom"'),
        ('[fr]\nombudsman = "x"', "fr.ombudsman"),
        ("[fr]\ndpo = 1", "fr.dpo must be a text"),
        ('specimen = "yes"', "specimen"),
        ("fr = 1", "must be a table"),
        ("=", "TOML"),
        ("legal = 1", "legal must be a table"),
        ('[legal]\nlaw = "fr"', "legal.law"),
        ("[legal]\ncountry = 33", "legal.country must be a text"),
        ('[legal]\nassessment = "yes"', 'legal.assessment must be "optional" or "required"'),
        ('[legal]\nconfirmed_on = "today"', "legal.confirmed_on must be a day"),
        ("[legal]\nretention = 60", "legal.retention must be a table of months"),
        ("[legal.retention]\naccepted = 60\nrefused = 12", "legal.retention lacks abandoned"),
        ("[legal.retention]\naccepted = 0\nrefused = 12\nabandoned = 3", "legal.retention.accepted must be a number"),
        ("[legal.retention]\naccepted = 1\nrefused = true\nabandoned = 3", "legal.retention.refused must be a number"),
        ("[legal.retention]\nlost = 1", "legal.retention.lost"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "letters.toml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=said):
        read_letter_texts(path)


def test_name_and_contact_of_the_environment_replace_those_of_the_file() -> None:
    texts = specimen_letter_texts().replacing(name="Banque", contact="3 rue Haute")
    assert texts.require("en")["name"] == "Banque" and texts.require("fr")["contact"] == "3 rue Haute"
    assert specimen_letter_texts().replacing(name=None, contact=None) == specimen_letter_texts()


def test_what_the_lender_declares_for_the_law_is_read_and_nothing_is_assumed(tmp_path: Path) -> None:
    path = tmp_path / "letters.toml"
    path.write_text(
        '[legal]\ncountry = "fr"\nassessment = "required"\nconfirmed_by = "Me Roux"\nconfirmed_on = 2026-11-30\n'
        "[legal.retention]\naccepted = 72\nrefused = 12\nabandoned = 3\n"
    )
    legal = read_letter_texts(path).legal
    assert (legal.country, legal.confirmed_by, legal.confirmed_on) == ("fr", "Me Roux", date(2026, 11, 30))
    assert legal.assessment_required
    periods = find_retention(legal, days=None)
    assert [str(periods.of(name)) for name in OUTCOMES] == ["72 months", "12 months", "3 months"]
    assert find_retention(legal, days=10) == same_retention(10)
    path.write_text("")
    silent = read_letter_texts(path).legal
    assert (silent.country, silent.confirmed_by, silent.assessment_required, silent.retention) == ("", "", False, None)
    assert find_retention(silent, days=None) == same_retention(1827)
