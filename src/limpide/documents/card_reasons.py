"""The part of the card on reasons: whether any contradicts itself, and how steady they are."""

from limpide.bundle.judgement import Steadiness
from limpide.bundle.manifest import Coherence, Manifest
from limpide.documents.card_blocks import Block, Facts, Paragraph, Table
from limpide.documents.card_words import CardWords

_HEADERS = ("change", "clients", "first", "shared", "same_four", "same_shown", "rank", "flipped")
_CHANGES = {
    "another seed": "reasons.seed",
    "inputs rounded to three digits": "reasons.rounded",
    "bootstrap refit": "reasons.bootstrap",
}


def coherence_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return what the check of reasons found; loudly where a reason contradicts itself."""
    found = manifest.coherence
    if found is None:
        return (Paragraph(words.say("coherence.unchecked")),)
    verdict = Paragraph(words.say("coherence.holds"))
    if not found.holds:
        verdict = Paragraph(words.say("coherence.broken"), loud=True)
    return Paragraph(words.say("coherence.lead")), verdict, Facts(_found(found, manifest, words))


def steadiness_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return how far the same clients keep their reasons when what should not matter changes."""
    rows = tuple(_steadiness(each, words) for each in manifest.judgement.steadiness)
    return (
        Paragraph(words.say("reasons.lead", families=len(manifest.families))),
        Table(words.say("reasons.caption"), tuple(words.say(f"reasons.{name}") for name in _HEADERS), rows),
    )


def _found(found: Coherence, manifest: Manifest, words: CardWords) -> tuple[tuple[str, str], ...]:
    labels = {card.name: words.feature_label(card, card.name) for card in manifest.features}
    opposite = ", ".join(labels.get(name, name) for name in found.opposite)
    return (
        (words.say("coherence.clients"), words.number(found.clients)),
        (words.say("coherence.contradictory"), words.number(found.contradictory)),
        (words.say("coherence.opposite"), opposite or words.say("coherence.none")),
        (words.say("coherence.three_reasons"), _share(found.three_reasons, words)),
        (words.say("coherence.any_three"), _share(found.any_three, words)),
    )


def _share(value: float | None, words: CardWords) -> str:
    return words.say("reasons.unmeasured") if value is None else words.percent(value)


def _steadiness(found: Steadiness, words: CardWords) -> tuple[str, ...]:
    return (
        words.say(_CHANGES[found.change]),
        words.number(found.clients),
        words.percent(found.same_first),
        words.percent(found.shared),
        _share(found.same_four, words),
        _share(found.same_shown, words),
        words.figure(found.rank, 2),
        _share(found.flipped, words),
    )
