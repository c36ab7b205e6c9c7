"""The part of the card on groups: who is approved, who is decided wrongly, and what fairness cost."""

from limpide.bundle.judgement import Attribute, Group, Price
from limpide.bundle.manifest import Manifest
from limpide.documents.card_blocks import Block, Paragraph, Table
from limpide.documents.card_words import CardWords

_FOUR_FIFTHS = 0.8  # a usual mark of unequal treatment; below it, the card says so
_HEADERS = ("group", "clients", "probability", "became", "approval_ratio", "opportunity_ratio", "reviewed")
_ALONE = ("group", "missed", "promised", "turned_away", "promised")


def fairness_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return a paragraph of definitions, two tables an attribute, and the price of two choices."""
    attributes = manifest.judgement.attributes
    if not attributes:
        return (Paragraph(words.say("fairness.none" if manifest.recosted is None else "fairness.recosted")),)
    blocks: list[Block] = [Paragraph(words.say("fairness.lead")), Paragraph(words.say("fairness.alone_lead"))]
    for attribute in attributes:
        if attribute.groups:
            blocks += [_treatment(attribute, words), _alone(attribute, words), Paragraph(_verdict(attribute, words))]
    return (*blocks, *_prices(manifest.judgement.prices, words))


def _treatment(attribute: Attribute, words: CardWords) -> Table:
    rows = tuple(
        (
            words.pick(each.fr, each.en),
            words.whole(each.clients),
            words.percent(each.probability),
            words.share(each.default_rate),
            _ratio(each, words),
            words.estimate(each.opportunity_ratio, 2),
            words.percent(each.reviewed),
        )
        for each in attribute.groups
    )
    name = words.pick(attribute.fr, attribute.en)
    learnt = words.say("fairness.learnt" if attribute.learnt else "fairness.unseen")
    caption = words.say("fairness.caption", attribute=name, learnt=learnt)
    return Table(caption, tuple(words.say(f"fairness.{header}") for header in _HEADERS), rows)


def _ratio(group: Group, words: CardWords) -> str:
    told = words.estimate(group.approval_ratio, 2)
    return f"{told} ⚠" if group.approval_ratio.value < _FOUR_FIFTHS else told


def _alone(attribute: Attribute, words: CardWords) -> Table:
    rows = tuple(
        (
            words.pick(each.fr, each.en),
            words.share(each.accepted_defaults),
            words.percent(each.promised_defaults),
            words.share(each.refused_goods),
            words.percent(each.promised_goods),
        )
        for each in attribute.groups
    )
    caption = words.say("fairness.alone_caption", attribute=words.pick(attribute.fr, attribute.en))
    return Table(caption, tuple(words.say(f"fairness.{header}") for header in _ALONE), rows)


def _verdict(attribute: Attribute, words: CardWords) -> str:
    below = [each for each in attribute.groups if each.approval_ratio.value < _FOUR_FIFTHS]
    small = words.say("fairness.small", small=words.whole(attribute.small)) if attribute.small else ""
    if not below:
        return f"{words.say('fairness.fine')} {small}".strip()
    named = ", ".join(words.pick(each.fr, each.en) for each in below)
    return f"{words.say('fairness.below', groups=named)} {small}".strip()


def _prices(prices: tuple[Price, ...], words: CardWords) -> tuple[Block, ...]:
    if not prices:
        return (Paragraph(words.say("price.none")),)
    rows = tuple(
        (
            words.say(
                "price.protected" if each.choice.startswith("protected") else "price.monotone", columns=each.columns
            ),
            words.estimate(each.auc, 4),
            words.estimate(each.cost_per_client, 4),
        )
        for each in prices
    )
    headers = tuple(words.say(f"price.{name}") for name in ("choice", "auc", "cost"))
    return Paragraph(words.say("price.lead")), Table(words.say("price.caption"), headers, rows)
