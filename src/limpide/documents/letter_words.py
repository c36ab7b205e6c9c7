"""The letter's sentences in one language."""

from functools import cache

from limpide.contract import Language
from limpide.language.catalogue import Catalogue, read_texts
from limpide.language.formats import find_locale

LetterWords = Catalogue


@cache
def letter_words(language: Language) -> LetterWords:
    """Read the letter's sentences in a language by key ("answer.refused"), once."""
    return Catalogue(language, find_locale(language), read_texts(__package__, "letter_{language}.toml", language))
