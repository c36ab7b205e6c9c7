"""What a bundle remembers of a feature that its model uses."""

from dataclasses import dataclass

from limpide.contract import Unit
from limpide.features.feature import Risk
from limpide.language.wording import Wording


@dataclass(frozen=True, kw_only=True)
class FeatureCard:
    """One feature that the model uses, and what it looks like among the clients it learnt from.

    ``typical`` is the median of a number or the most frequent category; ``low`` and ``high`` are the 0.5 % and
    99.5 % quantiles of a number. All three are None when nothing can be said. ``column`` is the lender's column
    whose categories a category feature holds. ``risk`` is what an expert expects when the value rises. ``meaning``,
    ``sentence`` and ``otherwise`` are the words of ``features.definitions``, None in bundles before format 4; ``psi``
    is how far its values drift between the populations that training compared.

    In bundles that are explained against a reference client, ``typical`` is that client's value.
    """

    name: str
    fr: str
    en: str
    family: str
    unit: Unit
    source: str
    categories: tuple[str, ...] | None
    typical: float | str | None
    low: float | None
    high: float | None
    column: str | None = None
    risk: Risk = Risk.MIXED
    meaning: Wording | None = None
    sentence: Wording | None = None
    otherwise: Wording | None = None
    psi: float | None = None
