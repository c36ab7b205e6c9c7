"""What if, and what would change the decision: answers that store nothing and decide nothing."""

from fastapi import APIRouter

from limpide.contract import Counterfactuals, Simulation, SimulationRequest
from limpide.portfolio.counterfactuals import find_counterfactuals
from limpide.portfolio.simulate import simulate
from limpide.service.cases import TheCases
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import ClientNumber, WhatServes
from limpide.service.problems import documented
from limpide.service.security import PEOPLE, roles

router = APIRouter(tags=["what if"], route_class=StrictRoute, responses=documented(404, 422, 503))


@router.post(
    "/clients/{client_id}/simulate",
    responses=documented(400, 413),
    openapi_extra=roles(*PEOPLE, strict=True),
)
def simulation(
    client_id: ClientNumber, request: SimulationRequest, serving: WhatServes, cases: TheCases, language: AskedLanguage
) -> Simulation:
    """Score the client as they are, and with other values in the application; see what changed."""
    case = cases.get(client_id)
    return simulate(serving.portfolio, serving.desk, case, request.changes, language=language)


@router.get("/clients/{client_id}/counterfactuals", openapi_extra=roles(*PEOPLE, strict=True))
def counterfactuals(
    client_id: ClientNumber, serving: WhatServes, cases: TheCases, language: AskedLanguage
) -> Counterfactuals:
    """Look for other loans that the model would accept; each is scored before it is told, or none is."""
    case = cases.get(client_id)
    return find_counterfactuals(serving.portfolio, serving.desk, serving.ranges, case, language=language)
