"""The journal's hash chain: each decision and each event of a case is sealed (HMAC) with the link before it."""

import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from limpide.database.keys import Keys

START = bytes(32)  # what the first link follows
# The order is part of the seal: a new column comes last, and rows without it are sealed without it.
_SEALED = (
    "position",
    "decision_id",
    "decided_at",
    "subject",
    "desk",
    "officer",
    "choice",
    "motive",
    "probability_of_default",
    "threshold",
    "model_decision",
    "model_version",
    "snapshot_version",
    "language",
    "review_of",
    "idempotency_key",
    "request_digest",
    "payload",
)
_SEALED_EVENT = (
    "position",
    "event_id",
    "recorded_at",
    "subject",
    "desk",
    "officer",
    "kind",
    "assignee",
    "due_at",
    "decision_id",
    "way",
    "idempotency_key",
    "request_digest",
    "payload",
)


@dataclass(frozen=True)
class Head:
    """The last link and its place; ``position`` 0 is the empty journal."""

    position: int
    link: bytes

    def seal(self, keys: Keys) -> bytes:
        """Return what proves that somebody with the secret wrote this head."""
        return keys.seal(b"head" + self.position.to_bytes(8, "big") + self.link)


@dataclass(frozen=True)
class Break:
    """The first place where the journal is not what was written."""

    position: int
    entry_id: UUID | None  # of the decision or the event
    why: str

    def __str__(self) -> str:
        named = f" ({self.entry_id})" if self.entry_id else ""
        return f"the chain breaks at position {self.position}{named}: {self.why}"


def link_of(row: Mapping[str, Any] | RowMapping, *, previous: bytes, keys: Keys) -> bytes:
    """Return the link of a decision or an event that follows ``previous``; payloads count with their SHA-256."""
    is_event = "event_id" in row
    names = _SEALED_EVENT if is_event else _SEALED
    return seal_row(b"event" if is_event else b"link", row, names, previous=previous, keys=keys)


def seal_row(
    label: bytes, row: Mapping[str, Any] | RowMapping, names: Iterable[str], *, previous: bytes, keys: Keys
) -> bytes:
    """Return the HMAC of named columns of a row that follows ``previous``; bytes count with their SHA-256."""
    values = [_written(row[name]) for name in names]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return keys.seal(label + previous + text.encode())


def check_links(rows: Iterable[RowMapping], *, keys: Keys) -> Generator[Head | Break]:
    """Follow the rows in order of position; yield each head reached, or the first break and nothing more."""
    head = Head(0, START)
    for row in rows:
        fault = _fault(row, after=head, keys=keys)
        if fault:
            yield fault
            return
        head = Head(row["position"], bytes(row["link"]))
        yield head


def _fault(row: RowMapping, *, after: Head, keys: Keys) -> Break | None:
    expected, entry_id = after.position + 1, row["event_id"] if "event_id" in row else row["decision_id"]
    if row["position"] != expected:
        gone = row["position"] - expected
        return Break(expected, None, f"{gone} {'entries' if gone > 1 else 'entry'} missing before {entry_id}")
    if bytes(row["previous"]) != after.link:
        return Break(expected, entry_id, "it does not follow the decision before it: put in or moved")
    if row["payload"] is None:  # redacted by an erasure: the ledger seals what is left of it
        return None
    if link_of(row, previous=after.link, keys=keys) != bytes(row["link"]):
        return Break(expected, entry_id, "its content is not what was sealed: altered or forged")
    return None


def _written(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
