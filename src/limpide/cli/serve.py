"""``limpide serve``: the scoring service in this process, with its database."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.core import seal
from limpide.core.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from limpide.settings import Settings

_BACKLOG = 1024


def serve(
    bundle: Annotated[
        str | None, typer.Option(help="Model: a folder or an https, s3 or gs address; LIMPIDE_BUNDLE or ./bundle.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="Instead of --bundle: the one that MLflow's registry calls models:/limpide@champion."),
    ] = None,
    snapshot: Annotated[
        str | None, typer.Option(help="Client base: a folder or an address; LIMPIDE_SNAPSHOT or ./snapshot.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; with accounts any.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            min=1, max=64, help="Processes that answer side by side; each counts by itself how often a caller may ask."
        ),
    ] = 1,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TABLE.COLUMN:FAULT",
            help="Serve a client base with this fault, such as bureau:missing-table, by name; also LIMPIDE_ACCEPT.",
        ),
    ] = None,
) -> None:
    """Answer over HTTP: predictions, clients, explanations, decisions; the pages are under /docs.

    Decisions go to DATABASE_URL, or to a PostgreSQL that this command starts and keeps in LIMPIDE_HOME. A bundle or a
    snapshot put in the place of the one that serves (a folder, or a link moved to another one) serves within seconds,
    without a failed request. A client base that is unlike the one that the model learnt from is refused.

    Example: limpide serve --bundle bundle --snapshot snapshot
    """
    with _listening(host, port) as listening:  # before anything slow
        _serve(listening, bundle=_chosen(bundle, model), snapshot=snapshot, workers=workers, accept=tuple(accept or ()))


def _serve(
    listening: socket.socket, *, bundle: str | None, snapshot: str | None, workers: int, accept: tuple[str, ...]
) -> None:
    from limpide.logs import configure
    from limpide.settings import Settings

    settings = Settings()
    configure(settings.log_format)
    model = delivered(bundle or settings.bundle, settings)
    clients = delivered(snapshot or settings.snapshot, settings)
    challenger = None if settings.challenger is None else delivered(settings.challenger, settings)
    from limpide.cli.workers import Plan, run

    with _migrated(settings) as url:
        host, most = listening.getsockname()[0], settings.connections_per_address
        share = _share_connections(settings, url, workers=workers)
        run(Plan(model, clients, url, host, challenger, most, share, accept), listening, workers=workers)


def _share_connections(settings: "Settings", url: str, *, workers: int) -> int:
    """Return how many connections to PostgreSQL each worker may have, and say it."""
    import structlog

    from limpide.database.connection_budget import find_connection_limit, share_connections

    limit, processes = find_connection_limit(url), workers * settings.replicas
    share = share_connections(limit, processes=processes, wished=settings.database_connections)
    counts = {"workers": workers, "replicas": settings.replicas, "server_limit": limit}
    structlog.get_logger().info("database_connections", each=share, **counts)
    return share


def _chosen(bundle: str | None, model: str | None) -> str | None:
    if bundle is not None and model is not None:
        raise InvalidInput("--bundle and --model both name a model; give one of them")
    return bundle if model is None else model


def delivered(place: str, settings: "Settings") -> Path:
    """Return the folder of a bundle or snapshot; a wrong one is said at once, before anything slow is loaded."""
    from limpide.cli.progress import watched
    from limpide.delivery import deliver

    token = settings.delivery_token.get_secret_value() if settings.delivery_token else None
    folder = deliver(
        place, kept_in=settings.home / "delivered", token=token, registry=settings.registry, progress=watched
    )
    seal.read_version(folder)
    return folder


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
def _migrated(settings: "Settings") -> Iterator[str]:
    """Yield the address of the database. Our own is migrated; one that was given is only looked at."""
    import structlog

    from limpide.cli.database import postgresql
    from limpide.cli.doors import secret_for
    from limpide.database.logins import embedded_login
    from limpide.database.migrate import schema_state, upgrade
    from limpide.database.verify import check_key

    with postgresql(settings, meanwhile=_load) as url:
        if settings.address is None:
            keys = secret_for(settings, url)
            upgrade(url, keys=keys)
            check_key(url, keys=keys)
            yield embedded_login(url)
            return
        if settings.service_address is not None:
            url = settings.service_address.get_secret_value()
        try:
            state = schema_state(url)
        except Unavailable as error:  # it may come back; until then /ready says so and decisions answer 503
            structlog.get_logger().warning("database_unavailable", reason=str(error))
        else:
            if not state.usable:
                raise Unavailable(f"the database of DATABASE_URL cannot be used yet: {state}")
            check_key(url, keys=secret_for(settings, url))  # with another one nobody could decide
        yield url


def _load() -> None:
    """Load what the service is made of: most of a start."""
    from limpide.cli.workers import nothing_thrown_away

    with nothing_thrown_away():
        import uvicorn  # noqa: F401

        import limpide.service.app  # noqa: F401
