"""Grounds of a decision as sentences: who decided, what the model said, the motive, the probability, the reasons."""

from collections.abc import Iterator, Mapping
from typing import Any

from limpide.contract import Cause, DecisionRecord, FamilyContribution, Motive
from limpide.contract.explanation import AVAILABLE_DATA, MIN_WEIGHT
from limpide.contract.value_text import write_value
from limpide.core.decision import Decision
from limpide.documents.letter_facts import Datum, LetterFacts
from limpide.documents.letter_kind import LetterKind, counts_assessment, letter_kind, principal_reasons
from limpide.documents.letter_sources import source_of
from limpide.documents.letter_words import LetterWords

_MOST_DECIMALS = 3


def write_answer(facts: LetterFacts, words: LetterWords) -> list[str]:
    """Return two paragraphs: the answer; who gave it and, of a review, what it became."""
    after = "answer" if facts.record.review_of is None else "answer.reviewed"
    return [words.say(f"{after}.{facts.record.choice.value}"), " ".join(_who(facts, words))]


def write_grounds(facts: LetterFacts, words: LetterWords, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the grounds of a refusal: paragraphs, then the lead and the list of the model's principal reasons."""
    record, kind = facts.record, letter_kind(facts.record)
    motive, opinion = list(_motive(record, words)), [words.say(f"opinion.{_opinion(record)}")]
    if kind is LetterKind.ASSESSMENT:
        opinion += [*_chance(record, words), *_available(record, words)]
    opens = kind is LetterKind.PERSON or record.motive is Motive.FOLLOWS_SCORE  # what the person started from
    said = [" ".join(part) for part in ((opinion, motive) if opens else (motive, opinion)) if part]
    reasons = principal_reasons(record)
    return {
        "title": words.say("reasons.title"),
        "sentences": said,
        "lead": _lead(record, words, reasons),
        "reasons": [_reason(each, words, texts, facts.lender.currency) for each in reasons],
    }


def _who(facts: LetterFacts, words: LetterWords) -> Iterator[str]:
    record, review = facts.record, facts.review
    day = words.day(record.decided_at.date())
    if record.review_of is None:
        yield words.say("who", date=day)
        return
    if review is not None and review.cause is Cause.REQUEST:
        yield words.say("review.requested", date=words.day(review.opened_at.date()))
    yield words.say("review.who", date=day)
    if review is None:
        return
    if review.plea is not None:
        yield words.say("review.statement")
    change = "confirms" if review.decision.choice is record.choice else "replaces"
    yield words.say(f"review.{change}", date=words.day(review.decision.decided_at.date()))


def _opinion(record: DecisionRecord) -> str:
    """Return the key of what the model said: never more than it did, never as the cause where it was none."""
    if record.model_decision is not Decision.REFUSED:
        return record.model_decision.value
    if letter_kind(record) is LetterKind.OTHERWISE:
        return "refused.beside"
    return "refused.followed" if record.motive is Motive.FOLLOWS_SCORE else "refused.too"


def _motive(record: DecisionRecord, words: LetterWords) -> Iterator[str]:
    """Yield the officer's motive in words for the client, then what the officer wrote for them."""
    follows = record.motive is Motive.FOLLOWS_SCORE
    if not follows:
        yield words.say(f"grounds.{record.motive.value}")
    elif record.model_decision is Decision.REVIEW:
        yield words.say("motive.follows_score")
    elif record.model_decision is Decision.ACCEPTED:  # a motive that contradicts the record explains nothing
        yield words.say("motive.unexplained")
    if record.grounds:
        yield record.grounds
    elif not (follows and counts_assessment(record)):
        yield words.say("grounds.on_request")


def _available(record: DecisionRecord, words: LetterWords) -> Iterator[str]:
    """Yield that the opinion rests on which data are known, where that weighed against the client."""
    for each in record.reasons:
        if each.family == AVAILABLE_DATA and each.contribution >= MIN_WEIGHT and each.sentence:
            yield words.say("opinion.available", sentence=each.sentence)


def _chance(record: DecisionRecord, words: LetterWords) -> list[str]:
    """Say the probability, then from where on the opinion is unfavourable; with the decimals that tell them apart."""
    chance, zone = 100 * record.probability_of_default, record.grey_zone
    has_zone = zone is not None and zone.low < zone.high
    low, high = (100 * at for at in ((zone.low, zone.high) if zone and has_zone else (0.0, record.threshold)))
    decimals = next((n for n in range(_MOST_DECIMALS) if round(chance, n) != round(high, n)), _MOST_DECIMALS)
    written, lowest, highest = (
        words.number(each, decimals=places)
        for each, places in ((chance, decimals), (low, max(1, decimals)), (high, max(1, decimals)))
    )
    count = "below" if chance < 0.5 else "one" if written == "1" else "many"
    limit = words.say("limit.zone" if has_zone else "limit.threshold", low=lowest, high=highest)
    return [words.say(f"chance.{count}", chance=written), limit]


def _lead(record: DecisionRecord, words: LetterWords, reasons: list[FamilyContribution]) -> str:
    """Return the sentence before the reasons; empty where the model's reasons are not the grounds."""
    if record.model_decision is Decision.REFUSED and counts_assessment(record):
        return words.say("reasons.principal" if reasons else "reasons.none")
    return words.say("reasons.elements") if reasons else ""


def _reason(
    reason: FamilyContribution, words: LetterWords, texts: Mapping[str, str], currency: str | None
) -> dict[str, str]:
    evidence = reason.evidence
    if evidence is None:  # principal_reasons keeps none of these
        raise ValueError(f"{reason.family} is no reason")
    source = words.say(
        "reasons.source", source=source_of(Datum(evidence.name, evidence.family, evidence.source), words, texts)
    )
    if reason.sentence is not None:
        return {"label": reason.label, "sentence": reason.sentence, "source": source}
    value, typical = (
        write_value(each, evidence.unit, words.language, currency=currency)
        for each in (evidence.value, evidence.typical)
    )
    form = "reasons.known" if evidence.typical is None else "reasons.typical"
    said = words.say(form, label=evidence.label, value=value, typical=typical)
    return {"label": reason.label, "sentence": said, "source": source}
