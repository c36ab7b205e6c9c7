"""One thing said in the reader's language: a sentence of the code by its key, or words that a record carries."""

from dataclasses import dataclass
from typing import Protocol

from limpide.language.catalogue import get_catalogue, read_own_texts
from limpide.language.languages import Language, with_fallback

RECORDED: tuple[Language, ...] = ("fr", "en")
"""The languages whose words travel in bundles, snapshots and reports; those of any other are looked up by key."""


class Worded(Protocol):
    """Anything that carries words: a feature, a column of the matrix, a wording, a phrase."""

    @property
    def fr(self) -> str:
        """French words."""

    @property
    def en(self) -> str:
        """English words."""


@dataclass(frozen=True)
class Wording:
    """Words as a bundle or a snapshot records them."""

    fr: str
    en: str


@dataclass(frozen=True)
class Phrase:
    """One sentence of the catalogue ``words``, by its key."""

    key: str

    def text(self, language: Language, **values: object) -> str:
        """Return the sentence in a language, with its placeholders filled."""
        said = get_catalogue("words", language)
        return said.say(self.key, **values) if values else said.texts[self.key]

    @property
    def fr(self) -> str:
        """French words, to record."""
        return self.text("fr")

    @property
    def en(self) -> str:
        """English words, to record."""
        return self.text("en")

    def record(self) -> Wording:
        """Return the words as a bundle records them."""
        return Wording(self.fr, self.en)


def say(worded: Worded, language: Language, *, part: str = "words", key: str = "") -> str:
    """Return words in the reader's language.

    A language that the record does not carry is looked up under ``key`` in the catalogue ``part``; what it does not say
    there either is said in its fallback.
    """
    if isinstance(worded, Phrase):
        return worded.text(language)
    for each in with_fallback(language):
        if each.code in RECORDED:
            return worded.fr if each.code == "fr" else worded.en
        found = read_own_texts(part, each.code).get(key)
        if found is not None:
            return found
    return worded.en


def say_feature(worded: Worded, language: Language, name: str, field: str = "label") -> str:
    """Return what is written of a feature: its ``label``, ``definition``, ``sentence``, ``sentence_yes`` or ``_no``."""
    return say(worded, language, part="features", key=f"{name}.{field}")
