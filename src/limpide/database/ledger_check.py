"""Is the ledger what was sealed, and is every row what the ledger says? Follows the chain, compares both ways."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, select
from sqlalchemy.dialects.postgresql import distinct_on

from limpide.database.anchors import Anchor
from limpide.database.chain import Head
from limpide.database.keys import Keys
from limpide.database.ledger import NOTHING, Heads, link_of_entry, seal_of_link
from limpide.database.row_digest import CLIENT, SEALED, in_order_of_name, row_digest, row_name
from limpide.database.schema import ledger, metadata
from limpide.database.subjects import JOURNAL_ID

_AT_ONCE = 500
_MOST_FAULTS = 20  # a table


@dataclass(frozen=True)
class Fault:
    """What is not as it was sealed, where, and when that was."""

    where: str
    why: str
    sealed_at: datetime | None = None

    def __str__(self) -> str:
        since = f"; it was whole at {self.sealed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if self.sealed_at else ""
        return f"{self.where}: {self.why}{since}"


@dataclass(frozen=True)
class Followed:
    """How far the ledger holds, when its last whole entry was written, and where it breaks, if it does."""

    head: Head
    at: datetime | None
    fault: Fault | None


def follow_ledger(
    connection: Connection,
    kept: Heads,
    anchors: Sequence[Anchor],
    *,
    keys: Keys | None,
    advance: Callable[[int], None],
) -> Followed:
    """Check every link, every seal where the secret is known, each anchor, and the head kept beside them."""
    known = {each.position: each for each in anchors}
    head, at = NOTHING, None
    query = select(ledger).order_by(ledger.c.position)
    with closing(_stream(connection, query)) as rows:
        for entry in rows:
            fault = _fault(entry, head, known, kept=kept, keys=keys)
            if fault is not None:
                return Followed(head, at, Fault(*fault, sealed_at=at))
            head, at = Head(entry["position"], bytes(entry["link"])), entry["recorded_at"]
            advance(1)
    furthest = max([kept.ledger.position, *known])
    if head.position < furthest:
        gone = furthest - head.position
        why = f"the last {gone} entries are missing" if gone > 1 else "the last entry is missing"
        return Followed(head, at, Fault(_named(head.position + 1), why, at))
    if head != kept.ledger:
        return Followed(head, at, Fault("table journal_head", "it does not end where the ledger does", at))
    return Followed(head, at, None)


def compare_rows(connection: Connection, *, keys: Keys | None) -> Generator[Fault]:
    """Compare every row of every sealed table with its latest entry, both ways; yield what differs."""
    unknown = select(ledger.c.position, ledger.c.table_name).where(ledger.c.table_name.not_in(list(SEALED)))
    for entry in connection.execute(unknown.limit(_MOST_FAULTS)).mappings():
        yield Fault(_named(entry["position"]), f"it is about a table {entry['table_name']}, which nobody knows")
    for name in SEALED:
        with closing(_compare(connection, metadata.tables[name], keys=keys)) as found:
            for _, fault in zip(range(_MOST_FAULTS), found, strict=False):
                yield fault


def _compare(connection: Connection, table: Table, *, keys: Keys | None) -> Generator[Fault]:
    with closing(_latest(connection, table)) as entries, closing(_rows(connection, table)) as rows:
        entry, row = next(entries, None), next(rows, None)
        while entry is not None or row is not None:
            if row is None or (entry is not None and entry["row_name"] < row[0]):
                assert entry is not None  # noqa: S101 - one of the two is there
                if entry["digest"] is not None:
                    yield Fault(_row(table, entry["row_name"]), "it is missing", entry["recorded_at"])
                entry = next(entries, None)
            elif entry is None or row[0] < entry["row_name"]:
                yield Fault(_row(table, row[0]), "it is in no entry of the ledger: put in")
                row = next(rows, None)
            else:
                why = _difference(entry, row[1], row[2], keys=keys)
                if why:
                    yield Fault(_row(table, row[0]), why, entry["recorded_at"])
                entry, row = next(entries, None), next(rows, None)


def _difference(entry: RowMapping, digest: bytes, row: RowMapping, *, keys: Keys | None) -> str | None:
    if entry["digest"] is None:
        return "it was removed, and is there again"
    if bytes(entry["digest"]) != digest:
        return f"its content is not what entry {entry['position']} sealed: altered or forged"
    client_id = row.get(CLIENT)
    if keys is None or client_id is None or entry["pseudonym"] is None:
        return None
    same = keys.pseudonym(client_id, journal_id=entry["journal_id"]) == bytes(entry["pseudonym"])
    return None if same else "it is about another client than when it was sealed"


def _latest(connection: Connection, table: Table) -> Generator[RowMapping]:
    """Yield the latest entry of each row of a table, in order of its name."""
    name = ledger.c.row_name.collate("C")
    query = (
        select(ledger, JOURNAL_ID)
        .ext(distinct_on(name))
        .where(ledger.c.table_name == table.name)
        .order_by(name, ledger.c.position.desc())
    )
    return _stream(connection, query)


def _rows(connection: Connection, table: Table) -> Generator[tuple[str, bytes, RowMapping]]:
    """Yield name, digest and content of each row of a table, in order of its name."""
    rows = (_named_row(table, row) for row in _stream(connection, in_order_of_name(table)))
    yield from sorted(rows, key=lambda each: each[0]) if SEALED[table.name] is None else rows


def _named_row(table: Table, row: RowMapping) -> tuple[str, bytes, RowMapping]:
    digest = row_digest(table, row)
    return row_name(table, row, digest), digest, row


def _fault(
    entry: RowMapping, head: Head, known: Mapping[int, Anchor], *, kept: Heads, keys: Keys | None
) -> tuple[str, str] | None:
    expected, link = head.position + 1, bytes(entry["link"])
    if entry["position"] != expected:
        gone = entry["position"] - expected
        return _named(expected), f"{gone} {'entries' if gone > 1 else 'entry'} missing before {entry['position']}"
    if link_of_entry(entry, previous=head.link, journal_id=kept.journal_id) != link:
        return _named(expected), "its content or its place is not what was sealed: altered, put in or moved"
    if keys is not None and seal_of_link(link, keys=keys) != bytes(entry["seal"]):
        return _named(expected), "it was not written with the journal's key: forged"
    anchor = known.get(expected)
    if anchor is not None and anchor.link != link:
        return _named(expected), f"another entry stood here when it was anchored ({anchor.signed_at:%Y-%m-%d %H:%M})"
    return None


def _stream(connection: Connection, query: Select[Any]) -> Generator[RowMapping]:
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        yield from rows.mappings()


def _named(position: int) -> str:
    return f"ledger entry {position}"


def _row(table: Table, name: str) -> str:
    return f"table {table.name}, row {name}"
