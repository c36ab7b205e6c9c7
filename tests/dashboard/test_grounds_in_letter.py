import tomllib
from pathlib import Path

import pytest

import limpide.documents
from limpide.contract import Language, Motive
from limpide.dashboard.case.judging import IN_LETTER
from limpide.dashboard.words import get_words


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form_quotes_of_each_motive_what_the_letter_says(language: Language) -> None:
    letter = tomllib.loads((Path(limpide.documents.__path__[0]) / f"letter_{language}.toml").read_text("utf-8"))
    assert set(IN_LETTER) == set(Motive) - {Motive.FOLLOWS_SCORE}
    for motive, key in IN_LETTER.items():
        assert get_words(language).texts[key] == letter[f"motive.{motive.value}"]
