"""What holds for every feature of every history table, on synthetic clients."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from histories import Frames, compute, schema_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limpide.features.catalogue import HISTORIES
from limpide.features.feature import History
from limpide.sources.home_credit import open_tables
from limpide.sources.synthetic.generator import synthesise
from limpide.sources.tables import TABLES

_TIME = {
    "bureau": "DAYS_CREDIT",
    "bureau_balance": "MONTHS_BALANCE",
    "previous": "DAYS_DECISION",
    "pos": "MONTHS_BALANCE",
    "card": "MONTHS_BALANCE",
    "installments": "DAYS_INSTALMENT",
}
each_history = pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.source)


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    folder = tmp_path_factory.mktemp("laws") / "tables"
    synthesise(folder, clients=120, seed=3)
    connection = ibis.duckdb.connect()
    with open_tables(folder, connection) as tables:
        read: Frames = {name: getattr(tables, name).to_pyarrow().cast(schema_of(name)) for name in TABLES}
    connection.disconnect()
    return read


@pytest.fixture(scope="module")
def expected(frames: Frames) -> dict[str, pa.Table]:
    return {history.source: compute(history, frames) for history in HISTORIES}


@pytest.mark.slow
@each_history
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_nothing_to_the_last_bit(
    history: History, frames: Frames, expected: dict[str, pa.Table], seed: int
) -> None:
    order = np.random.default_rng(seed)
    shuffled = {name: rows.take(pa.array(order.permutation(rows.num_rows))) for name, rows in frames.items()}
    assert compute(history, shuffled).equals(expected[history.source])


@each_history
def test_a_client_alone_has_the_same_features_as_among_the_others(
    history: History, frames: Frames, expected: dict[str, pa.Table]
) -> None:
    everybody = expected[history.source]
    client = everybody["client_id"][everybody.num_rows // 2].as_py()
    own = {name: of_client(rows, client) for name, rows in frames.items()}
    alone = compute(history, own)
    assert alone.equals(of_client(everybody, client).combine_chunks())


@each_history
def test_what_happens_after_the_application_changes_nothing(
    history: History, frames: Frames, expected: dict[str, pa.Table]
) -> None:
    later = {name: pa.concat_tables([rows, in_the_future(name, rows)]) for name, rows in frames.items()}
    assert compute(history, later).equals(expected[history.source])


@each_history
def test_no_value_is_infinite(history: History, expected: dict[str, pa.Table]) -> None:
    for name, column in zip(expected[history.source].column_names, expected[history.source].columns, strict=True):
        if pa.types.is_floating(column.type):
            assert pc.all(pc.is_finite(column.drop_null())).as_py() is not False, name


@each_history
def test_most_features_are_known_for_some_clients_and_differ_between_them(
    history: History, expected: dict[str, pa.Table]
) -> None:
    found = expected[history.source]
    varied = [name for name in found.column_names if pc.count_distinct(found[name]).as_py() > 1]
    assert len(varied) >= 0.85 * len(found.column_names)


def of_client(rows: pa.Table, client: int) -> pa.Table:
    if "client_id" not in rows.column_names:
        return rows
    return rows.filter(pc.equal(rows["client_id"], client))


def in_the_future(name: str, rows: pa.Table) -> pa.Table:
    """The same rows, dated one day or month after the application; no application in the future is invented."""
    if name not in _TIME:
        return rows.slice(0, 0)
    position = rows.schema.get_field_index(_TIME[name])
    ones: Any = pa.array(np.ones(rows.num_rows, dtype=np.int64))
    return rows.set_column(position, rows.schema.field(position), ones)


def test_the_tables_used_here_are_all_there_are(frames: Frames) -> None:
    assert set(_TIME) | {"application"} == set(TABLES)
    assert all(rows.num_rows for rows in frames.values())


def test_a_missing_table_gives_no_rows(frames: Frames) -> None:
    only = {"application": frames["application"]}
    assert all(compute(history, only).num_rows == 0 for history in HISTORIES)
