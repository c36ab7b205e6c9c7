"""Why a client scores so: each feature's share of the margin, and each concept's, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

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
from limpide.language.wording import Phrase, Worded, say, say_feature
from limpide.sources.values import value_label

REFERENCE = Phrase("reasons.reference")
_KNOWN = Phrase("reasons.known")
_KNOWN_WITHOUT = Phrase("reasons.known_without")
_SOURCE = Phrase("reasons.source")


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


def worded(column: str | None, value: Value, language: Language) -> Value:
    """Return a category of the lender's column in the reader's words; any other value as it is."""
    return value_label(column, value, language) if column and isinstance(value, str) else value


def family_label(families: Mapping[str, Worded], family: str, language: Language) -> str:
    """Return what a family of a bundle is called."""
    return say(families[family], language, key=f"families.{family}")


def source_label(bundle: Bundle, source: str, language: Language) -> str:
    """Return what a source of a bundle is called."""
    return say(bundle.sources[source], language, key=f"sources.{source}")


def _family(bundle: Bundle, reason: Reason, language: Language, currency: str | None) -> FamilyContribution:
    evidence, sentence = reason.evidence, None
    if evidence is not None:
        sentence = write_sentence(evidence.card, evidence.value, language, currency=currency)
    return FamilyContribution(
        family=reason.family,
        label=family_label(bundle.families, reason.family, language),
        contribution=reason.contribution,
        evidence=None if evidence is None else _contribution(bundle, evidence, language),
        sentence=sentence,
    )


def _available(bundle: Bundle, reason: Reason, weighed: Sequence[Weighed], language: Language) -> FamilyContribution:
    """Say how much is known of the client, and which sources say nothing of them."""
    counts = {"known": len(weighed) - len(reason.members), "all": len(weighed)}
    silent = {each.card.source for each in weighed} - {each.card.source for each in weighed if each.known}
    if silent:
        names = sorted(source_label(bundle, source, language).lower() for source in silent)
        sentence = _KNOWN_WITHOUT.text(language, **counts, sources=", ".join(names))
    else:
        sentence = _KNOWN.text(language, **counts)
    return FamilyContribution(
        family=AVAILABLE_DATA,
        label=say(AVAILABLE_WORDS, language),
        contribution=reason.contribution,
        evidence=None,
        sentence=sentence,
    )


def _families_by_strongest(bundle: Bundle, weighed: Sequence[Weighed], language: Language) -> list[FamilyContribution]:
    """Tell the families of a bundle that knows no reference client, as it was told when it served."""
    return [
        FamilyContribution(
            family=each.family,
            label=family_label(bundle.families, each.family, language),
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
        "label": say_feature(card, language, card.name),
        "family": card.family,
        "unit": card.unit,
        "source": source_label(bundle, card.source, language),
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
