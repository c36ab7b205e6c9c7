"""The journal's last link: taken by one writer at a time, moved on with each decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import CTE, Connection, exists, func, select

from limpide.core.errors import Unavailable
from limpide.database.anchors import anchor_of
from limpide.database.chain import Head
from limpide.database.engine import Transaction
from limpide.database.keys import Keys
from limpide.database.schema import journal_head

_HEAD = (
    journal_head.c.journal_id,
    journal_head.c.position,
    journal_head.c.link,
    journal_head.c.key_fingerprint,
)


@dataclass(frozen=True)
class Journal:
    """What writing needs beside the database: the secret, the folder of the anchor (None: no anchor), a deadline."""

    keys: Keys
    home: Path | None = None
    review_within: timedelta = timedelta(days=30)

    def anchor_after(self, transaction: Transaction) -> None:
        """Note the head of this transaction outside the database, once it is committed."""
        if self.home is None:
            return
        row = transaction.connection.execute(select(*_HEAD)).one()
        anchor, head = anchor_of(self.home, row.journal_id), Head(row.position, bytes(row.link))
        transaction.after_commit(lambda: anchor.note(head, keys=self.keys))


def take_head(connection: Connection, *, keys: Keys) -> tuple[Head, datetime]:
    """Return the last link and the time, both of PostgreSQL, and keep other writers waiting until the commit."""
    query = select(*_HEAD, func.clock_timestamp().label("now")).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Unavailable('the journal has lost its head; find out what happened with "limpide decisions verify"')
    if row.key_fingerprint not in (None, keys.fingerprint):
        raise Unavailable(
            f"the journal was sealed with the key {row.key_fingerprint}, this process has {keys.fingerprint}; "
            "set LIMPIDE_KEY to the journal's own"
        )
    return Head(row.position, bytes(row.link)), row.now


def move_head(connection: Connection, head: Head, written: CTE, *, keys: Keys) -> bool:
    """Write a row and the new last link in one statement; false when the row was not written."""
    moved = {
        "position": head.position,
        "link": head.link,
        "seal": head.seal(keys),
        "key_fingerprint": keys.fingerprint,
    }
    moving = journal_head.update().where(exists(select(written.c.position))).values(moved)
    return connection.execute(moving.add_cte(written)).rowcount == 1
