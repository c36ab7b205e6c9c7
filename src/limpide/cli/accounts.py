"""``limpide accounts``: who may call the service, in which role."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from limpide.cli.journal import opened
from limpide.cli.progress import console
from limpide.core.errors import InvalidInput

app = typer.Typer(help="Who may call the service.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The person or program; it signs what it decides.", show_default=False)]
_LONGEST_NAME = 100
_Role = Literal["officer", "reviewer", "analyst", "administrator", "service"]


@app.command()
def create(
    name: Name,
    role: Annotated[_Role, typer.Option(help="What the account is for.")],
    desk: Annotated[str | None, typer.Option(help="The branch whose cases it sees; without it, every branch.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="For how many days it is valid.")] = 90,
) -> None:
    """Make an account and print its token, once: nobody can show it again.

    Example: limpide accounts create "Zoé Léger" --role officer --desk Lyon
    """
    from limpide.contract import Role
    from limpide.database import accounts

    signed = _checked(name, "NAME")
    branch = None if desk is None else _checked(desk, "--desk")
    with opened() as (connection, keys):
        valid_for = timedelta(days=days)
        made = accounts.create(connection, signed, role=Role(role), valid_for=valid_for, desk=branch, keys=keys)
    console.print(
        f"{made.account.role.value} {made.account.name}, valid until {made.account.expires_at:%Y-%m-%d}; "
        "its token, shown this once:",
        highlight=False,
    )
    print(made.token)  # noqa: T201 - the command's result, alone on standard output


@app.command()
def revoke(name: Name) -> None:
    """End an account, or refuse somebody of the identity provider: every process refuses them within five seconds.

    Example: limpide accounts revoke "Zoé Léger"
    """
    from limpide.database import accounts
    from limpide.database.provider_people import revoke_person

    with opened() as (connection, keys):
        person = revoke_person(connection, name.strip())
        if person is not None:
            console.print(f"{person} of the identity provider is refused from now on", highlight=False)
            return
        ended = accounts.revoke(connection, name.strip(), keys=keys)
    console.print(f"{ended.role.value} {ended.name} is revoked", highlight=False)


@app.command("list")
def list_accounts() -> None:
    """Show every account, ended ones included.

    Example: limpide accounts list
    """
    from rich.table import Table

    from limpide.database import accounts

    with opened() as (connection, _):
        entries = accounts.list_all(connection)
    if not entries:
        console.print('no accounts yet; make one with "limpide accounts create NAME --role officer"', highlight=False)
        return
    table = Table("name", "role", "desk", "made", "expires", "revoked")
    for each in entries:
        ended = f"{each.revoked_at:%Y-%m-%d}" if each.revoked_at else ""
        made, expires = f"{each.created_at:%Y-%m-%d}", f"{each.expires_at:%Y-%m-%d}"
        table.add_row(each.name, each.role.value, each.desk or "", made, expires, ended)
    console.print(table)


def _checked(text: str, what: str) -> str:
    """A name that a journal can hold: short, printable, with something in it."""
    stripped = text.strip()
    if not stripped or not stripped.isprintable() or len(stripped) > _LONGEST_NAME:
        raise InvalidInput(f"{what} must have 1 to {_LONGEST_NAME} printable characters")
    return stripped
