"""Is the journal what was written? Follows the chain from the first link to the last, and to the anchor outside."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection, select, text

from limpide.core.progress import Progress, silent
from limpide.database.anchors import anchor_of
from limpide.database.chain import START, Break, Head, check_links
from limpide.database.engine import create_engine, transaction
from limpide.database.keys import Keys
from limpide.database.schema import case_events, decisions, journal_head

_AT_ONCE = 500


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds (``head``), and where it breaks, if it does."""

    head: Head
    broken: Break | None
    anchored: int | None  # position of the anchor; None: no anchor was found


def verify(
    connection: Connection,
    *,
    keys: Keys,
    home: Path | None = None,
    witnesses: Sequence[Head] = (),
    progress: Progress = silent,
) -> Verdict:
    """Check every link, the head kept beside them, the anchor in ``home`` and heads that somebody noted elsewhere.

    ``Unavailable`` when the journal was sealed with another secret: nothing could be said of it.
    """
    kept = connection.execute(select(journal_head)).mappings().one_or_none()
    if kept is None:
        return Verdict(Head(0, START), Break(1, None, "the head of the journal is gone"), None)
    keys.check_sealed(kept["key_fingerprint"])
    noted = anchor_of(home, kept["journal_id"]).read(keys=keys) if home else None
    known = {each.position: each for each in [*witnesses, *([noted] if noted else [])] if each.position}
    with progress("links", total=kept["position"]) as advance:
        head, broken = _follow(connection, known, keys=keys, advance=advance)
    broken = broken or _tail(head, Head(kept["position"], bytes(kept["link"])), bytes(kept["seal"]), keys=keys)
    broken = broken or _cut(head, max(known, default=0))
    return Verdict(head, broken, noted.position if noted else None)


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


def _tail(reached: Head, kept: Head, seal: bytes, *, keys: Keys) -> Break | None:
    if kept.position == 0 and not seal and reached == kept:
        return None  # nothing was ever written
    if kept.seal(keys) != seal:
        return Break(reached.position, None, "the head of the journal is not the one that was sealed")
    return _cut(reached, kept.position)


def _cut(reached: Head, known: int) -> Break | None:
    if reached.position < known:
        gone = known - reached.position
        why = f"the last {gone} entries are missing" if gone > 1 else "the last entry is missing"
        return Break(reached.position + 1, None, why)
    return None
