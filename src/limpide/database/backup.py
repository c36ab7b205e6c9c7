"""A backup of the database: every table as PostgreSQL itself copies it, at one moment, in a sealed, encrypted folder.

No program beside Limpide is needed, and any version of PostgreSQL can take it back. Files are encrypted under a key
made from LIMPIDE_KEY and the wrapping key of the epoch, neither of which is part of it: once that wrapping key is
destroyed, nobody reads the backup again, nor who was erased since.
"""

import json
import re
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Sequence, Table, func, inspect, select, text

from limpide.core import seal
from limpide.core.errors import InvalidInput
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.database.encrypted_files import EncryptedWriter, read_encrypted
from limpide.database.engine import create_engine, named_failures, patient
from limpide.database.keys import Keys
from limpide.database.migrate import alone, bring_to, schema_state
from limpide.database.schema import applicant_numbers, journal_head, metadata

_FORMAT = 2
_CLEAR = 1  # the format of earlier programs, whose files were not encrypted
_MANIFEST = "backup.json"
_PATIENCE_SECONDS = 6 * 3600
_CHUNK = 1 << 20
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_SEQUENCES = (applicant_numbers,)
_FORMER_COLUMNS = {"erased_clients": ["client_id"]}  # which an older schema had, before those that it still has


@dataclass(frozen=True)
class Backup:
    """What a backup holds: when it was taken, by which program, of which schema, how many rows a table."""

    taken_at: str
    limpide: str
    schema: str
    rows: dict[str, int]
    sequences: dict[str, int]
    key_fingerprint: str | None = None  # of the key of the journal; None in backups of former programs, where unsealed
    epoch: int = 0  # of the wrapping key
    format: int = _FORMAT

    def __str__(self) -> str:
        return f"{sum(self.rows.values())} rows of schema {self.schema}, as they were at {self.taken_at}"


