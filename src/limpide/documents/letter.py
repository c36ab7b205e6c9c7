"""The letter to a client: the answer, its grounds, what they can do, and their rights, all from the stored decision.

What may be said depends on whose grounds the decision has (``letter_kind``); reasons are those of the journal, in its
order. The lender's own texts are required: without one of them there is no letter.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from limpide.contract import Counterfactuals
from limpide.core.typography import typographic_all
from limpide.documents.letter_facts import Datum, LetterFacts, LoanRequest, Sender
from limpide.documents.letter_grounds import write_answer, write_grounds
from limpide.documents.letter_kind import LetterKind, letter_kind, principal_reasons
from limpide.documents.letter_recipient import full_name
from limpide.documents.letter_rights import write_notice
from limpide.documents.letter_sheet import write_sheet
from limpide.documents.letter_words import LetterWords, letter_words
from limpide.documents.render_pdf import render_pdf
from limpide.language.formats import get_formats

__all__ = ["Datum", "LetterFacts", "LoanRequest", "Sender", "build_letter", "compose", "principal_reasons"]

TEMPLATE = "letter.typ"


def build_letter(facts: LetterFacts, *, sender: Sender) -> bytes:
    """Render the letter on one decision as a tagged PDF; ``IncompleteTexts`` when the sender lacks a text."""
    return render_pdf(TEMPLATE, compose(facts, sender=sender))


def compose(facts: LetterFacts, *, sender: Sender) -> dict[str, Any]:
    """Return everything that the letter says, set as in print."""
    texts = sender.texts.require(facts.language)
    words, record = letter_words(facts.language), facts.record
    refused = letter_kind(record) is not LetterKind.ACCEPTANCE
    content: dict[str, Any] = {
        **write_sheet(
            facts.identity,
            record.client_id,
            words,
            texts,
            day=record.decided_at.date(),
            specimen=sender.texts.specimen,
        ),
        "title": words.say(f"title.{record.choice.value}"),
        "subject": _subject(facts, words),
        "answer": write_answer(facts, words),
        "grounds": write_grounds(facts, words, texts) if refused else None,
        "next": _next_steps(facts, words, texts) if refused else _acceptance(words, texts),
        "notice": write_notice(facts, sender, words, texts),
    }
    printed: dict[str, Any] = typographic_all(content)
    return printed


def _subject(facts: LetterFacts, words: LetterWords) -> dict[str, Any]:
    """Return the subject: number and day of the request, then what is known of the loan asked for."""
    request, client_id = facts.request, facts.record.client_id
    if request.received is None:
        named = words.say("subject.reference", reference=client_id)
    else:
        named = words.say("subject.received", reference=client_id, date=words.day(request.received))
    loan = words.say("subject.and").join(_loan(facts, words))
    return {"lead": words.say("subject.lead"), "named": named, "loan": loan}


def _loan(facts: LetterFacts, words: LetterWords) -> Iterator[str]:
    request, lender = facts.request, facts.lender
    instalment = "instalment.month" if lender.instalment_period == "month" else "instalment"
    for name, amount in (("amount", request.amount), (instalment, request.instalment)):
        if amount is not None:
            yield words.say(f"subject.{name}", amount=get_formats(words.language, lender.currency).amount(amount))
    if request.months is not None:
        yield words.say("subject.months", months=request.months)
    if facts.identity is not None and facts.identity.co_borrower is not None:
        yield words.say("subject.co_borrower", name=full_name(facts.identity.co_borrower, words))


def _next_steps(facts: LetterFacts, words: LetterWords, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return what a refused client can do; other loans only where the model's opinion was the ground."""
    sentences = [words.say("next.correct"), texts["debt_advice"]]
    step: dict[str, Any] = {"title": words.say("next.title"), "lead": "", "offers": [], "sentences": sentences}
    if letter_kind(facts.record) is LetterKind.ASSESSMENT:
        step["lead"], step["offers"] = _other_loans(facts.other_loans, words)
    return step


def _other_loans(found: Counterfactuals | None, words: LetterWords) -> tuple[str, list[str]]:
    if found is None or not found.tried:
        return words.say("next.unknown"), []
    offers = [each.sentence for each in found.counterfactuals]
    return words.say("next.found" if offers else "next.none"), offers


def _acceptance(words: LetterWords, texts: Mapping[str, str]) -> dict[str, Any]:
    return {"title": words.say("accepted.title"), "lead": "", "offers": [], "sentences": [texts["after_acceptance"]]}
