"""The words of the card in one language, and its figures as that language writes them."""

from dataclasses import dataclass
from functools import cache

from limpide.bundle.estimate import Estimate
from limpide.contract import Language
from limpide.language.catalogue import Catalogue
from limpide.language.wording import Worded, say, say_feature


@dataclass(frozen=True)
class CardWords(Catalogue):
    """One language's sentences by key."""

    def label(self, worded: Worded, key: str = "") -> str:
        """Return words that the bundle carries, in this language; those of one it does not carry by their key."""
        return say(worded, self.language, key=key)

    def feature_label(self, worded: Worded, name: str) -> str:
        """Return what a feature is called."""
        return say_feature(worded, self.language, name)

    def figure(self, value: float, decimals: int = 3) -> str:
        """Write a number with so many decimals."""
        return self.number(value, decimals=decimals, exact=True)

    def estimate(self, found: Estimate, decimals: int = 3) -> str:
        """Write a figure with its interval."""
        low, high = self.figure(found.low, decimals), self.figure(found.high, decimals)
        return self.interval(self.figure(found.value, decimals), low, high)

    def share(self, found: Estimate) -> str:
        """Write a share with its interval, in per cent."""
        low, high = self.figure(100 * found.low, 1), self.percent(found.high)
        return self.interval(self.percent(found.value), low, high)

    def interval(self, value: str, low: str, high: str) -> str:
        """Write a figure with both ends of its interval, on one line."""
        return self.say("interval", value=value, low=low, high=high).replace(" ", "\u00a0")


@cache
def get_card_words(language: Language) -> CardWords:
    """Read the sentences of a language, once."""
    return CardWords.read("card", language=language)
