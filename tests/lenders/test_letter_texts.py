"""The lender's own texts: one file, what is missing is named, and the shipped specimen is complete."""

from pathlib import Path

import pytest

from limpide.core.errors import IncompleteTexts, InvalidInput
from limpide.lenders import read_letter_texts, specimen_letter_texts
from limpide.lenders.letter_texts import COMMON, LANGUAGES, TRANSLATED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_texts_are_complete_and_marked_as_a_specimen(language: str) -> None:
    texts = specimen_letter_texts()
    assert texts.specimen
    assert set(texts.require(language)) == {*COMMON, *TRANSLATED}


def test_the_mediator_is_that_of_the_lender_not_the_one_for_businesses() -> None:
    for language in LANGUAGES:
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
