"""The letter to a client on a decision that was recorded: what the journal holds, set in type."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from limpide.contract import Choice, Counterfactuals, DecisionRecord, Language
from limpide.core.errors import NoDecisionYet, UnknownDecision
from limpide.database import decisions
from limpide.database.engine import transaction
from limpide.documents.letter import Sender, build_letter
from limpide.portfolio.counterfactuals import find_counterfactuals
from limpide.service.cases import Cases, TheCases
from limpide.service.language import AskedLanguage
from limpide.service.parts import ClientNumber, TheEngine, TheJournal, WhatServes
from limpide.service.problems import documented
from limpide.service.security import PEOPLE, TheCaller, roles

router = APIRouter(tags=["decisions"], responses=documented(404, 410, 422, 503))
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": _BYTES}}}
Which = Annotated[UUID | None, Query(description="The decision; otherwise the client's latest.")]


@router.get("/clients/{client_id}/letter.pdf", response_class=Response, responses=_PDF, openapi_extra=roles(*PEOPLE))
def letter(
    client_id: ClientNumber,
    request: Request,
    serving: WhatServes,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    language: AskedLanguage,
    decision: Which = None,
) -> Response:
    """Return the letter on a client's latest decision, or on one of them, as an accessible PDF.

    Reasons are in the language in which they were shown, so the whole letter is.
    """
    with transaction(engine) as begun:
        recorded = decisions.list_for_client(begun.connection, client_id, keys=journal.keys, desk=caller.desk)
    if not recorded:
        cases.get(client_id)  # raises UnknownClient: no decision on nobody is another answer
        raise NoDecisionYet(client_id)
    record = next((each for each in recorded if decision in (None, each.decision_id)), None)
    if record is None or (decision is not None and record.decision_id != decision):
        raise UnknownDecision(decision or recorded[0].decision_id)
    with transaction(engine) as begun:
        shown = decisions.find_explanation(begun.connection, record.decision_id, keys=journal.keys) or {}
        spoken = decisions.find_language(begun.connection, record.decision_id)
    sender: Sender = request.app.state.sender
    content = build_letter(
        record,
        sources=list(dict.fromkeys(each["source"] for each in shown.get("features", []))),
        other_loans=_other_loans(serving, cases, record, language=spoken),
        sender=sender,
        language=spoken,
        currency=serving.portfolio.currency,
    )
    name = f"{'decision' if language == 'en' else 'decision-credit'}-{client_id}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Content-Language": spoken}
    return Response(content, media_type="application/pdf", headers=headers)


def _other_loans(
    serving: WhatServes, cases: Cases, record: DecisionRecord, *, language: Language
) -> Counterfactuals | None:
    """What would change a refusal, as long as the model and the client base of the decision still serve."""
    now = serving.portfolio.model_version, serving.portfolio.snapshot_version
    if record.choice is Choice.ACCEPTED or now != (record.model_version, record.snapshot_version):
        return None
    case = cases.get(record.client_id)
    return find_counterfactuals(serving.portfolio, serving.desk, serving.tariff, case, language=language)
