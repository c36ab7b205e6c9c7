"""The decision form quotes what the letter will say: both read the catalogue ``grounds``."""

import pytest

from limpide.contract import Language, Motive
from limpide.dashboard.case.judging import IN_LETTER
from limpide.dashboard.words import get_words
from limpide.documents.letter_words import letter_words


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form_quotes_every_motive_that_a_letter_gives(language: Language) -> None:
    assert set(IN_LETTER) == set(Motive) - {Motive.FOLLOWS_SCORE}
    for motive, key in IN_LETTER.items():
        assert get_words(language).say(key) == letter_words(language).say(f"grounds.{motive.value}")
