"""``limpide database``: bring the journal's schema up to date, and say how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from limpide.settings import Settings

app = typer.Typer(help="The journal's PostgreSQL.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Bring the schema up to date: that of DATABASE_URL, or of the PostgreSQL kept in LIMPIDE_HOME.

    Example: limpide database migrate
    """
    from limpide.cli.doors import read_secret
    from limpide.cli.progress import console
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        console.print(str(upgrade(url, keys=read_secret(settings))), highlight=False)


@app.command()
def status() -> None:
    """Say how far the schema is; exit code 1 when it must be migrated first.

    Example: limpide database status
    """
    from limpide.cli.progress import console
    from limpide.database.migrate import schema_state
    from limpide.settings import Settings

    with postgresql(Settings()) as url:
        state = schema_state(url)
    console.print(str(state), highlight=False)
    raise typer.Exit(0 if state.usable else 1)


@contextmanager
def postgresql(settings: "Settings") -> Iterator[str]:
    """Yield the address of the database: DATABASE_URL, or a PostgreSQL of our own for the length of the block."""
    from limpide.database.embedded import embedded_server
    from limpide.logs import configure

    configure(settings.log_format)
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    with embedded_server(settings.home / "postgres") as url:
        yield url
