"""Reasons: which concepts weigh on a client, each with one plain datum that a person can say aloud.

Contributions are against the reference client. A concept (family of features) is a reason when it weighs enough and one
of its features pushes the same way with a value that differs, as printed, from the reference client's. What
rests on which data are known is told apart, under "available data", and is never a reason.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from limpide.bundle.features import FeatureCard
from limpide.contract import Language, Unit, Value
from limpide.contract.explanation import AVAILABLE_DATA, MIN_WEIGHT
from limpide.contract.value_text import write_value
from limpide.language.wording import RECORDED, Phrase, say_feature
from limpide.sources.values import value_label

AVAILABLE_WORDS = Phrase("reasons.available_words")
MIN_EVIDENCE = 0.02  # log-odds below which a feature is no evidence
_ANSWERS = (Phrase("values.no"), Phrase("values.yes"))
_AGAINST, _AGAINST_QUOTED = Phrase("reasons.against"), Phrase("reasons.against_quoted")
_FLAG_AGAINST = Phrase("reasons.flag_against")


@dataclass(frozen=True)
class Weighed:
    """One feature of one client: its value, what it adds (log-odds), and whether the value is known."""

    card: FeatureCard
    value: Value
    contribution: float
    known: bool = True


@dataclass(frozen=True)
class Reason:
    """What a concept adds (log-odds), its evidence among ``members``, None when it is no reason."""

    family: str
    contribution: float
    evidence: Weighed | None
    members: tuple[Weighed, ...]


def build_reasons(weighed: Sequence[Weighed], *, availability: float) -> list[Reason]:
    """Sum contributions by concept, strongest first; they sum to the margin minus the base.

    ``availability`` is what the pattern of known data adds to the margin of the reference client (log-odds).
    """
    members: dict[str, list[Weighed]] = defaultdict(list)
    for each in weighed:
        members[each.card.family].append(each)
    reasons = [_reason(family, tuple(group)) for family, group in members.items()]
    missing = tuple(each for each in weighed if not each.known)
    reasons.append(Reason(AVAILABLE_DATA, availability, None, missing))
    return sorted(reasons, key=lambda one: (-abs(one.contribution), one.family))


def build_plain_reasons(weighed: Sequence[Weighed]) -> list[Reason]:
    """Sum contributions by family for a bundle without a reference client, strongest first.

    The evidence is the strongest feature that pushes as its family does, the strongest of all where none does: what
    such bundles have always shown.
    """
    members: dict[str, list[Weighed]] = defaultdict(list)
    for each in sorted(weighed, key=lambda one: (-abs(one.contribution), one.card.name)):
        members[each.card.family].append(each)
    reasons = []
    for family, group in members.items():
        total = sum(each.contribution for each in group)
        same_way = [each for each in group if each.contribution * total > 0]
        reasons.append(Reason(family, total, (same_way or group)[0], tuple(group)))
    return sorted(reasons, key=lambda one: (-abs(one.contribution), one.family))


def is_visible(card: FeatureCard, value: Value) -> bool:
    """Whether a value differs from the reference client's as both are printed, in both languages."""
    if value is None or card.typical is None:
        return False
    return all(text(card, value, language) != text(card, card.typical, language) for language in RECORDED)


def text(card: FeatureCard, value: Value, language: Language, currency: str | None = None) -> str:
    """Return a value as it is printed in a sentence, an amount in the lender's currency."""
    if card.column and isinstance(value, str):
        value = value_label(card.column, value, language)
    return write_value(value, card.unit, language, currency=currency)


def write_sentence(card: FeatureCard, value: Value, language: Language, *, currency: str | None = None) -> str | None:
    """Return the reason as a person says it; None where the feature has no sentence."""
    if card.sentence is None or value is None:
        return None
    reference = text(card, card.typical, language, currency)
    if card.unit is Unit.FLAG and card.otherwise is not None:
        words, field = (card.sentence, "sentence_yes") if value else (card.otherwise, "sentence_no")
        answer = _ANSWERS[int(bool(card.typical))].text(language)
        return _FLAG_AGAINST.text(language, sentence=say_feature(words, language, card.name, field), reference=answer)
    sentence = say_feature(card.sentence, language, card.name, "sentence")
    against = _AGAINST if card.column is None else _AGAINST_QUOTED  # a category in words
    said = sentence.format(value=text(card, value, language, currency))
    return against.text(language, sentence=said, reference=reference)


def _reason(family: str, members: tuple[Weighed, ...]) -> Reason:
    total = sum(each.contribution for each in members)
    evidence = None
    if abs(total) >= MIN_WEIGHT:
        candidates = [
            each
            for each in members
            if each.known
            and each.contribution * total > 0
            and abs(each.contribution) >= MIN_EVIDENCE
            and each.card.sentence is not None
            and is_visible(each.card, each.value)
        ]
        evidence = max(candidates, key=lambda each: abs(each.contribution), default=None)
    return Reason(family, total, evidence, members)
