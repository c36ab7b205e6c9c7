"""What a report says in one language; figures as the language writes them."""

from dataclasses import dataclass
from functools import cache

from limpide.contract import Language
from limpide.core.typography import typographic
from limpide.features.families import SOURCES
from limpide.language.catalogue import Catalogue
from limpide.language.wording import Worded, say, say_feature


@dataclass(frozen=True)
class Words(Catalogue):
    """All texts of one language; a key that is not there is an error."""

    def say(self, key: str, **values: object) -> str:
        """Return a text with its gaps filled, set as in print."""
        filled = super().say(key, **values)
        return typographic(filled) if self.decimal_mark == "," else filled

    def figure(self, value: float | None, decimals: int = 0) -> str:
        """Return a number with so many decimals, a dash for none."""
        return "–" if value is None else self.number(value, decimals=decimals, exact=True)

    def share(self, share: float | None, decimals: int = 1) -> str:
        """Return a share as a percentage, a dash for none."""
        return "–" if share is None else self.percent(share, decimals=decimals)

    def points(self, difference: float) -> str:
        """Return a difference of shares in percentage points, with its sign."""
        return self.signed(difference * 100) if difference else self.figure(0, 1)

    def label(self, worded: Worded, key: str = "") -> str:
        """Return words that a report records, in this language; those of one it does not record by their key."""
        return say(worded, self.language, key=key)

    def feature_label(self, worded: Worded, name: str) -> str:
        """Return what a feature or an attribute is called."""
        return say_feature(worded, self.language, name)

    def source(self, name: str) -> str:
        """Return what a source is called."""
        return SOURCES[name].text(self.language) if name in SOURCES else name

    def value(self, value: float | str | None) -> str:
        """Return a typical value: a word as it is, a number with what tells it apart."""
        if value is None or isinstance(value, str):
            return value or "–"
        size = abs(value)
        return self.figure(value, 0 if size >= 100 or float(value).is_integer() else 2 if size >= 1 else 3)


@cache
def get_words(language: Language) -> Words:
    """Read the texts of a language, once."""
    return Words.read("monitoring", language=language)
