"""New applicants: scored, stored encrypted, and numbered; from then on clients like any other."""

from dataclasses import replace

from fastapi import APIRouter, Response

from limpide.contract import ApplicantRecord, ApplicantRequest
from limpide.database import applications, identities
from limpide.database.engine import transaction
from limpide.portfolio.warnings import warn, warn_of_tariff
from limpide.service.access_log import ConsultedDep
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import OnlyOnce, TheEngine, TheJournal, WhatServes
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.score_budget import BudgetDep
from limpide.service.security import TheCaller

router = APIRouter(tags=["applications"], route_class=StrictRoute)
_NOBODY = "-"  # who stored it where the service runs open


@router.post(
    "/applications",
    status_code=201,
    responses=documented(400, 410, 413, 422, 503),
    openapi_extra=permit(Purpose.APPLICATION),
)
def apply(
    request: ApplicantRequest,
    serving: WhatServes,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
    language: AskedLanguage,
    budget: BudgetDep,
    consulted: ConsultedDep,
    response: Response,
) -> ApplicantRecord:
    """Score an application, store it and give it a number: every address of a client then answers for it.

    One that lacks required facts is stored, to complete: its decision is "review", `incomplete` says what it lacks.
    """
    histories = request.histories or {}
    budget.spend()
    case = serving.desk.new_applicant(request.application, histories)  # refused before anything is stored
    with transaction(engine) as begun:
        witness = journal.anchor_after(begun)
        stored = applications.store(
            begun.connection,
            {"application": request.application, "histories": histories},
            keys=journal.keys,
            officer=caller.name or _NOBODY,
            desk=caller.desk,
            once=once,
            witness=witness,
        )
        if request.identity is not None:
            identities.record_first(
                begun.connection,
                stored.client_id,
                request.identity,
                officer=caller.name or _NOBODY,
                keys=journal.keys,
                witness=witness,
            )
    warnings = [
        *warn(request.application, histories, language=language),
        *warn_of_tariff(request.application, serving.tariff, language=language),
    ]
    consulted.append(stored.client_id)
    response.headers["Location"] = f"/clients/{stored.client_id}"
    return ApplicantRecord(
        client_id=stored.client_id,
        received_at=stored.stored_at,
        assessment=serving.portfolio.assess(
            replace(case, client_id=stored.client_id), language=language, warnings=warnings
        ),
    )
