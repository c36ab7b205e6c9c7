"""The service at work: in this process, or in several that share one port and the mapped files."""

import gc
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limpide.cli.processes import url_of

if TYPE_CHECKING:
    from fastapi import FastAPI

_GRACE_SECONDS = 5
_KEEP_ALIVE_SECONDS = 75  # longer than load balancers and clients keep idle connections


@dataclass(frozen=True)
class Plan:
    """What a process needs to build the service, beside the environment: plain values that can be handed on."""

    bundle: Path
    snapshot: Path
    database_url: str
    host: str
    challenger: Path | None = None
    connections_per_address: int = 1_000
    database_connections: int = 15  # of each process
    accept: tuple[str, ...] = ()


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Load without looking for garbage: what is loaded stays, and looking through it takes a tenth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@nothing_thrown_away()
def build_service(plan: Plan) -> "FastAPI":
    """Build the service of one process."""
    from limpide.cli.doors import choose_doors
    from limpide.core.hosts import read_hosts
    from limpide.database.engine import create_engine
    from limpide.logs import configure
    from limpide.portfolio.portfolio import open_portfolio
    from limpide.service.app import budgets_of, create_app, issuer_of, journal_of, rules_of, sender_of
    from limpide.service.current import Current
    from limpide.service.rights import check_rights
    from limpide.service.shadow import open_shadow
    from limpide.settings import Settings

    settings = Settings()
    configure(settings.log_format)
    portfolio = open_portfolio(plan.bundle, plan.snapshot)
    watched = plan.bundle, plan.snapshot
    current = Current(
        portfolio, views=settings.home / "views", watched=watched, accept=(*settings.accepted, *plan.accept)
    )
    engine = create_engine(plan.database_url, restricted=True, connections=plan.database_connections)
    check_rights(engine, required=settings.require_least_privilege)
    doors = choose_doors(engine, issuer_of(settings), plan.host)
    shadow = open_shadow(plan.challenger, home=settings.home)
    sender = sender_of(settings)
    journal, report = journal_of(settings), settings.report
    return create_app(
        current,
        engine,
        journal=journal,
        doors=doors,
        sender=sender,
        shadow=shadow,
        report=report,
        rules=rules_of(settings),
        budgets=budgets_of(settings),
        hosts=read_hosts(settings.allowed_hosts),
    )


def run(plan: Plan, listening: socket.socket, *, workers: int) -> None:
    """Answer until the process is told to end; requests that have begun are answered first."""
    import structlog
    import uvicorn

    port = listening.getsockname()[1]
    url = url_of(plan.host, port)
    if workers == 1:
        config = uvicorn.Config(build_service(plan), **_options(plan))
        structlog.get_logger().info("listening", url=url, docs="/docs")
        uvicorn.Server(config).run(sockets=[listening])
        return
    from limpide.cli.supervisor import Workers
    from limpide.service.heartbeat import FOLDER as HEARTBEATS_FOLDER
    from limpide.service.metrics import FOLDER as METRICS_FOLDER

    build_service(plan).state.engine.dispose()  # what no worker could open is said here, once
    config = uvicorn.Config(partial(build_service, plan), factory=True, workers=workers, **_options(plan))
    with tempfile.TemporaryDirectory(prefix="limpide-workers-") as shared:
        metrics, heartbeats = Path(shared, "metrics"), Path(shared, "heartbeats")
        for variable, folder in ((METRICS_FOLDER, metrics), (HEARTBEATS_FOLDER, heartbeats)):
            folder.mkdir()
            os.environ[variable] = str(folder)  # read by each worker when it starts
        structlog.get_logger().info("listening", url=url, docs="/docs", workers=workers)
        Workers(config, [listening], wait_seconds=_GRACE_SECONDS + 2, heartbeats=heartbeats).run()


def _options(plan: Plan) -> dict[str, Any]:
    from limpide.service.connections import LimitedProtocol

    return {**_OPTIONS, "http": partial(LimitedProtocol, per_address=plan.connections_per_address)}


_OPTIONS: dict[str, Any] = {
    "loop": "uvloop",
    "ws": "none",
    "lifespan": "on",
    "log_config": None,
    "access_log": False,  # the service has its own, without client numbers
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": _GRACE_SECONDS,
    "timeout_keep_alive": _KEEP_ALIVE_SECONDS,
}
