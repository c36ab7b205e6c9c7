"""The letter that asks a client for documents: which, what is accepted, until when, and whom to send them to."""

from dataclasses import dataclass
from typing import Any

from limpide.contract import DocumentRequestRecord, Identity
from limpide.core.identifiers import ClientId
from limpide.core.typography import typographic_all
from limpide.documents.letter_facts import Sender
from limpide.documents.letter_rights import write_data_rights
from limpide.documents.letter_sheet import write_sheet
from limpide.documents.letter_words import letter_words
from limpide.documents.render_pdf import render_pdf

_TEMPLATE = "letter.typ"  # of all letters


@dataclass(frozen=True)
class RequestFacts:
    """A request as it was recorded, and who the client is."""

    client_id: ClientId
    record: DocumentRequestRecord
    identity: Identity | None


def build_request_letter(facts: RequestFacts, *, sender: Sender) -> bytes:
    """Render the letter as a tagged PDF; ``IncompleteTexts`` when the sender lacks a text."""
    return render_pdf(_TEMPLATE, compose_request(facts, sender=sender))


def compose_request(facts: RequestFacts, *, sender: Sender) -> dict[str, Any]:
    """Return everything that the letter says, set as in print."""
    texts = sender.texts.require(facts.record.language)
    record, words = facts.record, letter_words(facts.record.language)
    day, due = words.day(record.requested_at.date()), words.day(record.due_on)
    references = words.say("request.references", client_id=facts.client_id, request_id=record.request_id, date=day)
    content: dict[str, Any] = {
        **write_sheet(
            facts.identity,
            facts.client_id,
            words,
            texts,
            day=record.requested_at.date(),
            specimen=sender.texts.specimen,
        ),
        "title": words.say("request.title"),
        "subject": {
            "lead": words.say("subject.lead"),
            "named": words.say("request.subject", reference=facts.client_id),
            "loan": "",
        },
        "answer": [words.say("request.why")],
        "grounds": None,
        "next": {
            "title": words.say("request.documents"),
            "lead": words.say("request.due", date=due),
            "offers": [],
            "documents": [
                {"label": words.say("request.label", label=each.label), "accepted": f"{each.accepted}."}
                for each in record.pieces
            ],
            "sentences": [words.say("request.whom", contact=texts["contact"]), words.say("request.later")],
        },
        "notice": {
            "title": words.say("notice.title"),
            "sections": [
                {
                    "title": words.say("data.title"),
                    "sentences": [
                        words.say("request.use"),
                        *write_data_rights(sender, words, texts, outcome="abandoned"),
                    ],
                },
                {"title": words.say("references.title"), "sentences": [references]},
                {"title": words.say("legal.title"), "sentences": [texts["legal_notice"]]},
            ],
        },
    }
    printed: dict[str, Any] = typographic_all(content)
    return printed
