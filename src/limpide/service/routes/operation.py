"""Is the process alive, and can it answer?"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from limpide import __version__
from limpide.contract import Check, Health, Readiness
from limpide.core.errors import Unavailable
from limpide.database.engine import Engine
from limpide.database.migrate import schema_state
from limpide.service.metrics import MEDIA_TYPE, Metrics
from limpide.service.parts import TheEngine, ThePortfolio
from limpide.service.security import roles

router = APIRouter(tags=["operation"])


@router.get("/health", openapi_extra=roles())
async def health() -> Health:
    """Say that the process is alive; looks at nothing else."""
    return Health(version=__version__)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    openapi_extra=roles(),
)
def metrics(request: Request, portfolio: ThePortfolio) -> Response:
    """Return counts and times of requests in the format of Prometheus."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.page(portfolio), media_type=MEDIA_TYPE)


@router.get(
    "/ready",
    responses={503: {"model": Readiness, "description": "Something is missing"}},
    openapi_extra=roles(),
)
def ready(portfolio: ThePortfolio, engine: TheEngine, response: Response) -> Readiness:
    """Say whether every part answers; 503 with the same message when one does not."""
    checks = [
        Check(name="bundle", ready=True, detail=f"model {portfolio.model_version[:12]}"),
        Check(
            name="snapshot",
            ready=True,
            detail=f"snapshot {portfolio.snapshot_version[:12]}, {portfolio.clients} clients",
        ),
        _database(engine),
    ]
    readiness = Readiness(ready=all(check.ready for check in checks), checks=checks)
    response.status_code = 200 if readiness.ready else 503
    return readiness


def _database(engine: Engine) -> Check:
    try:
        state = schema_state(engine)
    except Unavailable as error:
        return Check(name="database", ready=False, detail=str(error))
    return Check(name="database", ready=state.usable, detail=str(state))
