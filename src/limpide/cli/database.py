"""``limpide database``: bring the journal's schema up to date, say how far it is, back it up and restore it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from limpide.settings import Settings

app = typer.Typer(help="The journal's PostgreSQL.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Bring the schema up to date: that of DATABASE_URL, or of the PostgreSQL kept in LIMPIDE_HOME.

    Example: limpide database migrate
    """
    from limpide.cli.doors import find_secret
    from limpide.cli.progress import console
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        console.print(str(upgrade(url, keys=find_secret(settings))), highlight=False)


@app.command()
def logins(
    out: Annotated[Path, typer.Option(help="The file for the addresses; only its owner may read it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Make the logins of the service, of readers and of auditors, each with a new password; old ones open nothing.

    DATABASE_URL is the owner's, who migrates and erases. Give the service its own address as LIMPIDE_DATABASE_URL.

    Example: limpide database logins --out logins.env
    """
    from limpide.cli.progress import console
    from limpide.core.output import new_file
    from limpide.database.logins import LOGINS, make_logins
    from limpide.settings import Settings

    with postgresql(Settings()) as url, new_file(out, replace=replace) as partial:
        made = make_logins(url)
        lines = [f"# {role}: {LOGINS[role]}\nLIMPIDE_DATABASE_URL={address}\n" for role, address in made.items()]
        partial.write_text("".join(lines), encoding="utf-8")
    out.chmod(0o600)
    console.print(f"written to {out}, logins: {len(made)}; use one line for each program", highlight=False)


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


@app.command()
def backup(
    out: Annotated[Path, typer.Option(help="New folder for the backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Copy every table, as of one moment, into an encrypted, sealed folder; nobody has to stop working.

    The key is not in it, and without LIMPIDE_KEY nobody reads it.

    Example: limpide database backup --out backup-2026-11-21
    """
    from limpide.cli.doors import secret_of
    from limpide.cli.progress import console, watched
    from limpide.database.backup import back_up
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        taken = back_up(url, out, keys=secret_of(settings), replace=replace, progress=watched)
    console.print(f"{taken}, written to {out}; keep LIMPIDE_KEY elsewhere", highlight=False)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="BACKUP", help="Folder that the backup wrote.")],
) -> None:
    """Put a backup into an empty database, all of it or nothing, after checking every byte and the key.

    Without the key of its journal (LIMPIDE_KEY, or the file "key" of LIMPIDE_HOME) nothing is restored.
    Then check the journal with "limpide decisions verify", and erase again the clients erased since the backup.

    Example: limpide database restore backup-2026-11-21
    """
    from limpide.cli.doors import find_secret
    from limpide.cli.progress import console, watched
    from limpide.database.backup import check_restorable
    from limpide.database.backup import restore as put_back
    from limpide.settings import Settings

    settings = Settings()
    keys = find_secret(settings)
    check_restorable(folder, keys=keys)  # before a database of our own is even started
    with postgresql(settings) as url:
        taken = put_back(url, folder, keys=keys, progress=watched)
    console.print(f"restored {taken}; check them: limpide decisions verify", highlight=False)


@contextmanager
def postgresql(settings: "Settings", *, meanwhile: Callable[[], None] = lambda: None) -> Iterator[str]:
    """Yield the address of the database: DATABASE_URL, or a PostgreSQL of our own for the length of the block.

    ``meanwhile`` is done while our own starts.
    """
    from limpide.database.embedded import embedded_server
    from limpide.logs import configure

    configure(settings.log_format)
    if settings.address is not None:
        yield settings.address.get_secret_value()
        return
    with embedded_server(settings.home / "postgres", meanwhile=meanwhile) as url:
        yield url
