"""What writing to the journal needs beside the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from limpide.database.anchors import anchors_of
from limpide.database.chain import Head
from limpide.database.engine import Transaction
from limpide.database.keys import Keys

Witness = Callable[[UUID, Head], None]
"""Is told which journal's ledger has which last link."""


def unseen(_journal_id: UUID, _head: Head) -> None:
    """Take no note."""


@dataclass(frozen=True)
class Journal:
    """The secret, the folder of the anchor (None: no anchor), and the deadline of reviews."""

    keys: Keys
    home: Path | None = None
    review_within: timedelta = timedelta(days=30)

    def anchor_after(self, transaction: Transaction) -> Witness:
        """Return a witness that signs the ledger's last link outside the database, after this transaction's commit."""
        told: list[tuple[UUID, Head]] = []

        def note() -> None:
            journal_id, head = told[-1]
            if self.home is not None:
                anchors_of(self.home, journal_id).note(head, keys=self.keys)

        def witness(journal_id: UUID, head: Head) -> None:
            if not told:
                transaction.after_commit(note)
            told.append((journal_id, head))

        return witness
