"""Why a client scores so: each feature's share of the margin, and each family's, in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol

from limpide.bundle.archive import Bundle
from limpide.bundle.features import FeatureCard
from limpide.contract import Contribution, FamilyContribution, FeatureValue, Language, Quality, Value
from limpide.sources.values import value_label


def feature_value(bundle: Bundle, card: FeatureCard, value: Value, *, language: Language) -> FeatureValue:
    """Describe one value of one client as a person would read it."""
    return FeatureValue(**_described(bundle, card, value, language))


def contributions(
    bundle: Bundle, values: Sequence[Value], margins: Sequence[float], *, language: Language
) -> list[Contribution]:
    """Return what every feature adds to the margin (log-odds), strongest first, ties in order of name."""
    told = [
        Contribution(**_described(bundle, card, value, language), contribution=contribution)
        for card, value, contribution in zip(bundle.features, values, margins, strict=True)
    ]
    return sorted(told, key=lambda one: (-abs(one.contribution), one.name))


def _described(bundle: Bundle, card: FeatureCard, value: Value, language: Language) -> dict[str, Any]:
    return {
        "name": card.name,
        "label": say(card, language),
        "family": card.family,
        "unit": card.unit,
        "source": say(bundle.sources[card.source], language),
        "value": worded(card.column, value, language),
        "typical": worded(card.column, card.typical, language),
        "quality": _quality(card, value),
    }


def families(bundle: Bundle, told: Sequence[Contribution], *, language: Language) -> list[FamilyContribution]:
    """Sum contributions by family, strongest first; the evidence is the feature that pushes most the same way."""
    members: dict[str, list[Contribution]] = defaultdict(list)
    for one in told:
        members[one.family].append(one)
    summed = [_family(bundle, family, group, language) for family, group in members.items()]
    return sorted(summed, key=lambda one: (-abs(one.contribution), one.family))


class Worded(Protocol):
    """Anything that has words in both languages: a family, a source, a feature."""

    @property
    def fr(self) -> str:
        """French words."""

    @property
    def en(self) -> str:
        """English words."""


def worded(column: str | None, value: Value, language: Language) -> Value:
    """Return a category of the lender's column in the reader's words; any other value as it is."""
    return value_label(column, value, language) if column and isinstance(value, str) else value


def say(wording: Worded, language: Language) -> str:
    """Return the words in the reader's language."""
    return wording.fr if language == "fr" else wording.en


def _family(bundle: Bundle, family: str, group: Sequence[Contribution], language: Language) -> FamilyContribution:
    total = sum(one.contribution for one in group)
    same_way = [one for one in group if one.contribution * total > 0]
    return FamilyContribution(
        family=family,
        label=say(bundle.families[family], language),
        contribution=total,
        evidence=(same_way or list(group))[0],
    )


def _quality(card: FeatureCard, value: Value) -> Quality:
    if value is None:
        return Quality.MISSING
    if isinstance(value, str) or card.low is None or card.high is None:
        return Quality.OK
    return Quality.OK if card.low <= value <= card.high else Quality.UNUSUAL