def back_up(url: str, target: Path, *, keys: Keys, replace: bool = False, progress: Progress = silent) -> Backup:
    """Write every table, encrypted, to a new sealed folder, all as of one moment, while others go on working.

    ``InvalidInput`` when the schema is not this program's, ``Unavailable`` when PostgreSQL does not answer.
    """
    state = schema_state(url)
    if state.current != state.expected:
        raise InvalidInput(f"the database cannot be backed up by this program: {state}")
    engine = create_engine(url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        with new_folder(target, replace=replace) as folder, named_failures(), engine.begin() as connection:
            with patient(connection, seconds=_PATIENCE_SECONDS):
                backup = _write(connection, folder, keys=keys, schema=state.expected, progress=progress)
            seal.seal(folder)
    finally:
        engine.dispose()
    return backup


def restore(url: str, folder: Path, *, keys: Keys | None = None, progress: Progress = silent) -> Backup:
    """Put a backup, verified byte by byte, into an empty database: all of it or nothing.

    The schema is that of the backup; an older one is migrated by the next ``limpide database migrate``. Raises
    ``InvalidInput`` when the database holds anything, the folder is no backup or the key is not that of the backup,
    ``Unavailable`` when its wrapping key was destroyed, ``Corrupt`` when it is damaged.
    """
    backup = check_restorable(folder, keys=keys)
    key = _key_of(backup, keys)
    with alone(url) as connection, patient(connection, seconds=_PATIENCE_SECONDS):
        _check_empty(connection)
        bring_to(connection, backup.schema, keys=keys)
        connection.execute(journal_head.delete())  # the migration made that of a new journal
        with progress("Restoring", total=len(backup.rows)) as advance:
            for table in (each for each in _tables() if each.name in backup.rows):  # an older schema has fewer
                _copy_in(connection, table, _content(folder, table, key), expected=backup.rows[table.name])
                advance(1)
        for name, value in backup.sequences.items():
            connection.execute(select(func.setval(name, value, text("false"))))
    return backup


def check_restorable(folder: Path, *, keys: Keys | None) -> Backup:
    """Verify every byte of a backup, and that ``keys`` are those of its journal, before anything is touched."""
    seal.verify(folder)
    backup = read_backup(folder)
    wanted = backup.key_fingerprint
    if wanted is not None and (keys is None or keys.fingerprint != wanted):
        have = "there is none here" if keys is None else f"the one here is {keys.fingerprint}"
        raise InvalidInput(
            f"the journal of {folder} was sealed with the key {wanted} and {have}; set LIMPIDE_KEY to it, or put the "
            f'file "key" of the LIMPIDE_HOME that it was made with into this one. Nothing was restored'
        )
    return backup


def read_backup(folder: Path) -> Backup:
    """Read what a backup says of itself."""
    if not (folder / _MANIFEST).is_file():
        raise InvalidInput(f"{folder} is not a backup of the database: it has no {_MANIFEST}")
    said: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    if said["format"] not in (_CLEAR, _FORMAT):
        raise InvalidInput(
            f"{folder} has format {said['format']} and this program reads {_FORMAT}; use a newer Limpide"
        )
    former = {"key_fingerprint": _fingerprint_in(folder)} if said["format"] == _CLEAR else {}
    return Backup(**former | said)


def _fingerprint_in(folder: Path) -> str | None:
    """Find the fingerprint in the head of the journal: earlier backups do not say it of themselves."""
    head = folder / _file(journal_head)
    fields = head.read_text(encoding="utf-8").split() if head.is_file() else []
    return next((field for field in fields if _FINGERPRINT.fullmatch(field)), None)


def _key_of(backup: Backup, keys: Keys | None) -> bytes | None:
    """Return the key of a backup's files, None where they are not encrypted."""
    return None if backup.format == _CLEAR or keys is None else keys.backup_key(backup.epoch)


def _write(connection: Connection, folder: Path, *, keys: Keys, schema: str, progress: Progress) -> Backup:
    taken_at = connection.scalar(select(func.now())) or datetime.now(UTC)
    tables, epoch = _tables(), keys.wrapping.newest()
    key, rows = keys.backup_key(epoch), {}
    with progress("Backup", total=len(tables)) as advance:
        for table in tables:
            rows[table.name] = _copy_out(connection, table, folder, key)
            advance(1)
    backup = Backup(
        taken_at=taken_at.astimezone(UTC).isoformat(timespec="seconds"),
        limpide=version("limpide"),
        schema=schema,
        rows=rows,
        key_fingerprint=keys.fingerprint,
        epoch=epoch,
        sequences={each.name: _next_value(connection, each) for each in _SEQUENCES},
    )
    (folder / _MANIFEST).write_text(json.dumps(asdict(backup), indent=1) + "\n", encoding="utf-8")
    return backup


def _tables() -> list[Table]:
    """The tables in an order in which each follows those that it points to."""
    return metadata.sorted_tables


def _copy_out(connection: Connection, table: Table, folder: Path, key: bytes) -> int:
    with (
        _driver(connection).cursor() as cursor,
        EncryptedWriter(folder / _file(table), key=key, name=table.name) as file,
    ):
        with cursor.copy(f"COPY {_columns(table)} TO STDOUT") as copy:
            for data in copy:
                file.write(data)
        return int(cursor.rowcount)


def _content(folder: Path, table: Table, key: bytes | None) -> Iterator[bytes]:
    if key is not None:
        yield from read_encrypted(folder / _file(table), key=key, name=table.name)
        return
    with (folder / _file(table)).open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _copy_in(connection: Connection, table: Table, content: Iterator[bytes], *, expected: int) -> None:
    known = {column["name"] for column in inspect(connection).get_columns(table.name)}  # an older schema has fewer
    with _driver(connection).cursor() as cursor:
        with cursor.copy(f"COPY {_columns(table, known)} FROM STDIN") as copy:
            for chunk in content:
                copy.write(chunk)
        if cursor.rowcount != expected:
            raise InvalidInput(
                f"the backup of {table.name} gave {cursor.rowcount} rows instead of {expected}; nothing is kept"
            )


def _columns(table: Table, known: Container[str] | None = None) -> str:
    former = [] if known is None else _FORMER_COLUMNS.get(table.name, [])
    names = [name for name in (*former, *table.columns.keys()) if known is None or name in known]
    return f"{table.name} ({', '.join(names)})"


def _file(table: Table) -> str:
    return f"{table.name}.copy"


def _next_value(connection: Connection, sequence: Sequence) -> int:
    query = text(f"SELECT last_value + is_called::int FROM {sequence.name}")
    return int(connection.scalar(query) or 0)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _check_empty(connection: Connection) -> None:
    query = text("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    if held := connection.scalar(query):
        raise InvalidInput(f"the database holds {held} tables already; restore into an empty one (createdb)")
