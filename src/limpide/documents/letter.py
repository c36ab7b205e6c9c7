"""The letter to a client: the decision, its principal reasons, what would change it, and what they may ask for.

Every reason comes from the record of the journal, in its order: the letter says what screen and API say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from limpide.contract import Choice, Counterfactuals, DecisionRecord, FamilyContribution, Language, Prospect
from limpide.contract.value_text import write_number, write_value
from limpide.core.decision import Decision
from limpide.documents.letter_words import ANSWERS, MONTHS, MOTIVES, WORDS
from limpide.documents.typeset import typeset

TEMPLATE = "letter.typ"
PRINCIPAL = 4  # more reasons help nobody


@dataclass(frozen=True)
class Sender:
    """Who writes: the lender's name, where to turn, and in how many days they answer."""

    name: str
    contact: str
    days: int


def principal_reasons(record: DecisionRecord) -> list[FamilyContribution]:
    """Return the families that weighed in the direction of the answer, strongest first, four at most."""
    against = record.choice is Choice.REFUSED
    weighed = [each for each in record.reasons if each.evidence is not None and (each.contribution > 0) is against]
    return weighed[:PRINCIPAL]


def build_letter(
    record: DecisionRecord,
    *,
    sources: list[str],
    other_loans: Counterfactuals | None,
    sender: Sender,
    language: Language,
    currency: str | None = None,
    form: Any = "pdf",
) -> bytes:
    """Typeset the letter on one decision; ``other_loans`` None when the model of the time no longer serves."""
    content = compose(
        record, sources=sources, other_loans=other_loans, sender=sender, language=language, currency=currency
    )
    return typeset(TEMPLATE, content, form=form)


def compose(
    record: DecisionRecord,
    *,
    sources: list[str],
    other_loans: Counterfactuals | None,
    sender: Sender,
    language: Language,
    currency: str | None = None,
) -> dict[str, Any]:
    """Return everything that the letter says."""
    words, answer = WORDS[language], ANSWERS[record.choice]
    return {
        "language": language,
        "lender": sender.name,
        "title": words[f"title.{answer}"],
        "client": words["client"].format(client_id=record.client_id),
        "date": _date(record.decided_at.date(), language),
        "reference": words["reference"].format(decision_id=record.decision_id),
        "page": words["page"],
        "decision": _decision(record, words, language),
        "reasons": _reasons(record, words, answer, language, currency),
        "change": _change(record, other_loans, words),
        "sections": _sections(sources, sender, words),
        "closing": words["closing"],
        "proof": words["proof"].format(position=record.position, seal=record.seal),
    }


def _decision(record: DecisionRecord, words: Mapping[str, str], language: Language) -> list[str]:
    day = _date(record.decided_at.date(), language)
    said = [
        words[ANSWERS[record.choice]],
        words["how.review" if record.review_of else "how"].format(date=day),
        _chance(record, words, language),
    ]
    if record.overridden or record.model_decision is Decision.REVIEW:
        kind = "zone.motive" if record.model_decision is Decision.REVIEW else "own.motive"
        said.append(words[kind].format(motive=MOTIVES[language][record.motive]))
    return said


def _chance(record: DecisionRecord, words: Mapping[str, str], language: Language) -> str:
    """Say the probability beside the review zone; beside the break-even point where no zone was shown."""
    chance = write_number(record.probability_of_default * 100, language)
    threshold, zone = record.threshold, record.grey_zone
    if zone is None or zone.low == zone.high:
        return words["chance"].format(chance=chance, threshold=write_number(threshold * 100, language, decimals=1))
    low, high = (write_number(at * 100, language, decimals=1) for at in (zone.low, zone.high))
    return words["chance.zone"].format(chance=chance, low=low, high=high)


def _reasons(
    record: DecisionRecord, words: Mapping[str, str], answer: str, language: Language, currency: str | None
) -> dict[str, Any]:
    return {
        "title": words[f"reasons.title.{answer}"],
        "lead": words[f"reasons.lead.{answer}"],
        "header": [words["header.label"], words["header.evidence"], words["header.source"]],
        "rows": [_row(each, words, language, currency) for each in principal_reasons(record)],
    }


def _row(
    reason: FamilyContribution, words: Mapping[str, str], language: Language, currency: str | None
) -> dict[str, str]:
    evidence = reason.evidence
    if evidence is None:  # principal_reasons keeps none of these
        raise ValueError(f"{reason.family} is no reason")
    if reason.sentence is not None:
        return {"label": reason.label, "evidence": reason.sentence, "source": evidence.source}
    form = words["evidence" if evidence.typical is None else "evidence.typical"]
    value, typical = (
        write_value(each, evidence.unit, language, currency=currency) for each in (evidence.value, evidence.typical)
    )
    told = form.format(label=evidence.label, value=value, typical=typical)
    return {"label": reason.label, "evidence": told, "source": evidence.source}


def _change(record: DecisionRecord, other_loans: Counterfactuals | None, words: Mapping[str, str]) -> dict[str, Any]:
    offers = [] if other_loans is None else [each.sentence for each in other_loans.counterfactuals]
    kind = "unknown" if other_loans is None or other_loans.prospect is Prospect.ALREADY_ACCEPTED else "none"
    if record.choice is Choice.ACCEPTED:
        kind, offers = "accepted", []
    elif offers:
        kind = "found"
    return {"title": words["change.title"], "lead": words[f"change.{kind}"], "offers": offers}


def _sections(sources: list[str], sender: Sender, words: Mapping[str, str]) -> list[dict[str, Any]]:
    listed = ", ".join(source[0].lower() + source[1:] for source in sources)
    rights = [
        words["rights.review"].format(days=sender.days),
        words["rights.data"],
        words["rights.contact"].format(contact=sender.contact),
    ]
    return [
        {"title": words["sources.title"], "sentences": [words["sources"].format(sources=listed)]},
        {"title": words["rights.title"], "sentences": rights},
    ]


def _date(day: date, language: Language) -> str:
    month = MONTHS[language][day.month - 1]
    return f"{'1er' if day.day == 1 and language == 'fr' else day.day} {month} {day.year}"
