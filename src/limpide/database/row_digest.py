"""Digest of a row (SHA-256 over every column), and which tables the ledger seals, by which name of a row."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, RowMapping, Select, Table, Text, cast, func, select

from limpide.database.schema import client_keys

# What names a row in the ledger: its identifier, never a client's number. None: the digest, where there is no other.
SEALED: Mapping[str, str | None] = {
    "decisions": "decision_id",
    "case_events": "event_id",
    "reviews": "review_id",
    "outcomes": "outcome_id",
    "client_keys": "subject",  # pragma: allowlist secret
    "applications": "application_id",
    "erased_clients": None,
    "accounts": "account_id",
    "identities": "identity_id",
    "piece_events": "event_id",
    "attachments": "attachment_id",
    "document_requests": "request_id",
}
# Tables without entries, and what proves them instead.
EXEMPT: Mapping[str, str] = {
    "ledger": "the chain itself: every column is in a link, or is the link or its seal",
    "journal_head": "one row, sealed as a whole, that changes with every entry",
}
# Tables that change by design, and what follows from a row that was altered there.
UNSEALED: Mapping[str, str] = {
    "score_budgets": "counters that fill up by themselves: at worst somebody scores more invented data, or less",
    "provider_people": "names of people who sign in elsewhere: what they sign is sealed with the name of that time",
    "access_log": "who looked at whom, written in bulk and pruned: exports of it are kept by another owner",
}
CLIENT = "_client_id"  # whom a row is about, beside its columns


def row_digest(table: Table, row: Mapping[str, Any] | RowMapping) -> bytes:
    """Return the SHA-256 of a row's columns; bytes count with their own SHA-256, absent values not at all.

    A column that a later schema adds leaves the digests of older rows as they are, as long as it is null in them.
    """
    values = {column.name: _canonical(row[column.name]) for column in table.c if row[column.name] is not None}
    text = json.dumps([table.name, values], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode()).digest()


def row_name(table: Table, row: Mapping[str, Any] | RowMapping, digest: bytes) -> str:
    """Return what the ledger calls a row."""
    identifier = SEALED[table.name]
    return digest.hex() if identifier is None else str(row[identifier])


def select_rows(table: Table) -> Select[Any]:
    """Return the query of a table's rows for ``row_digest``: bytes are hashed by PostgreSQL, a scan is not moved.

    ``CLIENT`` is the client's number where the row tells it or its key does.
    """
    columns = [_hashed(column) for column in table.c]
    if "client_id" in table.c:
        return select(*columns, table.c.client_id.label(CLIENT))
    if "subject" not in table.c:
        return select(*columns)
    key = client_keys.alias("key_of_row")
    return select(*columns, key.c.client_id.label(CLIENT)).outerjoin_from(table, key, key.c.subject == table.c.subject)


def in_order_of_name(table: Table) -> Select[Any]:
    """Return ``select_rows`` in order of the names that the ledger gives, byte by byte."""
    identifier, query = SEALED[table.name], select_rows(table)
    return query if identifier is None else query.order_by(cast(table.c[identifier], Text).collate("C"))


def _hashed(column: Column[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, LargeBinary):
        return func.encode(func.sha256(column), "hex").label(column.name)
    return column


def _canonical(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _canonical(each) for name, each in value.items()}
    return repr(value) if isinstance(value, float) else str(value)
