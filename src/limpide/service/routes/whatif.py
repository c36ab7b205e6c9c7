"""What if, and what would change the decision: answers that store nothing and decide nothing."""

from fastapi import APIRouter

from limpide.contract import Counterfactuals, LenderUnits, Simulation, SimulationRequest, TariffList
from limpide.portfolio.counterfactuals import find_counterfactuals
from limpide.portfolio.lender_view import lender_units, tariff_list
from limpide.portfolio.simulate import simulate
from limpide.service.cases import TheCases
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import PathClientId, TheSender, WhatServes
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.score_budget import BudgetDep

router = APIRouter(tags=["what if"], route_class=StrictRoute, responses=documented(404, 422, 503))


@router.post(
    "/clients/{client_id}/simulate",
    responses=documented(400, 413),
    openapi_extra=permit(Purpose.WHAT_IF),
)
def simulation(
    client_id: PathClientId,
    request: SimulationRequest,
    serving: WhatServes,
    cases: TheCases,
    language: AskedLanguage,
    budget: BudgetDep,
) -> Simulation:
    """Score the client as they are, and with other values in the application; the loan follows the tariff."""
    case = cases.get(client_id)
    budget.spend()
    return simulate(
        serving.portfolio,
        serving.desk,
        serving.tariff,
        case,
        request.changes,
        language=language,
        months=request.months,
    )


@router.get("/clients/{client_id}/counterfactuals", openapi_extra=permit(Purpose.WHAT_IF))
def counterfactuals(
    client_id: PathClientId, serving: WhatServes, cases: TheCases, language: AskedLanguage, budget: BudgetDep
) -> Counterfactuals:
    """Look for other loans of the tariff that the model would accept; each is scored before it is told, or none is."""
    case = cases.get(client_id)
    budget.spend()
    return find_counterfactuals(serving.portfolio, serving.desk, serving.tariff, case, language=language)


@router.get("/tariff", openapi_extra=permit(Purpose.REFERENCE))
def tariff(serving: WhatServes) -> TariffList:
    """List the lender's prices: given by the lender, or learnt from the loans of the client base."""
    return tariff_list(serving.tariff)


@router.get("/lender", openapi_extra=permit(Purpose.REFERENCE))
def lender(serving: WhatServes, sender: TheSender) -> LenderUnits:
    """Tell what the lender declares: units (null where it declares none), and whether assessments must be recorded."""
    return lender_units(serving.portfolio, assessment_required=sender.texts.legal.assessment_required)
