"""``limpide keys``: the wrapping keys of clients' keys: rotate, list, destroy what is due."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.cli.progress import console, watched
from limpide.core.errors import InvalidInput

if TYPE_CHECKING:
    from limpide.database.wrapping_keys import WrappingKeyFolder
    from limpide.settings import Settings

app = typer.Typer(help="The keys that wrap each client's own key.", no_args_is_help=True)


@app.command()
def rotate(
    grace_days: Annotated[
        int | None,
        typer.Option(
            min=0, max=3650, help="Days for which older backups can still be read; or LIMPIDE_KEY_GRACE_DAYS."
        ),
    ] = None,
) -> None:
    """Make a new wrapping key, wrap every living client's key under it, and retire the former.

    Nobody has to stop working. When the days of grace are over the retired key is destroyed, and with it every copy of
    an erased client's key, in PostgreSQL's files, its log and backups. Take a new backup then. Once a month is usual.

    Example: limpide keys rotate
    """
    from limpide.cli.database import postgresql
    from limpide.cli.doors import secret_of
    from limpide.database.engine import create_engine
    from limpide.database.key_rotation import rotate as rotate_keys
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    settings = Settings()
    days = settings.key_grace_days if grace_days is None else grace_days
    with postgresql(settings) as url:
        keys = secret_of(settings)
        if settings.database_url is None:
            upgrade(url, keys=keys)
        engine = create_engine(url)
        try:
            done = rotate_keys(engine, keys, today=_today(), grace_days=days, progress=watched)
        finally:
            engine.dispose()
    console.print(f"epoch {done.epoch}: {done.rewrapped:,} client keys are wrapped under its key", highlight=False)
    if done.retired:
        named = ", ".join(map(str, done.retired))
        console.print(
            f'retired: epoch {named}, destroyed on {done.until} by "limpide keys prune" or the next rotation'
            if done.until
            else f"take epoch {named} out of LIMPIDE_WRAPPING_KEYS in {days} days, when older backups may end",
            highlight=False,
        )
    _say_destroyed(done.destroyed)
    console.print("take a new backup now: limpide database backup --out FOLDER", highlight=False)


@app.command()
def prune() -> None:
    """Destroy the retired wrapping keys whose days of grace are over.

    Example: limpide keys prune
    """
    from limpide.settings import Settings

    _say_destroyed(_folder(Settings()).destroy(_today()), none="no retired key is due")


@app.command(name="list")
def list_keys() -> None:
    """Say which epochs' keys are here: the one in use, and those that still read older backups.

    Example: limpide keys list
    """
    from limpide.settings import Settings

    folder = _folder(Settings())
    newest = folder.newest()
    in_use = (
        f"epoch {newest} is in use" if newest else "no rotation yet: client keys are wrapped under LIMPIDE_KEY alone"
    )
    console.print(in_use, highlight=False)
    for epoch, until in folder.retired().items():
        console.print(f"epoch {epoch} is retired, and destroyed on {until}", highlight=False)


def _folder(settings: "Settings") -> "WrappingKeyFolder":
    from limpide.database.wrapping_keys import FOLDER, WrappingKeyFolder

    if settings.wrapping is not None:
        raise InvalidInput(
            "the wrapping keys are given by LIMPIDE_WRAPPING_KEYS; make and destroy them where it is set"
        )
    return WrappingKeyFolder(settings.home / FOLDER)


def _say_destroyed(epochs: list[int], *, none: str = "") -> None:
    if epochs:
        console.print(f"destroyed for good: the wrapping key of epoch {', '.join(map(str, epochs))}", highlight=False)
    elif none:
        console.print(none, highlight=False)


def _today() -> date:
    return datetime.now(UTC).date()
