"""The part of the card on features: definition, direction, reference value and drift of each; what is left out."""

from collections import Counter

from limpide.bundle.archive import Bundle
from limpide.bundle.features import FeatureCard
from limpide.bundle.manifest import Dropped, Manifest
from limpide.bundle.reasons import text
from limpide.documents.card_blocks import Block, Paragraph, Table
from limpide.documents.card_words import CardWords
from limpide.language.wording import Wording, say_feature

_HEADERS = ("feature", "definition", "risk", "reference", "psi")
_CAUSES = ("constant", "twin", "useless", "drifting", "undirected", "contrary")
_DIRECTIONS = ("undirected", "contrary")  # left out for want of a direction that holds: each is listed


def feature_blocks(bundle: Bundle, words: CardWords) -> tuple[Block, ...]:
    """Return the features of each concept as a table, and what was left out, by cause."""
    manifest = bundle.manifest
    told = words.say("features.lead", used=len(manifest.features), out=len(manifest.dropped))
    bound = words.say("features.monotone" if manifest.monotone else "features.free")
    by_family = tuple(
        (words.label(wording, f"families.{name}"), words.number(len(_members(manifest, name))))
        for name, wording in bundle.families.items()
    )
    return (
        Paragraph(f"{told} {bound}"),
        Paragraph(words.say("features.protected")),
        Table(words.say("features.families"), (words.say("features.family"), words.say("features.count")), by_family),
        *(_family(manifest, name, wording, words) for name, wording in bundle.families.items()),
        *_left_out(manifest.dropped, words),
    )


def _members(manifest: Manifest, family: str) -> list[FeatureCard]:
    return [card for card in manifest.features if card.family == family]


def _family(manifest: Manifest, family: str, wording: Wording, words: CardWords) -> Table:
    caption = words.say("features.concept", family=words.label(wording, f"families.{family}"))
    rows = tuple(_row(card, manifest, words) for card in _members(manifest, family))
    return Table(caption, tuple(words.say(f"features.{name}") for name in _HEADERS), rows, folded=True)


def _row(card: FeatureCard, manifest: Manifest, words: CardWords) -> tuple[str, ...]:
    unknown = words.say("features.unknown")
    return (
        words.feature_label(card, card.name),
        _definition(card, manifest, words),
        words.say("features.by_category" if card.categories and manifest.monotone else f"risk.{card.risk}"),
        unknown if card.typical is None else text(card, card.typical, words.language),
        unknown if card.psi is None else words.figure(card.psi, 3),
    )


def _definition(card: FeatureCard, manifest: Manifest, words: CardWords) -> str:
    """Return the definition; source and unit where no words are written."""
    if card.meaning is not None:
        return say_feature(card.meaning, words.language, card.name, "definition")
    source = manifest.sources[card.source]
    unit = words.say(f"unit.{card.unit}")
    return words.say("features.no_definition", source=words.label(source, f"sources.{card.source}"), unit=unit)


def _left_out(dropped: tuple[Dropped, ...], words: CardWords) -> tuple[Block, ...]:
    counts = Counter[str](each.why for each in dropped)
    causes = tuple((words.say(f"left_out.{why}"), words.number(counts[why])) for why in _CAUSES if why in counts)
    each = tuple(
        (_label(one, words), words.say(f"left_out.{one.why}_told")) for one in dropped if one.why in _DIRECTIONS
    )
    blocks: list[Block] = []
    if causes:
        headers = (words.say("left_out.cause"), words.say("features.count"))
        blocks.append(Table(words.say("left_out.caption"), headers, causes))
    if each:
        headers = (words.say("features.feature"), words.say("left_out.cause"))
        blocks.append(Table(words.say("left_out.directions"), headers, each, folded=True))
    return tuple(blocks)


def _label(dropped: Dropped, words: CardWords) -> str:
    return dropped.name if dropped.words is None else words.feature_label(dropped.words, dropped.name)
