"""The letter to a client on a decision that was recorded, rendered from what the journal holds."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from limpide.contract import Counterfactuals, DecisionRecord, Language
from limpide.core.decision import Decision
from limpide.core.errors import Conflict, NoDecisionYet, UnknownDecision
from limpide.core.identifiers import ClientId, file_name_part
from limpide.database import applications, decisions, identities, reviews
from limpide.database.case_events import awaits_second_signature
from limpide.database.engine import Engine, transaction
from limpide.database.journal import Journal
from limpide.documents.letter import Datum, LetterFacts, LoanRequest, build_letter
from limpide.documents.letter_words import file_name
from limpide.portfolio.counterfactuals import find_counterfactuals
from limpide.portfolio.terms import find_terms
from limpide.service.cases import Cases, TheCases
from limpide.service.current import Serving
from limpide.service.language import AskedLanguage
from limpide.service.parts import PathClientId, TheEngine, TheJournal, TheSender, WhatServes
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented

router = APIRouter(tags=["decisions"], responses=documented(404, 409, 410, 422, 503))
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": _BYTES}}}
Which = Annotated[UUID | None, Query(description="The decision; otherwise the client's latest.")]


@router.get(
    "/clients/{client_id}/letter.pdf", response_class=Response, responses=_PDF, openapi_extra=permit(Purpose.DOCUMENTS)
)
def letter(
    client_id: PathClientId,
    sender: TheSender,
    serving: WhatServes,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    language: AskedLanguage,
    decision: Which = None,
) -> Response:
    """Return the letter on a client's latest decision, or on one of them, as an accessible PDF.

    Reasons are in the language in which they were shown, so the whole letter is. It says what was stored: the model's
    reasons where its opinion was followed, the officer's motive and grounds where a person decided otherwise. 409 while
    a second signature is awaited.
    """
    record = _recorded(client_id, decision, cases=cases, engine=engine, journal=journal)
    facts = _facts(record, serving=serving, cases=cases, engine=engine, journal=journal)
    content = build_letter(facts, sender=sender)
    name = file_name(language, file_name_part(client_id))
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Content-Language": facts.language}
    return Response(content, media_type="application/pdf", headers=headers)


def _recorded(
    client_id: ClientId, decision: UUID | None, *, cases: Cases, engine: Engine, journal: Journal
) -> DecisionRecord:
    """Return the decision that a letter is asked on, among those that the caller may see."""
    with transaction(engine) as begun:
        recorded = decisions.list_for_client(begun.connection, client_id, keys=journal.keys, desk=cases.caller.desk)
        unsigned = awaits_second_signature(begun.connection, client_id)
    if not recorded:
        cases.get(client_id)  # raises UnknownClient: no decision on nobody is another answer
        raise NoDecisionYet(client_id)
    record = next((each for each in recorded if decision in (None, each.decision_id)), None)
    if record is None:
        raise UnknownDecision(decision or recorded[0].decision_id)
    if unsigned:
        raise Conflict("second-signature", f"the decision on client {client_id} waits for its second signature")
    return record


def _facts(record: DecisionRecord, *, serving: Serving, cases: Cases, engine: Engine, journal: Journal) -> LetterFacts:
    keys, desk = journal.keys, cases.caller.desk
    with transaction(engine) as begun:
        shown = decisions.find_explanation(begun.connection, record.decision_id, keys=keys) or {}
        language = decisions.find_language(begun.connection, record.decision_id)
        review = reviews.find_concluded_by(begun.connection, record.decision_id, keys=keys, desk=desk)
        identity = identities.find(begun.connection, record.client_id, keys=keys).identity
        stored = applications.find(begun.connection, record.client_id, keys=keys, desk=desk)
    return LetterFacts(
        record=record,
        language=language,
        request=_loan_request(serving, cases, record, received=None if stored is None else stored.stored_at.date()),
        data=[Datum(each["name"], each["family"], each["source"]) for each in shown.get("features", [])],
        has_reference=shown.get("reference") is not None,
        other_loans=_other_loans(serving, cases, record, language=language),
        review=review,
        lender=serving.portfolio.snapshot.lender,
        identity=identity,
    )


def _loan_request(serving: Serving, cases: Cases, record: DecisionRecord, *, received: date | None) -> LoanRequest:
    """Return the loan that was asked for, as long as the client base of the decision still serves."""
    if serving.portfolio.snapshot_version != record.snapshot_version:
        return LoanRequest(received=received)
    terms = find_terms(cases.get(record.client_id).read_application(), serving.tariff)
    if terms is None:
        return LoanRequest(received=received)
    return LoanRequest(received=received, amount=terms.amount, instalment=terms.instalment, months=terms.months)


def _other_loans(
    serving: Serving, cases: Cases, record: DecisionRecord, *, language: Language
) -> Counterfactuals | None:
    """Other loans for a refusal by the model, as long as the model and the client base of the decision still serve."""
    now = serving.portfolio.model_version, serving.portfolio.snapshot_version
    if record.model_decision is not Decision.REFUSED or now != (record.model_version, record.snapshot_version):
        return None
    case = cases.get(record.client_id)
    return find_counterfactuals(serving.portfolio, serving.desk, serving.tariff, case, language=language)
