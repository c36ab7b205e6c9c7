"""The probability of default of a client, or of anybody whose application is given."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from limpide.contract import Assessment, AssessmentRequest, DataWarning, Prediction
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.warnings import warn, warn_of_tariff
from limpide.service.access_log import ConsultedDep
from limpide.service.cases import TheCases, find_cases
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import PathClientId, WhatServes
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.score_budget import BudgetDep
from limpide.service.shadow import TheShadow, find_shadow, note

router = APIRouter(tags=["predict"], route_class=StrictRoute, responses=documented(404, 422))


# A coroutine: it only touches memory, and a turn through the thread pool would take longer than the score. What it
# needs is taken from the request: three dependencies would take as long as all the rest.
@router.get(
    "/predict/{client_id}",
    response_model=Prediction,
    responses=documented(503),
    openapi_extra=permit(Purpose.CONSULTATION),
)
async def predict(client_id: PathClientId, request: Request) -> Response:
    """Score a client of the snapshot, or an applicant who has a number."""
    portfolio: Portfolio = request.app.state.current.portfolio
    prediction, row = portfolio.find_prediction(client_id), None
    if prediction is None:
        case = await run_in_threadpool(find_cases(request).get, client_id)
        prediction, row = portfolio.predict_case(case), case.matrix
    note(find_shadow(request), portfolio, prediction, row=row)
    return Response(prediction.model_dump_json(), media_type="application/json")


@router.post("/predict", responses=documented(400, 413, 503), openapi_extra=permit(Purpose.SCORING))
def assess(
    request: AssessmentRequest,
    serving: WhatServes,
    cases: TheCases,
    language: AskedLanguage,
    shadow: TheShadow,
    budget: BudgetDep,
    consulted: ConsultedDep,
) -> Assessment:
    """Score a client by number, or anybody by application and histories: with reasons, and what the data lack."""
    warnings: list[DataWarning] = []
    if request.client_id is not None:
        case = cases.get(request.client_id)
        consulted.append(request.client_id)
    else:
        application, histories = request.application or {}, request.histories or {}
        budget.spend()
        case = serving.desk.new_applicant(application, histories)
        warnings = [
            *warn(application, histories, language=language),
            *warn_of_tariff(application, serving.tariff, language=language),
        ]
    assessment = serving.portfolio.assess(case, language=language, warnings=warnings)
    note(shadow, serving.portfolio, assessment, row=case.matrix)
    return assessment
