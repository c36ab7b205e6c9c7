"""``limpide demo``: the whole house on synthetic clients, from raw tables to a decision on screen."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from limpide.cli.processes import Child, find_free_port, running
from limpide.cli.progress import console, watched

_SEED = 1


def demo(
    clients: Annotated[int, typer.Option(min=2000, help="How many synthetic clients.")] = 20_000,
    once: Annotated[bool, typer.Option("--once", help="Check the whole chain, then end.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make clients and model anew.")] = False,
) -> None:
    """Make synthetic clients, features and a model, then start database, API and dashboard.

    Example: limpide demo
    """
    from limpide.cli.demo_accounts import make_accounts
    from limpide.cli.demo_chain import check_chain, prepare
    from limpide.cli.doors import secret_of
    from limpide.database.embedded import embedded_server
    from limpide.database.logins import embedded_login
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    started = time.monotonic()
    settings = Settings()
    home = settings.home / "demo"
    chain = prepare(home, clients=clients, seed=_SEED, fresh=fresh, progress=watched)
    with ExitStack() as stack:
        database_url = stack.enter_context(embedded_server(home / "postgres"))
        upgrade(database_url, keys=secret_of(settings))
        tokens = make_accounts(database_url, secret_of(settings))
        environment = {"LIMPIDE_DATABASE_URL": embedded_login(database_url)}
        api, api_url = _start_api(stack, home, environment, bundle=chain.bundle, snapshot=chain.snapshot)
        dashboard, dashboard_url = _start_dashboard(stack, home, api_url=api_url, token=tokens.of("officer"))
        console.print(f"ready in {time.monotonic() - started:.0f} s")
        console.print(f"  dashboard      {dashboard_url}\n  API            {api_url}/docs", highlight=False)
        if once:
            checked = check_chain(chain, api_url=api_url, token=tokens.of("service"), progress=watched)
            console.print(f"checked: {checked} predictions over HTTP equal the batch scores")
            return
        for role in ("officer", "reviewer", "analyst"):
            console.print(f"  token, {role:8}  {tokens.of(role)}", highlight=False)
        console.print("the dashboard is signed in as the officer")
        console.print("Ctrl-C ends everything")
        _watch(api, dashboard)


def _start_api(
    stack: ExitStack, home: Path, environment: dict[str, str], *, bundle: Path, snapshot: Path
) -> tuple[Child, str]:
    port = _port(8000, "API")
    arguments = ["serve", "--bundle", str(bundle), "--snapshot", str(snapshot), "--port", str(port)]
    child = stack.enter_context(running("API", arguments, log=home / "logs" / "api.log", environment=environment))
    url = f"http://127.0.0.1:{port}"
    child.wait_until_answers(f"{url}/ready")
    return child, url


def _start_dashboard(stack: ExitStack, home: Path, *, api_url: str, token: str) -> tuple[Child, str]:
    port = _port(8501, "dashboard")
    arguments = ["dashboard", "--api", api_url, "--port", str(port)]
    log = home / "logs" / "dashboard.log"
    child = stack.enter_context(running("dashboard", arguments, log=log, environment={"LIMPIDE_API_TOKEN": token}))
    url = f"http://127.0.0.1:{port}"
    child.wait_until_answers(f"{url}/_stcore/health")
    return child, url


def _port(wished: int, name: str) -> int:
    port = find_free_port(wished)
    if port != wished:
        console.print(f"port {wished} is taken; the {name} listens on {port}")
    return port


def _watch(*children: Child) -> None:
    """Wait for Ctrl-C, or for a child that ends by itself, which is an error."""
    while True:
        for child in children:
            child.check_alive()
        time.sleep(0.5)
