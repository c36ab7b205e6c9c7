"""The part of the card on groups: who is approved, who is decided wrongly, and whether its probabilities hold."""

from limpide.bundle.judgement import Attribute, Group
from limpide.bundle.manifest import Manifest
from limpide.documents.card_blocks import Block, Paragraph, Table
from limpide.documents.card_words import CardWords

_FOUR_FIFTHS = 0.8  # a usual mark of unequal treatment; below it, the card says so
_SURE = 0.05  # adjusted p-value below which a group's calibration is called uneven
_HEADERS = (
    "group",
    "clients",
    "probability",
    "became",
    "z",
    "p_value",
    "approval_ratio",
    "opportunity_ratio",
    "reviewed",
)
_ALONE = ("group", "missed", "promised", "turned_away", "promised")


def fairness_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return a paragraph of definitions, two tables an attribute, and what the number of looks leaves of it."""
    attributes = manifest.judgement.attributes
    if not attributes:
        return (Paragraph(words.say("fairness.none" if manifest.recosted is None else "fairness.recosted")),)
    blocks: list[Block] = [Paragraph(words.say("fairness.lead")), Paragraph(words.say("fairness.alone_lead"))]
    for attribute in attributes:
        if attribute.groups:
            blocks += [_treatment(attribute, words), _alone(attribute, words), Paragraph(_verdict(attribute, words))]
    return (*blocks, *_looks(manifest, words))


def _treatment(attribute: Attribute, words: CardWords) -> Table:
    rows = tuple(
        (
            words.label(each, f"ages.{each.value}"),
            words.number(each.clients),
            words.percent(each.probability),
            words.share(each.default_rate),
            *_calibration(each, words),
            _ratio(each, words),
            words.estimate(each.opportunity_ratio, 2),
            words.percent(each.reviewed),
        )
        for each in attribute.groups
    )
    name = words.feature_label(attribute, attribute.name)
    learnt = words.say("fairness.learnt" if attribute.learnt else "fairness.unseen")
    caption = words.say("fairness.caption", attribute=name, learnt=learnt)
    return Table(caption, tuple(words.say(f"fairness.{header}") for header in _HEADERS), rows)


def _ratio(group: Group, words: CardWords) -> str:
    told = words.estimate(group.approval_ratio, 2)
    return f"{told} ⚠" if group.approval_ratio.value < _FOUR_FIFTHS else told


def _alone(attribute: Attribute, words: CardWords) -> Table:
    rows = tuple(
        (
            words.label(each, f"ages.{each.value}"),
            words.share(each.accepted_defaults),
            words.percent(each.promised_defaults),
            words.share(each.refused_goods),
            words.percent(each.promised_goods),
        )
        for each in attribute.groups
    )
    caption = words.say("fairness.alone_caption", attribute=words.feature_label(attribute, attribute.name))
    return Table(caption, tuple(words.say(f"fairness.{header}") for header in _ALONE), rows)


def _verdict(attribute: Attribute, words: CardWords) -> str:
    below = [each for each in attribute.groups if each.approval_ratio.value < _FOUR_FIFTHS]
    small = words.say("fairness.small", small=words.number(attribute.small)) if attribute.small else ""
    if not below:
        return f"{words.say('fairness.fine')} {small}".strip()
    named = ", ".join(words.label(each, f"ages.{each.value}") for each in below)
    return f"{words.say('fairness.below', groups=named)} {small}".strip()


def _calibration(group: Group, words: CardWords) -> tuple[str, str]:
    """Return z and its adjusted p-value, marked where probabilities surely do not mean the same for the group."""
    if group.z is None or group.p_value is None:
        return words.say("fairness.unmeasured"), words.say("fairness.unmeasured")
    mark = " ⚠" if group.p_value < _SURE else ""
    return words.figure(group.z, 1), f"{words.figure(group.p_value, 3)}{mark}"


def _looks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    looks = manifest.judgement.looks
    if not looks:
        return ()
    groups = [group for attribute in manifest.judgement.attributes for group in attribute.groups]
    found = [group for group in groups if group.p_value is not None and group.p_value < _SURE]
    named = ", ".join(words.label(each, f"ages.{each.value}") for each in found)
    verdict = words.say("fairness.uneven", groups=named) if named else words.say("fairness.even")
    return (Paragraph(f"{words.say('fairness.looks', looks=looks)} {verdict}"),)
