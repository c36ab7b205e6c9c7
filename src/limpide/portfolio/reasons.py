"""Why a client scores so: each feature's share of the margin, and each concept's, in the reader's language."""

from collections.abc import Sequence
from typing import Any, Protocol

from limpide.bundle.archive import Bundle
from limpide.bundle.features import FeatureCard
from limpide.bundle.reasons import (
    AVAILABLE_WORDS,
    Reason,
    Weighed,
    build_plain_reasons,
    build_reasons,
    write_sentence,
)
from limpide.contract import Contribution, FamilyContribution, FeatureValue, Language, Quality, Unit, Value
from limpide.contract.explanation import AVAILABLE_DATA
from limpide.features.families import Wording
from limpide.sources.values import value_label

REFERENCE = Wording(
    "Le client est comparé à un client de référence dont les mêmes données sont connues : pour chacune, la valeur "
    "médiane des clients dont le modèle a appris, ou la catégorie la plus fréquente.",
    "The client is compared with a reference client of whom the same data are known: for each of them the median of "
    "the clients that the model learnt from, or the most frequent category.",
)
_KNOWN = Wording("Données connues : {known} sur {all}", "Data known: {known} of {all}")
_WITHOUT = Wording(" ; sans : {sources}", "; without: {sources}")
_SOURCE = Wording("Toutes les sources", "All sources")


def feature_value(bundle: Bundle, card: FeatureCard, value: Value, *, language: Language) -> FeatureValue:
    """Describe one value of one client as a person would read it."""
    return FeatureValue(**_described(bundle, card, value, language))


def contributions(bundle: Bundle, weighed: Sequence[Weighed], *, language: Language) -> list[Contribution]:
    """Return what every feature adds to the margin (log-odds), strongest first, ties in order of name."""
    told = [_contribution(bundle, each, language) for each in weighed]
    return sorted(told, key=lambda one: (-abs(one.contribution), one.name))


def all_contributions(
    bundle: Bundle, weighed: Sequence[Weighed], *, availability: float, language: Language
) -> list[Contribution]:
    """Return the same with what the pattern of known data adds, so that they sum to the margin minus the base."""
    told = contributions(bundle, weighed, language=language)
    if bundle.preparation is None:
        return told
    known = sum(each.known for each in weighed)
    usual = int((~bundle.preparation.mostly_missing).sum())
    pattern = Contribution(
        name=AVAILABLE_DATA,
        label=say(AVAILABLE_WORDS, language),
        family=AVAILABLE_DATA,
        unit=Unit.COUNT,
        source=say(_SOURCE, language),
        value=known,
        typical=usual,
        quality=Quality.OK,
        contribution=availability,
    )
    return sorted([*told, pattern], key=lambda one: (-abs(one.contribution), one.name))


def families(
    bundle: Bundle,
    weighed: Sequence[Weighed],
    *,
    availability: float,
    language: Language,
    currency: str | None = None,
) -> list[FamilyContribution]:
    """Return what every concept adds, strongest first, with its evidence and sentence where it is a reason."""
    if bundle.preparation is None:
        return _families_by_strongest(bundle, weighed, language)
    found = build_reasons(weighed, availability=availability)
    return [
        _available(bundle, each, weighed, language)
        if each.family == AVAILABLE_DATA
        else _family(bundle, each, language, currency)
        for each in found
    ]


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


def _family(bundle: Bundle, reason: Reason, language: Language, currency: str | None) -> FamilyContribution:
    evidence, sentence = reason.evidence, None
    if evidence is not None:
        sentence = write_sentence(evidence.card, evidence.value, language, currency=currency)
    return FamilyContribution(
        family=reason.family,
        label=say(bundle.families[reason.family], language),
        contribution=reason.contribution,
        evidence=None if evidence is None else _contribution(bundle, evidence, language),
        sentence=sentence,
    )


def _available(bundle: Bundle, reason: Reason, weighed: Sequence[Weighed], language: Language) -> FamilyContribution:
    """Say how much is known of the client, and which sources say nothing of them."""
    sentence = say(_KNOWN, language).format(known=len(weighed) - len(reason.members), all=len(weighed))
    silent = {each.card.source for each in weighed} - {each.card.source for each in weighed if each.known}
    if silent:
        names = sorted(say(bundle.sources[source], language).lower() for source in silent)
        sentence += say(_WITHOUT, language).format(sources=", ".join(names))
    return FamilyContribution(
        family=AVAILABLE_DATA,
        label=say(AVAILABLE_WORDS, language),
        contribution=reason.contribution,
        evidence=None,
        sentence=f"{sentence}.",
    )


def _families_by_strongest(bundle: Bundle, weighed: Sequence[Weighed], language: Language) -> list[FamilyContribution]:
    """Tell the families of a bundle that knows no reference client, as it was told when it served."""
    return [
        FamilyContribution(
            family=each.family,
            label=say(bundle.families[each.family], language),
            contribution=each.contribution,
            evidence=None if each.evidence is None else _contribution(bundle, each.evidence, language),
        )
        for each in build_plain_reasons(weighed)
    ]


def _contribution(bundle: Bundle, weighed: Weighed, language: Language) -> Contribution:
    described = _described(bundle, weighed.card, weighed.value, language)
    return Contribution(**described, contribution=weighed.contribution, risk=weighed.card.risk)


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


def _quality(card: FeatureCard, value: Value) -> Quality:
    if value is None:
        return Quality.MISSING
    if isinstance(value, str) or card.low is None or card.high is None:
        return Quality.OK
    return Quality.OK if card.low <= value <= card.high else Quality.UNUSUAL
