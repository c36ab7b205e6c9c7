"""Hand-made rows of the lender's tables, and the features that follow from them."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from limpide.features.assemble import aggregate
from limpide.features.feature import History
from limpide.sources.home_credit import Tables, build_tables
from limpide.sources.tables import TABLES

Rows = Sequence[Mapping[str, Any]]
_TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}


def table_of(name: str, rows: Rows) -> pa.Table:
    """Give rows the contract's columns; those not given are missing."""
    columns = TABLES[name].columns
    schema = pa.schema([(column.renamed, _TYPES[column.type]) for column in columns])
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def features_of(history: History, **tables: Rows) -> dict[int, dict[str, Any]]:
    """Return each client's features by client and name."""
    frames = {name: table_of(name, rows) for name, rows in tables.items()}
    found = compute(history, build_tables(ibis.duckdb.connect(), {"application": APPLICATIONS, **frames}))
    return {row.pop("client_id"): row for row in found.to_pylist()}


def compute(history: History, tables: Tables) -> pa.Table:
    """Run one history's features on DuckDB, in order of client."""
    connection = ibis.duckdb.connect()
    try:
        found: pa.Table = connection.to_pyarrow(aggregate(history, tables).order_by("client_id"))
    finally:
        connection.disconnect()
    return found


APPLICATIONS = table_of("application", [{"client_id": 1}, {"client_id": 2}])
