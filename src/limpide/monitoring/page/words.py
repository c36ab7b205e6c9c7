"""What a report says, in French or in English; numbers as each language writes them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from limpide.contract import Language
from limpide.features.families import SOURCES

_FILE = Path(__file__).with_name("words.toml")
_THIN, _FIXED = "\u202f", "\u00a0"


@dataclass(frozen=True)
class Words:
    """All texts of one language; a key that is not there is an error."""

    language: Language

    def say(self, key: str, **values: str | float) -> str:
        """Return a text with its gaps filled."""
        text = _texts()[self.language][key]
        filled = text.format(**values)
        return _French.space(filled) if self.language == "fr" else filled

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return a number, a dash for none."""
        if value is None:
            return "–"
        text = f"{value:,.{decimals}f}"
        if text.strip("-0.,") == "":
            text = text.lstrip("-")
        if self.language == "fr":
            text = text.replace(",", _THIN).replace(".", ",")
        return text.replace("-", "−")

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """Return a share as a percentage, a dash for none."""
        if share is None:
            return "–"
        return self.number(share * 100, decimals) + (f"{_FIXED}%" if self.language == "fr" else "%")

    def points(self, difference: float) -> str:
        """Return a difference of shares in percentage points, with its sign."""
        sign = "+" if difference > 0 else ""
        return f"{sign}{self.number(difference * 100, 1)}"

    def either(self, named: Any) -> str:
        """Return the words of something that has both."""
        text: str = named.fr if self.language == "fr" else named.en
        return text

    def source(self, name: str) -> str:
        """Return what a source is called."""
        return self.either(SOURCES[name]) if name in SOURCES else name

    def value(self, value: float | str | None) -> str:
        """Return a typical value: a word as it is, a number with what tells it apart."""
        if value is None or isinstance(value, str):
            return value or "–"
        size = abs(value)
        return self.number(value, 0 if size >= 100 or float(value).is_integer() else 2 if size >= 1 else 3)


class _French:
    """The spaces that French puts before high punctuation."""

    _HIGH = re.compile(r" ([:;!?»%])")

    @classmethod
    def space(cls, text: str) -> str:
        return cls._HIGH.sub(lambda found: _FIXED + found[1], text).replace("« ", f"«{_FIXED}")


@cache
def _texts() -> dict[str, dict[str, str]]:
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        language: {f"{room}.{key}": text for room, keys in rooms.items() for key, text in keys.items()}
        for language, rooms in content.items()
    }
