"""Is the process alive, and can it answer?"""

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from limpide import __version__
from limpide.bundle.archive import Bundle
from limpide.contract import Check, Health, Readiness
from limpide.core.errors import Unavailable
from limpide.database.engine import Engine
from limpide.database.migrate import schema_state
from limpide.portfolio.base_gate import find_base_faults, find_unheld
from limpide.portfolio.needed_tables import missing_tables
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.snapshot import Snapshot
from limpide.service.current import features_are_compiled
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
    """Say whether every part is there; 503 with the same message when one that is required is not."""
    parts = [*_model(portfolio.bundle), _snapshot(portfolio.snapshot), _tables(portfolio), _limits(portfolio)]
    checks = [*parts, _database(engine), *_prepared(portfolio)]
    readiness = Readiness(ready=all(check.ready for check in checks if check.required), checks=checks)
    response.status_code = 200 if readiness.ready else 503
    return readiness


def _model(bundle: Bundle) -> Iterator[Check]:
    """A bundle that serves was verified and has reproduced its golden rows: no other one is ever opened."""
    told = bundle.reproduced
    rows = f"{told.rows} rows scored as at training, margins within {told.difference:.0e}"
    yield Check(name="bundle", ready=True, required=True, detail=f"model {bundle.short_version}, every byte verified")
    yield Check(name="golden_rows", ready=told.rows > 0, required=True, detail=rows)


def _snapshot(snapshot: Snapshot) -> Check:
    clients, size = len(snapshot.client_ids), snapshot.mapped / 1e6
    detail = f"snapshot {snapshot.version[:12]}, {clients} clients, {size:.0f} MB mapped"
    return Check(name="snapshot", ready=True, required=True, detail=detail)


def _tables(portfolio: Portfolio) -> Check:
    """Whether the client base has what the model learnt from; clients without a history are scored all the same."""
    lacking = missing_tables(portfolio.bundle, portfolio.snapshot)
    detail = "; ".join(lacking.values()) or "every table that the model learnt from is there"
    return Check(name="tables", ready=not lacking, required=False, detail=detail)


def _limits(portfolio: Portfolio) -> Check:
    """Whether the client base is like the one that the model learnt from; faults were accepted by name at the start."""
    unheld = find_unheld(portfolio.bundle, portfolio.snapshot)
    beyond = find_base_faults(portfolio.bundle, portfolio.snapshot)
    detail = "; ".join([*unheld, *beyond.values()]) or "within the limits of the base that the model learnt from"
    return Check(name="limits", ready=not beyond, required=False, detail=detail)


def _database(engine: Engine) -> Check:
    try:
        state = schema_state(engine)
    except Unavailable as error:
        return Check(name="database", ready=False, required=True, detail=str(error))
    return Check(name="database", ready=state.usable, required=True, detail=str(state))


def _prepared(portfolio: Portfolio) -> Iterator[Check]:
    """What some questions wait for: 503 or a second's patience, until it is there."""
    placed, compiled = portfolio.population is not None, features_are_compiled()
    people = "everybody scored and placed" if placed else "everybody is being scored; comparisons answer 503"
    words = "compiled" if compiled else "being compiled; new applicants and simulations wait for them"
    yield Check(name="population", ready=placed, required=False, detail=people)
    yield Check(name="features", ready=compiled, required=False, detail=words)
