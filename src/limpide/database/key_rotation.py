"""Key rotation: wrap every living client's key under a new wrapping key, then retire and destroy the old ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, func, select, text, update

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.database import ledger
from limpide.database.engine import named_failures
from limpide.database.keys import Keys
from limpide.database.schema import client_keys
from limpide.database.subjects import JOURNAL_ID, locked_row, read_subject
from limpide.database.wrapping_keys import WrappingKeyFolder

_AT_ONCE = 500
_EPOCH_OF = func.wrapping_epoch_of(client_keys.c.locked_key)


@dataclass(frozen=True)
class Rotation:
    """What a rotation did: the new epoch, how many keys it wrapped anew, what it retired until when, and destroyed."""

    epoch: int
    rewrapped: int
    retired: list[int]
    until: date | None  # None: the keys were given by a setting, and whoever sets it takes the old one out
    destroyed: list[int]


def rotate(engine: Engine, keys: Keys, *, today: date, grace_days: int, progress: Progress = silent) -> Rotation:
    """Make the next epoch, wrap living clients' keys under it while others go on working, and retire older epochs.

    Retired keys read older backups for ``grace_days`` more, then ``destroy_due`` destroys them. Where the keys come
    from a setting, its newest is used: ``InvalidInput`` when it is not newer than the keys in the database. A rotation
    that was interrupted is finished by the next.
    """
    folder = keys.wrapping if isinstance(keys.wrapping, WrappingKeyFolder) else None
    epoch = folder.create() if folder else keys.wrapping.newest()
    with named_failures(), engine.connect() as connection:
        newest = connection.scalar(select(func.max(_EPOCH_OF))) or 0
        outdated = connection.scalar(select(func.count()).select_from(client_keys).where(epoch > _EPOCH_OF)) or 0
    if folder is None and epoch <= newest:
        raise InvalidInput(
            f"the newest key of LIMPIDE_WRAPPING_KEYS is of epoch {epoch}, and the database is there already; give it "
            f"one more, of epoch {newest + 1}, beside those it has"
        )
    with progress("keys of clients", total=outdated) as advance:
        rewrapped = _rewrap_all(engine, keys, epoch, advance=advance)
        rewrapped += _close(engine, keys, epoch)
    until = today + timedelta(days=grace_days)
    retired = folder.retire(epoch, until=until) if folder else list(range(max(newest, 1), epoch))
    destroyed = folder.destroy(today) if folder else []
    return Rotation(epoch, rewrapped, retired, until if folder else None, destroyed)


def _rewrap_all(engine: Engine, keys: Keys, epoch: int, *, advance: Callable[[int], None]) -> int:
    done = 0
    while count := _rewrap(engine, keys, epoch):
        done += count
        advance(count)
    return done


def _rewrap(engine: Engine, keys: Keys, epoch: int) -> int:
    """Wrap some keys anew in one short transaction, so that nobody waits for long."""
    with named_failures(), engine.begin() as connection:
        ledger.hold_heads(connection, keys=keys)
        return _wrap_anew(connection, keys, select(client_keys, JOURNAL_ID).where(epoch > _EPOCH_OF).limit(_AT_ONCE))


def _close(engine: Engine, keys: Keys, epoch: int) -> int:
    """Wrap what others wrote meanwhile; from now on a trigger refuses keys of older epochs."""
    with named_failures(), engine.begin() as connection:
        ledger.hold_heads(connection, keys=keys)  # first, as all do who write client keys
        connection.execute(text("LOCK TABLE client_keys IN SHARE ROW EXCLUSIVE MODE"))
        return _wrap_anew(connection, keys, select(client_keys, JOURNAL_ID).where(epoch > _EPOCH_OF))


def _wrap_anew(connection: Connection, keys: Keys, query: Select[Any]) -> int:
    rows = connection.execute(query).mappings().all()
    if not rows:
        return 0
    connection.execute(text("SELECT set_config('limpide.rotating', 'on', true)"))  # what the trigger lets pass
    anew = [locked_row(read_subject(row, keys=keys), keys=keys, journal_id=row["journal_id"]) for row in rows]
    connection.execute(_UPDATE, [{"of": each["subject"], "new_locked_key": each["locked_key"]} for each in anew])
    changes = [ledger.describe_row(client_keys, each, kind="changed") for each in anew]
    ledger.append(connection, changes, keys=keys)
    return len(rows)


_UPDATE = (
    update(client_keys).where(client_keys.c.subject == bindparam("of")).values(locked_key=bindparam("new_locked_key"))
)
