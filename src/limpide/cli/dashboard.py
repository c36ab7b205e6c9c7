"""``limpide dashboard``: the loan officer's screen, on top of a running API."""

import importlib.util
import os
import sys
from typing import Annotated

import typer

from limpide.cli.processes import try_port, url_of
from limpide.core.errors import InvalidInput, Unavailable
from limpide.core.hosts import is_loopback


def dashboard(
    api: Annotated[
        str | None,
        typer.Option(help="Address of the API; LIMPIDE_API_URL or http://127.0.0.1:8000 otherwise."),
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Open the dashboard on a running API.

    Example: limpide dashboard --api http://127.0.0.1:8000 --port 8501
    """
    if importlib.util.find_spec("streamlit") is None:
        raise InvalidInput('the dashboard is not installed; install it with: pip install "limpide[dashboard]"')
    from limpide.dashboard.server import build_command

    _check_identity(host)
    _check_port(host, port)
    if api is not None:
        os.environ["LIMPIDE_API_URL"] = api
    typer.echo(f"the dashboard listens on {url_of(host, port)}", err=True)
    # Streamlit takes the place of this process: signals reach it, and no parent is left to watch.
    os.execv(sys.executable, build_command(host=host, port=port))  # noqa: S606 - our own interpreter


def _check_identity(host: str) -> None:
    """Refuse to lend one person's token to everybody who reaches an address."""
    from limpide.settings import Settings

    if Settings().token is not None and not is_loopback(host):
        raise InvalidInput(
            f"LIMPIDE_API_TOKEN would let everybody who reaches {host} act and sign as its owner; unset it, so that "
            "each person signs in, or listen on 127.0.0.1"
        )


def _check_port(host: str, port: int) -> None:
    try:
        try_port(host, port)
    except OSError as error:
        raise Unavailable(
            f"port {port} of {host} cannot be listened on ({error.strerror}); choose another one with --port"
        ) from error
