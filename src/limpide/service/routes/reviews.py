"""The review desk over HTTP: the client's view, the corrected data scored again, a second person's answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from limpide.contract import (
    Cause,
    Choice,
    DecisionRequest,
    Judgement,
    Language,
    Motive,
    Plea,
    Review,
    ReviewList,
    ReviewRequest,
    Role,
    Simulation,
    Value,
)
from limpide.core.decision import Decision
from limpide.core.errors import Denied, UnknownDecision
from limpide.core.identifiers import ClientId
from limpide.database import decisions, reviews
from limpide.database.engine import transaction
from limpide.database.reviews import Taken
from limpide.portfolio.faults import Fault, Rejected
from limpide.portfolio.simulate import simulate
from limpide.service.access_log import ConsultedDep
from limpide.service.cases import Cases, TheCases
from limpide.service.current import Serving
from limpide.service.delegation import exceeds, find_limit
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import OnlyOnce, TheEngine, TheJournal, ThePortfolio, WhatServes
from limpide.service.piece_list import ThePieceRules, product_of, sign_pieces, today
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.score_budget import BudgetDep
from limpide.service.security import Caller, TheCaller
from limpide.service.solvency import record_assessment

router = APIRouter(tags=["reviews"], route_class=StrictRoute, responses=documented(404, 422, 503))

Limit = Annotated[int, Query(ge=1, le=200, description="Reviews a page.")]
After = Annotated[UUID | None, Query(description="The last review of the page before.")]


@router.post(
    "/decisions/{decision_id}/review",
    status_code=201,
    responses=documented(400, 409, 410, 413),
    openapi_extra=permit(Purpose.CORRECTION),
)
def plead(
    decision_id: UUID,
    request: ReviewRequest,
    serving: WhatServes,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    language: AskedLanguage,
    budget: BudgetDep,
) -> Review:
    """Ask for a review, or complete an open one: what the client says, and which data were wrong."""
    signer = caller.signer(request.officer)
    with transaction(engine) as begun:
        decided = decisions.find(begun.connection, decision_id, keys=journal.keys, desk=caller.desk)
    if decided is None:
        raise UnknownDecision(decision_id)
    if request.corrections:
        budget.spend()
    plea = Plea(
        statement=request.statement,
        corrections=request.corrections,
        written_by=signer.name,
        reassessment=_reassess(serving, cases, decided.client_id, request.corrections, language=language),
    )
    with transaction(engine) as begun:
        return reviews.plead(
            begun.connection,
            decision_id,
            plea,
            keys=journal.keys,
            within=journal.review_within,
            desk=caller.desk,
            witness=journal.anchor_after(begun),
        )


@router.get("/reviews", openapi_extra=permit(Purpose.REVIEW))
def list_reviews(
    engine: TheEngine,
    caller: TheCaller,
    consulted: ConsultedDep,
    concluded: Annotated[bool, Query(description="Those that were concluded instead.")] = False,  # noqa: FBT002 - a query
    after: After = None,
    limit: Limit = 50,
) -> ReviewList:
    """List the cases that wait for a second person, the most urgent first."""
    with transaction(engine) as begun:
        found = reviews.list_entries(begun.connection, desk=caller.desk, concluded=concluded, after=after, limit=limit)
    consulted.extend(each.client_id for each in found.reviews if each.client_id is not None)
    return found


@router.get("/reviews/{review_id}", responses=documented(410), openapi_extra=permit(Purpose.REVIEW))
def review(review_id: UUID, engine: TheEngine, journal: TheJournal, caller: TheCaller) -> Review:
    """Return one case: the decision, what was said for the client, the corrected score, the answer."""
    with transaction(engine) as begun:
        return reviews.get(begun.connection, review_id, keys=journal.keys, desk=caller.desk)


@router.post(
    "/reviews/{review_id}/conclusion",
    status_code=201,
    responses=documented(400, 409, 410, 413),
    openapi_extra=permit(Purpose.REVIEW),
)
def conclude(
    review_id: UUID,
    request: Judgement,
    portfolio: ThePortfolio,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
    rules: ThePieceRules,
    language: AskedLanguage,
) -> Review:
    """Answer as a second person; the answer is a decision of its own in the journal.

    For reviewers; a second signature is also for officers whose own limit covers the amount.
    """
    signer = caller.signer(request.officer)
    with transaction(engine) as begun:
        connection, witness = begun.connection, journal.anchor_after(begun)
        taken = reviews.take(connection, review_id, signer=signer, once=once)
        if not taken.concluded:
            case = cases.get(taken.client_id)
            limit = find_limit(portfolio.snapshot.lender.delegation, caller, signer=signer.name, usual=Role.REVIEWER)
            _check_may_conclude(taken, request, caller, above=exceeds(case, limit))
            explanation = portfolio.explain_case(case, language=language)
            _check_motive(request, explanation.decision)
            product = product_of(case.read_application())
            pieces = sign_pieces(connection, taken.client_id, product, rules=rules, keys=journal.keys, day=today())
            conclusion = decisions.append(
                connection,
                DecisionRequest(client_id=taken.client_id, **request.model_dump()),
                explanation=explanation,
                language=language,
                signer=signer,
                keys=journal.keys,
                once=once,
                pieces=pieces,
                review_of=taken.decision_id,
                assessment=record_assessment(request, case, lender=portfolio.snapshot.lender),
                witness=witness,
            )
            reviews.conclude(connection, taken, conclusion=conclusion, keys=journal.keys, witness=witness)
        return reviews.get(connection, review_id, keys=journal.keys, desk=caller.desk)


def _check_may_conclude(taken: Taken, request: Judgement, caller: Caller, *, above: bool) -> None:
    """Raise ``Denied`` for whoever may not answer this review, or not so: ``above`` their limit of delegation."""
    signature = taken.cause is Cause.DELEGATION
    if caller.role not in (None, Role.REVIEWER) and not signature:
        raise Denied("reviewers-only", f"review {taken.review_id} is for a reviewer")
    if above and (signature or request.choice is Choice.ACCEPTED):
        raise Denied("above-limit", f"the loan of review {taken.review_id} is above the limit of whoever answers")


def _check_motive(request: Judgement, model_decision: Decision) -> None:
    """Refuse "I follow the model" for an answer that is not the model's."""
    if request.motive is Motive.FOLLOWS_SCORE and request.choice.value != model_decision.value:
        raise Rejected([Fault("motive", "departs_from_model")])


def _reassess(
    serving: Serving, cases: Cases, client_id: ClientId, corrections: dict[str, Value], *, language: Language
) -> Simulation | None:
    """Score the corrected data beside the original; nothing to compare where nothing was corrected.

    A correction tells what is true: nothing else of the loan follows from it.
    """
    if not corrections:
        return None
    case = cases.get(client_id)
    return simulate(serving.portfolio, serving.desk, serving.tariff, case, corrections, language=language, follow=False)
