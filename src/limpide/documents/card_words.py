"""The words of the card in one language, and numbers as that language writes them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from limpide.bundle.estimate import Estimate
from limpide.contract import Language
from limpide.core.errors import InvalidInput

_THIN = "\u202f"


@dataclass(frozen=True)
class CardWords:
    """One language's sentences by key."""

    language: Language
    texts: dict[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of ``key`` with its placeholders filled; ``KeyError`` names a missing one."""
        return self.texts[key].format(**values)

    def pick(self, fr: str, en: str) -> str:
        """Return the words of this language."""
        return fr if self.language == "fr" else en

    def whole(self, number: float) -> str:
        """Write a whole number."""
        return f"{number:,.0f}".replace(",", _THIN if self.language == "fr" else ",")

    def number(self, value: float, decimals: int = 3) -> str:
        """Write a number with so many decimals; nothing is ever "-0"."""
        written = f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")
        return written.replace(".", ",") if self.language == "fr" else written

    def decimal(self, value: float) -> str:
        """Write a number with the decimals that it needs, three at most."""
        return self.number(value).rstrip("0").rstrip(".,")

    def percent(self, share: float, decimals: int = 1) -> str:
        """Write a share (1 = 100 %) as a percentage."""
        return self.number(100 * share, decimals) + (f"{_THIN}%" if self.language == "fr" else "%")

    def estimate(self, found: Estimate, decimals: int = 3) -> str:
        """Write a figure with its interval."""
        low, high = self.number(found.low, decimals), self.number(found.high, decimals)
        return self.interval(self.number(found.value, decimals), low, high)

    def share(self, found: Estimate) -> str:
        """Write a share with its interval, in per cent."""
        low, high = self.number(100 * found.low, 1), self.percent(found.high)
        return self.interval(self.percent(found.value), low, high)

    def interval(self, value: str, low: str, high: str) -> str:
        """Write a figure with both ends of its interval, on one line."""
        return self.say("interval", value=value, low=low, high=high).replace(" ", "\u00a0")


@cache
def get_card_words(language: Language) -> CardWords:
    """Read the sentences of a language, once."""
    place = files("limpide.documents") / f"card_{language}.toml"
    if not place.is_file():
        raise InvalidInput(f'there is no card in "{language}"; choose fr or en')
    content = tomllib.loads(place.read_text(encoding="utf-8"))
    texts = {
        f"{part}.{key}": text for part, keys in content.items() if isinstance(keys, dict) for key, text in keys.items()
    }
    return CardWords(language, texts | {key: text for key, text in content.items() if isinstance(text, str)})
