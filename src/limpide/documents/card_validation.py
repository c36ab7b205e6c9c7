"""The part of the card on later clients and on fewer of them: out-of-time validation and the learning curve."""

from limpide.bundle.judgement import Judgement, OutOfTime
from limpide.documents.card_blocks import Block, Facts, Paragraph, Table
from limpide.documents.card_words import CardWords


def validation_blocks(judgement: Judgement, words: CardWords) -> tuple[Block, ...]:
    """Return what was measured on later applications, where a time is known, and the learning curve, where drawn."""
    found = judgement.out_of_time
    later = (Paragraph(words.say("validation.undated")),) if found is None else _later(found, words)
    return (*later, *_learning_curve(judgement, words))


def _later(found: OutOfTime, words: CardWords) -> tuple[Block, ...]:
    pairs = (
        (words.say("validation.earlier"), words.number(found.earlier)),
        (words.say("validation.later"), words.number(found.later)),
        (words.say("validation.auc"), words.estimate(found.auc, 4)),
        (words.say("validation.ece"), words.estimate(found.ece, 4)),
        (words.say("validation.cost"), words.estimate(found.cost_per_client, 4)),
        (words.say("validation.probability"), words.percent(found.probability, decimals=2)),
        (words.say("validation.default_rate"), words.percent(found.default_rate, decimals=2)),
    )
    return Paragraph(words.say("validation.lead", dated=words.percent(found.dated))), Facts(pairs)


def _learning_curve(judgement: Judgement, words: CardWords) -> tuple[Block, ...]:
    if not judgement.learning_curve:
        return ()
    rows = tuple(
        (
            words.number(each.clients),
            words.figure(each.auc, 4),
            words.figure(each.gap, 3),
            words.figure(each.log_loss, 4),
        )
        for each in judgement.learning_curve
    )
    headers = tuple(words.say(f"validation.{name}") for name in ("clients", "unseen_auc", "gap", "log_loss"))
    return (Table(words.say("validation.curve"), headers, rows),)
