"""What became of a loan, told by the lender's own systems."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError

from limpide.contract import OutcomeRecord, OutcomeRequest
from limpide.core.errors import InvalidInput
from limpide.database import outcomes
from limpide.database.engine import transaction
from limpide.service.json_body import StrictRoute
from limpide.service.parts import TheEngine, TheJournal
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller

router = APIRouter(tags=["decisions"], route_class=StrictRoute, responses=documented(404, 422, 503))


@router.post(
    "/decisions/{decision_id}/outcome",
    status_code=201,
    responses=documented(400, 413),
    openapi_extra=permit(Purpose.OUTCOME),
)
def record_outcome(
    decision_id: UUID, request: OutcomeRequest, engine: TheEngine, journal: TheJournal, caller: TheCaller
) -> OutcomeRecord:
    """Record repayment or default; the same again changes nothing, another later one corrects it."""
    try:
        with transaction(engine) as begun:
            return outcomes.append(
                begun.connection,
                decision_id,
                request,
                recorded_by=caller.name,
                desk=caller.desk,
                keys=journal.keys,
                witness=journal.anchor_after(begun),
            )
    except InvalidInput as error:
        raise RequestValidationError([{"type": "too_early", "loc": ("body", "observed_on")}]) from error
