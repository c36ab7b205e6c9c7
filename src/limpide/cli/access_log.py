"""``limpide access-log``: who read about whom, for the client who asks and for an audit, and its end."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.cli.progress import console

if TYPE_CHECKING:
    pass

app = typer.Typer(help="Who read about which client.", no_args_is_help=True)


@app.command()
def export(
    client: Annotated[str | None, typer.Option(help="Only this client's; otherwise all, by pseudonym.")] = None,
) -> None:
    """Print who read about whom as JSON lines: time, person, purpose, and the client's pseudonym.

    Example: limpide access-log export --client 100002
    """
    from limpide.cli.journal import opened
    from limpide.database import access_log

    with opened() as (connection, keys):
        found = (
            access_log.list_all(connection)
            if client is None
            else access_log.list_for_client(connection, client, keys=keys)
        )
        for entry in found:
            print(json.dumps(entry, ensure_ascii=False))  # noqa: T201 - the command's result


@app.command()
def prune(
    months: Annotated[
        int | None, typer.Option(min=1, help="Keep entries of so many months; LIMPIDE_ACCESS_MONTHS otherwise.")
    ] = None,
) -> None:
    """Delete entries that are older than they are kept; to be run every month.

    Example: limpide access-log prune
    """
    from limpide.cli.journal import opened
    from limpide.database import access_log
    from limpide.settings import Settings

    settings: Settings = Settings()
    with opened() as (connection, _):
        gone = access_log.prune(connection, months=months or settings.access_months)
    console.print(f"entries deleted: {gone:,}", highlight=False)
