"""Is the process alive, and can it answer?"""

import os
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from limpide import __version__
from limpide.bundle.archive import Bundle
from limpide.contract import Check, Health, Readiness
from limpide.portfolio.base_gate import find_base_faults, find_unheld
from limpide.portfolio.needed_tables import missing_tables
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.snapshot import Snapshot
from limpide.service.current import features_are_compiled
from limpide.service.heartbeat import beats_of_all
from limpide.service.metrics import MEDIA_TYPE, Metrics
from limpide.service.parts import ThePortfolio
from limpide.service.policy import Purpose, permit
from limpide.service.readiness import home_check

PATHS = ("/health", "/ready", "/metrics")  # asked under any name, by those who probe a machine

router = APIRouter(tags=["operation"])


@router.get(
    "/health",
    responses={503: {"model": Health, "description": "This process hangs"}},
    openapi_extra=permit(Purpose.OPERATION),
)
async def health(request: Request, response: Response) -> Health:
    """Say that the process that answers is alive: its event loop runs, and its threads come free."""
    hangs = request.app.state.heartbeat.hangs
    response.status_code = 503 if hangs else 200
    return Health(status="hangs" if hangs else "ok", version=__version__, worker=os.getpid())


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    openapi_extra=permit(Purpose.OPERATION),
)
def metrics(request: Request, portfolio: ThePortfolio) -> Response:
    """Return counts and times of requests, and how workers and database are, in the format of Prometheus."""
    state = request.app.state
    counted: Metrics = state.metrics
    workers, writable = beats_of_all(state.heartbeat), state.database_check.check().ready
    return Response(counted.page(portfolio, workers=workers, writable=writable), media_type=MEDIA_TYPE)


@router.get(
    "/ready",
    responses={503: {"model": Readiness, "description": "Something is missing"}},
    openapi_extra=permit(Purpose.OPERATION),
)
def ready(request: Request, response: Response) -> Readiness:
    """Say whether every part is there and a decision can be written; 503 with the same message when not.

    The database is tried by writing to it; a good answer is given again for two seconds.
    """
    state = request.app.state
    portfolio: Portfolio = state.current.portfolio
    parts = [*_model(portfolio.bundle), _snapshot(portfolio.snapshot), _tables(portfolio), _limits(portfolio)]
    writing = [state.database_check.check(), *home_check(state.journal)]
    checks = [*parts, *writing, *_prepared(portfolio, failure=state.current.population_failure)]
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


def _prepared(portfolio: Portfolio, *, failure: str | None) -> Iterator[Check]:
    """What some questions wait for: 503 or a second's patience, until it is there."""
    placed, compiled = portfolio.population is not None, features_are_compiled()
    people = "everybody scored and placed" if placed else "everybody is being scored; comparisons answer 503"
    if failure is not None:
        people = f"clients cannot be compared: {failure}"
    words = "compiled" if compiled else "being compiled; new applicants and simulations wait for them"
    failed = failure is not None  # without end: another process may do better
    reason = "population" if failed else None
    yield Check(name="population", ready=placed, required=failed, detail=people, reason=reason)
    yield Check(name="features", ready=compiled, required=False, detail=words)
