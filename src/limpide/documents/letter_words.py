"""Catalogue of the letter's sentences in one language, with its dates and lists."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from limpide.contract import Language

_HARD = "\N{NO-BREAK SPACE}"
_MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_MONTHS_EN = "January February March April May June July August September October November December"
_MONTHS: dict[Language, list[str]] = {"fr": _MONTHS_FR.split(" "), "en": _MONTHS_EN.split(" ")}


@dataclass(frozen=True)
class LetterWords:
    """One language's sentences by key ("answer.refused")."""

    language: Language
    texts: Mapping[str, str]

    def text(self, key: str, **values: Any) -> str:
        """Return the sentence of a key with its values; ``KeyError`` names a missing one."""
        return self.texts[key].format(**values)

    def date(self, day: date) -> str:
        """Write a date that no line breaks: "1er janvier 2026", "1 January 2026"."""
        first = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        return _HARD.join([first, _MONTHS[self.language][day.month - 1], str(day.year)])

    def listed(self, items: Sequence[str]) -> str:
        """Write a list as in a sentence: "a, b et c"."""
        return self.texts["and"].join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


@cache
def letter_words(language: Language) -> LetterWords:
    """Read the catalogue of a language."""
    content = tomllib.loads(files(__package__).joinpath(f"letter_{language}.toml").read_text(encoding="utf-8"))
    return LetterWords(language, dict(_flat(content)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(f"{prefix}{name}", value)]
    return found
