"""``limpide serve``: the scoring service in this process, with its database."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.core import seal
from limpide.core.errors import Unavailable

if TYPE_CHECKING:
    from fastapi import FastAPI

    from limpide.database.keys import Keys
    from limpide.settings import Settings

_BACKLOG = 1024
_GRACE_SECONDS = 5
_KEEP_ALIVE_SECONDS = 75  # longer than load balancers and clients keep idle connections


def serve(
    bundle: Annotated[Path | None, typer.Option(help="Model; otherwise LIMPIDE_BUNDLE, or ./bundle.")] = None,
    snapshot: Annotated[
        Path | None, typer.Option(help="Client base; otherwise LIMPIDE_SNAPSHOT, or ./snapshot.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; with accounts any.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
) -> None:
    """Answer over HTTP: predictions, clients, explanations, decisions; the pages are under /docs.

    Decisions go to DATABASE_URL, or to a PostgreSQL that this command starts and keeps in LIMPIDE_HOME.

    Example: limpide serve --bundle bundle --snapshot snapshot
    """
    with _listening(host, port) as listening:  # before anything slow
        _serve(listening, bundle=bundle, snapshot=snapshot)


def _serve(listening: socket.socket, *, bundle: Path | None, snapshot: Path | None) -> None:
    from limpide.settings import Settings

    settings = Settings()
    bundle, snapshot = bundle or settings.bundle, snapshot or settings.snapshot
    for folder in (bundle, snapshot):
        seal.read_version(folder)  # a wrong folder is said at once, before anything slow is loaded
    from limpide.cli.doors import choose_doors, read_secret
    from limpide.database.engine import create_engine
    from limpide.database.journal import Journal
    from limpide.logs import configure
    from limpide.portfolio.portfolio import open_portfolio
    from limpide.service.app import create_app

    configure(settings.log_format)
    portfolio = open_portfolio(bundle, snapshot)
    journal = Journal(read_secret(settings), settings.home)
    with _migrated(settings, journal.keys) as url:
        engine = create_engine(url, restricted=True)
        doors = choose_doors(engine, listening)
        _run(create_app(portfolio, engine, journal=journal, doors=doors), listening)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port, or say in one sentence why it cannot be had."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        why = str(error.strerror).partition(" (while")[0]
        raise Unavailable(
            f"cannot listen on {host}, port {port} ({why}); choose another with --host and --port"
        ) from error
    with taken:
        yield taken


@contextmanager
def _migrated(settings: "Settings", keys: "Keys") -> Iterator[str]:
    """Yield the address of the database. Our own is migrated; one that was given is only looked at."""
    import structlog

    from limpide.cli.database import postgresql
    from limpide.database.migrate import schema_state, upgrade

    with postgresql(settings) as url:
        if settings.database_url is None:
            upgrade(url, keys=keys)
        try:
            state = schema_state(url)
        except Unavailable as error:  # it may come back; until then /ready says so and decisions answer 503
            structlog.get_logger().warning("database_unavailable", reason=str(error))
        else:
            if not state.usable:
                raise Unavailable(f"the database of DATABASE_URL cannot be used yet: {state}")
        yield url


def _run(app: "FastAPI", listening: socket.socket) -> None:
    import structlog
    import uvicorn

    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # the service has its own, without client numbers
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
    host, port = listening.getsockname()[:2]
    structlog.get_logger().info("listening", url=f"http://{f'[{host}]' if ':' in host else host}:{port}", docs="/docs")
    uvicorn.Server(config).run(sockets=[listening])
