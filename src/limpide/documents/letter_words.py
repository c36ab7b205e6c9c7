"""The letter's sentences in one language."""

from functools import cache

from limpide.contract import Language
from limpide.language.catalogue import Catalogue

LetterWords = Catalogue


@cache
def letter_words(language: Language) -> LetterWords:
    """Read the letter's sentences in a language by key ("answer.refused"), once."""
    return Catalogue.read(__package__, "letter_{language}.toml", language)
