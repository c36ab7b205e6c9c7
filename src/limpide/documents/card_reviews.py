"""The part of the card on costs and reviews: how the lender stated them, what the review zone is worth."""

from limpide.bundle.manifest import Manifest
from limpide.documents.card_blocks import Block, Paragraph, Table
from limpide.documents.card_charts import draw_review_value
from limpide.documents.card_words import CardWords


def cost_pairs(manifest: Manifest, words: CardWords) -> tuple[tuple[str, str], ...]:
    """Return the cost ratio, how it was given, and what a review costs and errs."""
    found, terms = manifest.abstention, manifest.terms
    ratio = (words.say("decision.cost"), words.say("decision.cost_told", ratio=_ratio(manifest, words)))
    given = ((words.say("decision.given"), terms.cost),) if terms is not None else ()
    told = words.say(
        "decision.review_told",
        cost=words.figure(found.review_cost, 2),
        error=words.percent(found.reviewer_error, decimals=0),
    )
    return ratio, *given, (words.say("decision.review"), told)


def review_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return what the zone saves or costs by how often reviewers err, and the error rate at which it does neither."""
    found = manifest.abstention
    if found.break_even_error is None:
        return (Paragraph(words.say("reviews.unmeasured")),)
    limit = words.percent(found.break_even_error)
    if found.zone.low == found.zone.high:
        return (Paragraph(words.say("reviews.empty", limit=limit)),)
    rows = tuple((words.percent(each.error, decimals=0), words.estimate(each.difference, 4)) for each in found.by_error)
    headers = (words.say("reviews.error"), words.say("reviews.difference"))
    return (
        Paragraph(words.say("reviews.lead", limit=limit)),
        draw_review_value(found.by_error, words),
        Table(words.say("reviews.caption"), headers, rows),
    )


def recosted_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return where the model comes from whose costs were replaced after training; nothing otherwise."""
    made = manifest.recosted
    if made is None:
        return ()
    text = words.say(
        "decision.recosted",
        version=made.version[:12],
        before=words.number(made.ratio, decimals=3),
        after=_ratio(manifest, words),
    )
    return (Paragraph(text),)


def _ratio(manifest: Manifest, words: CardWords) -> str:
    return words.number(manifest.cost.ratio, decimals=3)
