"""Is the journal what was written? Follows both chains to their heads and anchors, and compares rows with seals."""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select, text

from limpide.core.progress import Progress, silent
from limpide.database.anchors import Anchor, list_journals, read_home, read_legacy
from limpide.database.chain import START, Break, Head, check_links
from limpide.database.engine import create_engine, patient, transaction
from limpide.database.keys import Keys
from limpide.database.ledger import NOTHING, Heads, read_heads
from limpide.database.ledger_check import Fault, compare_rows, follow_ledger
from limpide.database.schema import case_events, decisions, journal_head

_AT_ONCE = 500
_SECONDS = 3600


@dataclass(frozen=True)
class Verdict:
    """How far the chains hold (``head``: decisions and events; ``ledger``: every row), and what is not as sealed.

    ``anchored`` is the furthest anchor of this journal; ``foreign`` are the journals of other anchors beside it.
    """

    head: Head
    ledger: Head
    broken: Break | None = None
    faults: Sequence[Fault] = ()
    anchored: Anchor | None = None
    foreign: Sequence[str] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether everything is what was sealed, as far as the database and the anchors can tell."""
        return self.broken is None and not self.faults

    @property
    def findings(self) -> list[str]:
        """Each thing that is not what was sealed, a sentence each."""
        return [*([str(self.broken)] if self.broken else []), *map(str, self.faults)]


def verify(
    connection: Connection,
    *,
    keys: Keys | None,
    home: Path | None = None,
    anchors: Sequence[Anchor] = (),
    witnesses: Sequence[Head] = (),
    progress: Progress = silent,
) -> Verdict:
    """Check every link, every row, the head kept beside them, the anchors in ``home`` and what was noted elsewhere.

    Without ``keys`` (somebody who only has the public key and ``anchors`` signed with it), the chain is followed by
    its hashes alone: everything before the last anchor is proved, nothing after it. ``Unavailable`` when the journal
    was sealed with another secret: nothing could be said of it. Other writers may go on in a transaction at
    REPEATABLE READ, which the caller begins.
    """
    noted = {} if home is None or keys is None else read_home(home, public_key=keys.signing.public_key())  # first
    with patient(connection, seconds=_SECONDS):
        rows = connection.execute(select(journal_head)).mappings().all()
        if len(rows) != 1:
            why = "the head of the journal is gone" if not rows else f"the journal has {len(rows)} heads"
            return Verdict(Head(0, START), NOTHING, Break(1, None, why))
        kept = read_heads(rows[0])
        own = [each for each in [*noted.get(kept.journal_id, []), *anchors] if each.journal_id == kept.journal_id]
        other = set() if home is None else list_journals(home) - {str(kept.journal_id)}
        other |= {str(each.journal_id) for each in anchors} - {str(kept.journal_id)}
        head, broken = Head(0, START), None
        if keys is not None:
            keys.check_sealed(rows[0]["key_fingerprint"])
            legacy = read_legacy(home, kept.journal_id, keys=keys) if home else None
            known = [*witnesses, *([legacy] if legacy else [])]
            head, broken = _check_chain(connection, rows[0], known, keys=keys, progress=progress)
        with progress("entries of the ledger", total=kept.ledger.position) as advance:
            followed = follow_ledger(connection, kept, own, keys=keys, advance=advance)
        found = [followed.fault] if followed.fault else []
        return Verdict(
            head,
            followed.head,
            broken,
            faults=[*found, *compare_rows(connection, keys=keys)],
            anchored=max(own, key=lambda each: each.position, default=None),
            foreign=sorted(other),
        )


def find_fingerprint(url: str) -> str | None:
    """Return the fingerprint of the key that a journal was sealed with; None for an empty or absent one."""
    engine = create_engine(url)
    try:
        with transaction(engine) as begun:
            if not begun.connection.scalar(text("SELECT to_regclass('journal_head') IS NOT NULL")):
                return None
            found: str | None = begun.connection.scalar(select(journal_head.c.key_fingerprint))
            return found
    finally:
        engine.dispose()


def check_key(url: str, *, keys: Keys) -> None:
    """Raise ``Unavailable`` when the journal at a database's address was sealed with another secret."""
    engine = create_engine(url)
    try:
        with transaction(engine) as begun:
            keys.check_sealed(begun.connection.scalar(select(journal_head.c.key_fingerprint)))
    finally:
        engine.dispose()


def _check_chain(
    connection: Connection, kept: RowMapping, witnesses: Iterable[Head], *, keys: Keys, progress: Progress
) -> tuple[Head, Break | None]:
    """Follow the chain of decisions and events to its head."""
    heads = read_heads(kept)
    known = {each.position: each for each in witnesses if each.position}
    with progress("links", total=heads.chain.position) as advance:
        head, broken = _follow(connection, known, keys=keys, advance=advance)
    broken = broken or _tail(head, heads, kept, keys=keys) or _cut(head, max(known, default=0))
    return head, broken


def _follow(
    connection: Connection, known: Mapping[int, Head], *, keys: Keys, advance: Callable[[int], None]
) -> tuple[Head, Break | None]:
    """Follow the links as far as they hold and agree with what is known from elsewhere."""
    head = Head(0, START)
    in_order = [select(table).order_by(table.c.position) for table in (decisions, case_events)]
    with ExitStack() as stack:
        tables = [
            stack.enter_context(connection.execute(query, execution_options={"yield_per": _AT_ONCE})).mappings()
            for query in in_order
        ]
        rows = heapq.merge(*tables, key=itemgetter("position"))
        links = stack.enter_context(closing(check_links(rows, keys=keys)))
        for reached in links:
            if isinstance(reached, Break):
                return head, reached
            head = reached
            advance(1)
            if known.get(head.position, head) != head:
                why = "another entry stood here when it was noted outside the database"
                return head, Break(head.position, None, why)
    return head, None


def _tail(reached: Head, heads: Heads, kept: RowMapping, *, keys: Keys) -> Break | None:
    fingerprint = keys.fingerprint if bytes(kept["seal"]) else None
    sealed = heads.are_sealed(bytes(kept["seal"]), keys=keys) and kept["key_fingerprint"] == fingerprint
    if not sealed or not kept["sole"]:
        return Break(reached.position, None, "the head of the journal is not the one that was sealed")
    if reached.position >= heads.chain.position and reached != heads.chain:
        return Break(reached.position, None, "the journal does not end where its head says")
    return _cut(reached, heads.chain.position)


def _cut(reached: Head, known: int) -> Break | None:
    if reached.position < known:
        gone = known - reached.position
        why = f"the last {gone} entries are missing" if gone > 1 else "the last entry is missing"
        return Break(reached.position + 1, None, why)
    return None
