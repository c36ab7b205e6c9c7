"""The features of one client with hand-made rows, each computed when a test asks for it."""

from functools import cache
from typing import Any

import ibis
from histories import APPLICATIONS, Question, Rows, table_of

from limpide.features.assemble import aggregate_rows
from limpide.features.catalogue import HISTORIES
from limpide.features.feature import History

# More features in one query than this take longer to plan than to compute.
_AT_ONCE = 40


@cache
def _prepared(source: str) -> Question:
    [history] = [each for each in HISTORIES if each.source == source]
    return Question(history.prepare)


class OneClient:
    """Client 1 of one history table: ``client["name"]`` is a feature, ``client.features`` are all of them."""

    def __init__(self, history: History, rows: Rows, **others: Rows) -> None:
        self._connection = ibis.duckdb.connect()
        tables = {history.source: rows, **others}
        frames = {"application": APPLICATIONS} | {name: table_of(name, found) for name, found in tables.items()}
        question = _prepared(history.source)
        question.lay_out(self._connection.con, frames)
        self._connection.raw_sql(f"CREATE TABLE rows AS {question.sql}")
        prepared = self._connection.table("rows")
        self._parts = [(prepared, history.features)]
        self._parts += [(self._kept(part.name, part.prepare(prepared)), part.features) for part in history.parts]

    def __getitem__(self, name: str) -> Any:
        """Compute one feature; the client must have rows."""
        rows, feature = next((rows, each) for rows, found in self._parts for each in found if each.name == name)
        return aggregate_rows(rows, [feature]).filter(ibis._.client_id == 1).to_pyarrow()[name].to_pylist()[0]

    @property
    def features(self) -> dict[str, Any]:
        """Compute every feature; none without rows."""
        found: dict[str, Any] = {}
        for rows, features in self._parts:
            for start in range(0, len(features), _AT_ONCE):
                some = features[start : start + _AT_ONCE]
                for row in aggregate_rows(rows, some).filter(ibis._.client_id == 1).to_pyarrow().to_pylist():
                    found |= row
        return found

    def _kept(self, name: str, table: Any) -> Any:
        return self._connection.create_table(name, table)
