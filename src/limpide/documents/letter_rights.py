"""Notice of the client's rights: explanation and review, data used, personal data, references, legal notice."""

from collections.abc import Iterator, Mapping
from typing import Any

from limpide.contract import AssessmentRecord, RegisterKind
from limpide.contract.feature import Unit
from limpide.contract.value_text import write_value
from limpide.documents.letter_facts import LetterFacts, Sender
from limpide.documents.letter_kind import counts_assessment
from limpide.documents.letter_recipient import full_name
from limpide.documents.letter_sources import attributes_left_out, sources_of
from limpide.documents.letter_words import LetterWords
from limpide.lenders.legal_terms import Duration, Outcome

_MONTHS_IN_YEAR = 12


def write_notice(facts: LetterFacts, sender: Sender, words: LetterWords, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the second page, section by section."""
    sections = [
        _section("review", _review(sender, words, texts), words),
        _section("used", _used(facts, words, texts), words),
        _section("data", write_data_rights(sender, words, texts, outcome=facts.record.choice.value), words),
        _section("references", [_references(facts, words)], words),
        _section("legal", [texts["legal_notice"]], words),
    ]
    return {"title": words.say("notice.title"), "sections": sections}


def _section(name: str, sentences: list[str], words: LetterWords) -> dict[str, Any]:
    return {"title": words.say(f"{name}.title"), "sentences": sentences}


def _review(sender: Sender, words: LetterWords, texts: Mapping[str, str]) -> list[str]:
    days = write_value(float(sender.review_days), Unit.DAYS, words.language)
    return [
        words.say("review.rights"),
        words.say("review.how", contact=texts["contact"], days=days),
        words.say("complaint", mediator=texts["mediator"], supervisor=texts["supervisor"]),
    ]


def _used(facts: LetterFacts, words: LetterWords, texts: Mapping[str, str]) -> list[str]:
    said = []
    sources = sources_of(facts.data, words, texts)
    if sources:
        said.append(words.say("used.sources", sources=words.enumerate(sources)))
    if facts.has_reference and counts_assessment(facts.record):
        said.append(words.say("used.reference"))
    left_out = attributes_left_out(facts.data, words)
    if left_out and facts.data:
        said.append(words.say("used.not", attributes=words.enumerate(left_out)))
    if facts.identity is not None and facts.identity.co_borrower is not None:
        said.append(words.say("used.co_borrower", name=full_name(facts.identity.co_borrower, words)))
    return [*said, *_looked_at(facts.record.assessment, words)]


def _looked_at(assessment: AssessmentRecord | None, words: LetterWords) -> Iterator[str]:
    """Yield what the person who decided looked at beside the model's data, then each file that was consulted."""
    if assessment is None:
        return
    seen = list(dict.fromkeys(words.say(f"evidence.{each.kind.value}") for each in assessment.evidence))
    yield words.say("used.evidence", evidence=words.enumerate(seen)) if seen else words.say("used.assessment")
    for each in assessment.files:
        named = each.name if each.name and each.file is RegisterKind.OTHER else words.say(f"file.{each.file.value}")
        result = words.say(f"file.{each.result.value}")
        yield words.say("used.file", date=words.day(each.consulted_on), file=named, result=result)
    if any(each.file is RegisterKind.FICP for each in assessment.files):
        yield words.say("used.ficp")


def write_data_rights(sender: Sender, words: LetterWords, texts: Mapping[str, str], *, outcome: Outcome) -> list[str]:
    """Return the client's rights over their data, how long these are kept by the outcome, and whom to turn to."""
    period = sender.retention.of(outcome)
    notice = texts.get("data_notice")
    return [
        words.say("data.rights", retention=_duration(period, words)),
        words.say("data.whom", dpo=texts["dpo"], authority=texts["data_authority"]),
        *([notice] if notice else []),
    ]


def _duration(period: Duration, words: LetterWords) -> str:
    """Write a period as a client reads it: whole years as years."""
    if period.unit == "days":
        return write_value(float(period.count), Unit.DAYS, words.language)
    years, months = divmod(period.count, _MONTHS_IN_YEAR)
    if months:
        return write_value(float(period.count), Unit.MONTHS, words.language)
    return write_value(float(years), Unit.YEARS, words.language)


def _references(facts: LetterFacts, words: LetterWords) -> str:
    record = facts.record
    return words.say(
        "references",
        client_id=record.client_id,
        decision_id=record.decision_id,
        date=words.day(record.decided_at.date()),
        position=record.position,
        seal=record.seal,
    )
