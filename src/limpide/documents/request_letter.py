"""The letter that asks a client for documents: which, what is accepted, until when, and whom to send them to."""

from dataclasses import dataclass
from typing import Any

from limpide.contract import DocumentRequestRecord, Identity
from limpide.core.typography import typographic_all
from limpide.documents.letter_facts import Sender
from limpide.documents.letter_recipient import write_closing, write_salutation, write_window
from limpide.documents.letter_rights import write_data_rights
from limpide.documents.letter_words import letter_words
from limpide.documents.render_pdf import render_pdf

_TEMPLATE = "letter.typ"  # of all letters


@dataclass(frozen=True)
class RequestFacts:
    """A request as it was recorded, and who the client is."""

    client_id: int
    record: DocumentRequestRecord
    identity: Identity | None


def build_request_letter(facts: RequestFacts, *, sender: Sender) -> bytes:
    """Render the letter as a tagged PDF; ``IncompleteTexts`` when the sender lacks a text."""
    return render_pdf(_TEMPLATE, compose_request(facts, sender=sender))


def compose_request(facts: RequestFacts, *, sender: Sender) -> dict[str, Any]:
    """Return everything that the letter says, set as in print."""
    record, words = facts.record, letter_words(facts.record.language)
    texts = sender.texts.require(record.language)
    day, due = words.date(record.requested_at.date()), words.date(record.due_on)
    references = words.text("request.references", client_id=facts.client_id, request_id=record.request_id, date=day)
    content: dict[str, Any] = {
        "language": record.language,
        "specimen": words.text("specimen") if sender.texts.specimen else "",
        "lender": texts["name"],
        "address": texts["address"].splitlines(),
        "recipient": words.text("recipient", client_id=facts.client_id),
        "window": write_window(facts.identity, facts.client_id, words),
        "place_date": words.text("place_date", place=texts["place"], date=day),
        "page": words.text("page"),
        "title": words.text("request.title"),
        "subject": {
            "lead": words.text("subject.lead"),
            "named": words.text("request.subject", reference=facts.client_id),
            "loan": [],
        },
        "salutation": write_salutation(facts.identity, words),
        "answer": [words.text("request.why")],
        "grounds": None,
        "next": {
            "title": words.text("request.documents"),
            "lead": words.text("request.due", date=due),
            "offers": [
                words.text("request.document", label=each.label, accepted=each.accepted) for each in record.pieces
            ],
            "sentences": [words.text("request.whom", contact=texts["contact"]), words.text("request.later")],
        },
        "closing": write_closing(facts.identity, words),
        "signatory": [texts["signatory"], texts["name"]],
        "notice": {
            "title": words.text("notice.title"),
            "sections": [
                {
                    "title": words.text("data.title"),
                    "sentences": [
                        words.text("request.use"),
                        *write_data_rights(sender, words, texts, outcome="abandoned"),
                    ],
                },
                {"title": words.text("references.title"), "sentences": [references]},
                {"title": words.text("legal.title"), "sentences": [texts["legal_notice"]]},
            ],
        },
    }
    printed: dict[str, Any] = typographic_all(content)
    return printed
