"""The words of the screen in one language: its sentences, and figures as that language writes them."""

from functools import cache

from limpide.contract import Language
from limpide.language.catalogue import Catalogue

Words = Catalogue

# Beyond this many decimals two percentages are equal to any reader.
_MOST_DECIMALS = 6


@cache
def get_words(language: Language, currency: str | None = None) -> Words:
    """Read the sentences of a language, once; amounts are in ``currency`` (ISO 4217)."""
    return Words.read("screens", "grounds", language=language, currency=currency)


def decimals_that_separate(first: float, *others: float) -> int:
    """Return how many decimals (1 to 6) a percentage needs to look different from others that differ from it.

    >>> decimals_that_separate(0.142, 0.0909)
    1
    >>> decimals_that_separate(0.0910, 0.0909)
    2
    """
    return max(_decimals_of_pair(first, other) for other in others)


def _decimals_of_pair(first: float, second: float) -> int:
    for decimals in range(1, _MOST_DECIMALS):
        if round(first * 100, decimals) != round(second * 100, decimals):
            return decimals
    return 1 if first == second else _MOST_DECIMALS
