"""The letter's sentences in one language, with its dates and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from limpide.contract import Language
from limpide.language.catalogue import Catalogue, read_texts
from limpide.language.formats import find_locale


@dataclass(frozen=True)
class LetterWords(Catalogue):
    """One language's sentences by key ("answer.refused")."""

    def text(self, key: str, **values: Any) -> str:
        """Return the sentence of a key with its values; ``KeyError`` names a missing one."""
        return self.say(key, **values)

    def date(self, day: date) -> str:
        """Write a date that no line breaks: "1er janvier 2026", "1 January 2026"."""
        return self.day(day)

    def listed(self, items: Sequence[str]) -> str:
        """Write a list as in a sentence: "a, b et c"."""
        return self.enumerate(items)


def letter_words(language: Language) -> LetterWords:
    """Read the catalogue of a language."""
    return LetterWords(language, find_locale(language), read_texts(__package__, "letter_{language}.toml", language))
