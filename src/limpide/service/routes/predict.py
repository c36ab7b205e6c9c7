"""The probability of default of a client, or of anybody whose application is given."""

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from limpide.contract import Assessment, AssessmentRequest, Prediction
from limpide.portfolio.warnings import warn
from limpide.service.cases import TheCases
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import ClientNumber, ThePortfolio, WhatServes
from limpide.service.problems import documented
from limpide.service.security import CASES, SCORES, roles

router = APIRouter(tags=["predict"], route_class=StrictRoute, responses=documented(404, 422))


# A coroutine: it only touches memory, and a turn through the thread pool would take longer than the score.
@router.get("/predict/{client_id}", response_model=Prediction, responses=documented(503), openapi_extra=roles(*SCORES))
async def predict(client_id: ClientNumber, portfolio: ThePortfolio, cases: TheCases) -> Response:
    """Score a client of the snapshot, or an applicant who has a number."""
    prediction = portfolio.find_prediction(client_id)
    if prediction is None:
        prediction = portfolio.predict_case(await run_in_threadpool(cases.get, client_id))
    return Response(prediction.model_dump_json(), media_type="application/json")


@router.post("/predict", responses=documented(400, 413, 503), openapi_extra=roles(*CASES))
def assess(request: AssessmentRequest, serving: WhatServes, cases: TheCases, language: AskedLanguage) -> Assessment:
    """Score a client by number, or anybody by application and histories: with reasons, and what the data lack."""
    if request.client_id is not None:
        return serving.portfolio.assess(cases.get(request.client_id), language=language)
    application, histories = request.application or {}, request.histories or {}
    case = serving.desk.applicant(application, histories)
    warnings = warn(application, histories, language=language)
    return serving.portfolio.assess(case, language=language, warnings=warnings)
