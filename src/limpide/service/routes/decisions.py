"""The journal: an officer's decision beside what the model said at that moment."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from limpide.contract import Cause, Choice, DecisionList, DecisionRecord, DecisionRequest, Explanation, Role
from limpide.core.errors import Conflict, UnknownDecision
from limpide.database import case_states, decisions, reviews
from limpide.database.engine import transaction
from limpide.service.access_log import ConsultedDep
from limpide.service.case_states import with_state
from limpide.service.cases import TheCases
from limpide.service.delegation import exceeds, find_limit
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import OnlyOnce, PathClientId, TheEngine, TheJournal, ThePortfolio, TheSender
from limpide.service.piece_list import ThePieceRules, product_of, sign_pieces, today
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller
from limpide.service.solvency import record_assessment

router = APIRouter(tags=["decisions"], route_class=StrictRoute, responses=documented(404, 422, 503))


@router.post("/decisions", status_code=201, responses=documented(400, 409, 413), openapi_extra=permit(Purpose.DECISION))
def decide(
    request: DecisionRequest,
    portfolio: ThePortfolio,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    sender: TheSender,
    once: OnlyOnce,
    rules: ThePieceRules,
    language: AskedLanguage,
    consulted: ConsultedDep,
    response: Response,
) -> DecisionRecord:
    """Record a decision with the model's answer and reasons of now, in the caller's language.

    An acceptance above what the caller may accept alone waits for a second person's signature: no letter before.
    """
    signer = caller.signer(request.officer)
    case = cases.get(request.client_id)
    explanation = portfolio.explain_case(case, language=language)
    product = product_of(case.read_application())
    _check_shown(request, explanation)
    required, lender = sender.texts.legal.assessment_required, portfolio.snapshot.lender
    assessment = record_assessment(request, case, lender=lender, required=required)
    limit = find_limit(portfolio.snapshot.lender.delegation, caller, signer=signer.name, usual=Role.OFFICER)
    with transaction(engine) as begun:  # here, in one thread: others wait for the last link until it is committed
        witness = journal.anchor_after(begun)
        pieces = sign_pieces(begun.connection, request.client_id, product, rules=rules, keys=journal.keys, day=today())
        record = decisions.append(
            begun.connection,
            request,
            explanation=explanation,
            language=language,
            signer=signer,
            keys=journal.keys,
            once=once,
            assessment=assessment,
            pieces=pieces,
            witness=witness,
        )
        above = record.choice is Choice.ACCEPTED and exceeds(case, limit)
        cause = Cause.DELEGATION if above else reviews.cause_of(record)
        if cause is not None:
            reviews.open_review(
                begun.connection,
                record.decision_id,
                cause=cause,
                within=journal.review_within,
                keys=journal.keys,
                witness=witness,
            )
    consulted.append(request.client_id)
    response.headers["Location"] = f"/decisions/{record.decision_id}"
    return with_state(record, engine, caller)


@router.get("/decisions/{decision_id}", responses=documented(410), openapi_extra=permit(Purpose.DECISION))
def decision(decision_id: UUID, engine: TheEngine, journal: TheJournal, caller: TheCaller) -> DecisionRecord:
    """Return one decision as it was recorded."""
    with transaction(engine) as begun:
        record = decisions.find(begun.connection, decision_id, keys=journal.keys, desk=caller.desk)
    if record is None:
        raise UnknownDecision(decision_id)
    return with_state(record, engine, caller)


@router.get("/decisions/{decision_id}/explanation", responses=documented(410), openapi_extra=permit(Purpose.DECISION))
def decision_explanation(
    decision_id: UUID, engine: TheEngine, journal: TheJournal, caller: TheCaller
) -> dict[str, Any]:
    """Return the whole explanation that was shown with a decision, in the form and language of its time."""
    with transaction(engine) as begun:
        shown = decisions.find_explanation(begun.connection, decision_id, keys=journal.keys, desk=caller.desk)
    if shown is None:
        raise UnknownDecision(decision_id)
    return shown


@router.get("/clients/{client_id}/decisions", openapi_extra=permit(Purpose.DECISION))
def client_decisions(
    client_id: PathClientId,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
) -> DecisionList:
    """List a client's decisions, newest first; also those of a client who has left the snapshot since.

    The state of the case tells of another desk's decision, which the list does not hold.
    """
    with transaction(engine) as begun:
        recorded = decisions.list_for_client(begun.connection, client_id, keys=journal.keys, desk=caller.desk)
        state = case_states.find_state(begun.connection, client_id, desk=caller.desk, keys=journal.keys)
    if not recorded:
        cases.get(client_id)  # raises UnknownClient: an empty list must mean "none yet"
    return DecisionList(decisions=recorded, state=state)


def _check_shown(request: DecisionRequest, explanation: Explanation) -> None:
    """Refuse a decision on a model or a client base that no longer serves."""
    for shown, now in (
        (request.model_version, explanation.model_version),
        (request.snapshot_version, explanation.snapshot_version),
    ):
        if shown is not None and shown != now:
            raise Conflict("changed-meanwhile", f"{shown[:12]} was shown and {now[:12]} serves now")
