"""Order of identifiers of clients in PostgreSQL, that of ``core.identifiers.sort_key``."""

from typing import Any

from sqlalchemy import ColumnElement, case, func


def in_order(client_id: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """Return what to order by: numbers by value, then texts by code point (the columns have the collation "C")."""
    is_number = client_id.regexp_match("^(0|[1-9][0-9]*)$")
    return case((is_number, 0), else_=1), case((is_number, func.length(client_id)), else_=0), client_id
