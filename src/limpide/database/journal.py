"""What writing to the journal needs beside the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from limpide.database.anchors import anchor_of
from limpide.database.chain import Head
from limpide.database.engine import Transaction
from limpide.database.keys import Keys

Witness = Callable[[UUID, Head], None]
"""Is told which journal has which last link."""


def unseen(_journal_id: UUID, _head: Head) -> None:
    """Take no note."""


@dataclass(frozen=True)
class Journal:
    """The secret, the folder of the anchor (None: no anchor), and the deadline of reviews."""

    keys: Keys
    home: Path | None = None
    review_within: timedelta = timedelta(days=30)

    def anchor_after(self, transaction: Transaction) -> Witness:
        """Return a witness that notes the last link outside the database, once this transaction is committed."""

        def witness(journal_id: UUID, head: Head) -> None:
            if self.home is not None:
                anchor = anchor_of(self.home, journal_id)
                transaction.after_commit(lambda: anchor.note(head, keys=self.keys))

        return witness
