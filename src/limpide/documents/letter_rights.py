"""Notice of the client's rights: explanation and review, data used, personal data, references, legal notice."""

from collections.abc import Mapping
from typing import Any

from limpide.contract.feature import Unit
from limpide.contract.value_text import write_value
from limpide.documents.letter_facts import LetterFacts, Sender
from limpide.documents.letter_kind import counts_assessment
from limpide.documents.letter_recipient import full_name
from limpide.documents.letter_sources import attributes_left_out, sources_of
from limpide.documents.letter_words import LetterWords


def write_notice(facts: LetterFacts, sender: Sender, words: LetterWords, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the second page, section by section."""
    sections = [
        _section("review", _review(sender, words, texts), words),
        _section("used", _used(facts, words, texts), words),
        _section("data", write_data_rights(sender, words, texts), words),
        _section("references", [_references(facts, words)], words),
        _section("legal", [texts["legal_notice"]], words),
    ]
    return {"title": words.text("notice.title"), "sections": sections}


def _section(name: str, sentences: list[str], words: LetterWords) -> dict[str, Any]:
    return {"title": words.text(f"{name}.title"), "sentences": sentences}


def _review(sender: Sender, words: LetterWords, texts: Mapping[str, str]) -> list[str]:
    days = write_value(float(sender.review_days), Unit.DAYS, words.language)
    return [
        words.text("review.rights"),
        words.text("review.how", contact=texts["contact"], days=days),
        words.text("complaint", mediator=texts["mediator"], supervisor=texts["supervisor"]),
    ]


def _used(facts: LetterFacts, words: LetterWords, texts: Mapping[str, str]) -> list[str]:
    said = []
    sources = sources_of(facts.data, words, texts)
    if sources:
        said.append(words.text("used.sources", sources=words.listed(sources)))
    if facts.has_reference and counts_assessment(facts.record):
        said.append(words.text("used.reference"))
    left_out = attributes_left_out(facts.data, words)
    if left_out and facts.data:
        said.append(words.text("used.not", attributes=words.listed(left_out)))
    if facts.identity is not None and facts.identity.co_borrower is not None:
        said.append(words.text("used.co_borrower", name=full_name(facts.identity.co_borrower, words)))
    return said


def write_data_rights(sender: Sender, words: LetterWords, texts: Mapping[str, str]) -> list[str]:
    """Return the client's rights over their data, how long these are kept, and whom to turn to."""
    retention = write_value(float(sender.retention_days), Unit.DAYS, words.language)
    return [
        words.text("data.rights", retention=retention),
        words.text("data.whom", dpo=texts["dpo"], authority=texts["data_authority"]),
    ]


def _references(facts: LetterFacts, words: LetterWords) -> str:
    record = facts.record
    return words.text(
        "references",
        client_id=record.client_id,
        decision_id=record.decision_id,
        date=words.date(record.decided_at.date()),
        position=record.position,
        seal=record.seal,
    )
