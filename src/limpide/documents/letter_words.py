"""The letter's sentences in one language."""

import unicodedata
from functools import cache

from limpide.contract import Language
from limpide.language.catalogue import Catalogue

LetterWords = Catalogue


def file_name(language: Language, client_id: object, *, key: str = "file_name") -> str:
    """Return the name under which a letter is saved, in ASCII: it travels in a header."""
    said = letter_words(language).say(key, client_id=client_id)
    return unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode()


@cache
def letter_words(language: Language) -> LetterWords:
    """Read the letter's sentences in a language by key ("answer.refused"), once."""
    return Catalogue.read("letters", "grounds", language=language)
