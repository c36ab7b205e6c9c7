"""``limpide demo``: the whole house on synthetic clients, from raw tables to a decision on screen."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from limpide.cli.processes import Child, find_free_port, running
from limpide.cli.progress import console, watched
from limpide.core.errors import Unavailable

_SEED = 1


def demo(
    clients: Annotated[int, typer.Option(min=2000, help="How many synthetic clients.")] = 20_000,
    once: Annotated[bool, typer.Option("--once", help="Check the whole chain, then end.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make clients and model anew.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the API, or the next free one.")] = 8000,
    dashboard_port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the dashboard, or the next free one.")
    ] = 8501,
) -> None:
    """Make synthetic clients, features and a model, then start database, API and dashboard.

    Several demos may run side by side, each in a LIMPIDE_HOME of its own.

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
    with ExitStack() as stack:
        stack.enter_context(_sole_demo(home))
        chain = prepare(home, clients=clients, seed=_SEED, fresh=fresh, progress=watched)
        database_url = stack.enter_context(embedded_server(home / "postgres"))
        upgrade(database_url, keys=secret_of(settings))
        tokens = make_accounts(database_url, secret_of(settings))
        environment = {"LIMPIDE_DATABASE_URL": embedded_login(database_url)}
        serve = ["serve", "--bundle", str(chain.bundle), "--snapshot", str(chain.snapshot)]
        logs = home / "logs"
        api = _start(stack, _Part("API", serve, "/ready", logs / "api.log", environment), port)
        shown = ["dashboard", "--api", api.url]
        signed_in = {"LIMPIDE_API_TOKEN": tokens.of("officer")}
        dashboard = _start(
            stack, _Part("dashboard", shown, "/_stcore/health", logs / "dashboard.log", signed_in), dashboard_port
        )
        console.print(f"ready in {time.monotonic() - started:.0f} s")
        console.print(f"  dashboard      {dashboard.url}\n  API            {api.url}/docs", highlight=False)
        if once:
            checked = check_chain(chain, api_url=api.url, token=tokens.of("service"), progress=watched)
            console.print(f"checked: {checked} predictions over HTTP equal the batch scores")
            return
        for role in ("officer", "reviewer", "analyst"):
            console.print(f"  token, {role:8}  {tokens.of(role)}", highlight=False)
        console.print("the dashboard is signed in as the officer")
        console.print("Ctrl-C ends everything")
        _watch(api.child, dashboard.child)


@dataclass(frozen=True)
class _Part:
    name: str
    arguments: list[str]
    answers_on: str
    log: Path
    environment: dict[str, str]


@dataclass(frozen=True)
class _Started:
    child: Child
    url: str


def _start(stack: ExitStack, part: _Part, wished: int) -> _Started:
    """Start a part on the port that is wished for, or on the next that is free and stays so until the part has it."""
    first = wished
    while True:
        port = find_free_port(first)
        if port != wished:
            console.print(f"port {wished} is taken; the {part.name} listens on {port}")
        with ExitStack() as attempt:
            arguments = [*part.arguments, "--port", str(port)]
            child = attempt.enter_context(running(part.name, arguments, log=part.log, environment=part.environment))
            url = f"http://127.0.0.1:{port}"
            try:
                child.wait_until_answers(url + part.answers_on)
            except Unavailable:
                if find_free_port(port) == port:
                    raise
                first = port + 1  # somebody else took it meanwhile
                continue
            stack.push(attempt.pop_all())
            return _Started(child, url)


@contextmanager
def _sole_demo(home: Path) -> Iterator[None]:
    """Hold the folder for this demo: another one would end its accounts. The system lets go of it with the process."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Unavailable(
                f"a demo runs in {home} already, process {lock.read().strip()}; end it, or set LIMPIDE_HOME to another "
                "folder"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _watch(*children: Child) -> None:
    """Wait for Ctrl-C, or for a child that ends by itself, which is an error."""
    while True:
        for child in children:
            child.check_alive()
        time.sleep(0.5)
