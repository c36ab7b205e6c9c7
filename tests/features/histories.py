"""Hand-made rows of the lender's tables, and the features that follow from them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from limpide.features.assemble import aggregate
from limpide.features.catalogue import HISTORIES
from limpide.features.feature import History
from limpide.sources.home_credit import Tables, build_tables
from limpide.sources.tables import TABLES

Rows = Sequence[Mapping[str, Any]]
Frames = Mapping[str, pa.Table]
_TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}


def schema_of(name: str) -> pa.Schema:
    """The contract's columns of a table."""
    return pa.schema([(column.renamed, _TYPES[column.type]) for column in TABLES[name].columns])


def table_of(name: str, rows: Rows) -> pa.Table:
    """Give rows the contract's columns; those not given are missing."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema_of(name))


class Question:
    """What Ibis makes of an expression on the lender's tables: made once, which is slow, and asked of any rows."""

    def __init__(self, build: Callable[[Tables], Any]) -> None:
        tables = build_tables(ibis.duckdb.connect(), {name: schema_of(name).empty_table() for name in TABLES})
        expression = build(tables)
        self.sql = str(ibis.to_sql(expression, dialect="duckdb"))
        self._views = {name: getattr(tables, name).op().name for name in TABLES}

    def lay_out(self, connection: duckdb.DuckDBPyConnection, frames: Frames) -> None:
        """Put rows (with the contract's columns) where the SQL looks for them; tables not given are empty."""
        for name, view in self._views.items():
            connection.register(view, frames.get(name, schema_of(name).empty_table()))


@cache
def _aggregated(source: str) -> Question:
    [history] = [each for each in HISTORIES if each.source == source]
    return Question(lambda tables: aggregate(history, tables).order_by("client_id"))


def compute(history: History, frames: Frames) -> pa.Table:
    """Run one history's features on DuckDB, in order of client."""
    question = _aggregated(history.source)
    with duckdb.connect() as connection:
        question.lay_out(connection, frames)
        return connection.sql(question.sql).to_arrow_table()


APPLICATIONS = table_of("application", [{"client_id": 1}, {"client_id": 2}])
