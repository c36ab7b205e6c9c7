"""The journal: an officer's decision beside what the model said at that moment."""

from uuid import UUID

from fastapi import APIRouter, Response

from limpide.contract import DecisionList, DecisionRecord, DecisionRequest
from limpide.core.errors import UnknownDecision
from limpide.database import decisions
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import ClientNumber, ThePortfolio, TheTransaction
from limpide.service.problems import documented

router = APIRouter(tags=["decisions"], route_class=StrictRoute, responses=documented(404, 422, 503))


@router.post("/decisions", status_code=201, responses=documented(400, 413))
def decide(
    request: DecisionRequest,
    portfolio: ThePortfolio,
    transaction: TheTransaction,
    language: AskedLanguage,
    response: Response,
) -> DecisionRecord:
    """Record a decision with the model's answer and reasons of now, in the caller's language."""
    explanation = portfolio.explain(request.client_id, language=language)
    record = decisions.append(transaction.connection, request, explanation=explanation, language=language)
    response.headers["Location"] = f"/decisions/{record.decision_id}"
    return record


@router.get("/decisions/{decision_id}")
def decision(decision_id: UUID, transaction: TheTransaction) -> DecisionRecord:
    """Return one decision as it was recorded."""
    record = decisions.find(transaction.connection, decision_id)
    if record is None:
        raise UnknownDecision(decision_id)
    return record


@router.get("/clients/{client_id}/decisions")
def client_decisions(client_id: ClientNumber, portfolio: ThePortfolio, transaction: TheTransaction) -> DecisionList:
    """List a client's decisions, newest first; also those of a client who has left the snapshot since."""
    recorded = decisions.list_for_client(transaction.connection, client_id)
    if not recorded:
        portfolio.predict(client_id)  # raises UnknownClient: an empty list must mean "none yet"
    return DecisionList(decisions=recorded)
