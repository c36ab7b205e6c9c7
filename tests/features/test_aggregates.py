"""What the aggregates of history features mean, on numbers that a reader can check."""

import math
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import _

from limpide.features.aggregates import decayed, mean, spread, trend
from limpide.features.measures import Aggregate, last
from limpide.features.rows import ranked, recency

SCHEMA = pa.schema([("client_id", pa.int64()), ("key", pa.int64()), ("day", pa.int64()), ("value", pa.float64())])
Row = tuple[int, float | None]


def of(aggregate: Aggregate, rows: list[Row], where: Any = None) -> float | None:
    table = pa.Table.from_pylist(
        [{"client_id": 1, "key": key, "day": day, "value": value} for key, (day, value) in enumerate(rows)], SCHEMA
    )
    prepared = ranked(ibis.memtable(table).mutate(recency=recency(_.day, _.key)))
    connection = ibis.duckdb.connect()
    found = connection.to_pyarrow(prepared.group_by("client_id").aggregate(found=aggregate(where)))
    connection.disconnect()
    value: float | None = found["found"][0].as_py()
    return value


def test_a_trend_is_the_slope_of_the_line_through_the_values() -> None:
    assert of(trend(_.value, _.day, steps=1024), [(-30, 10.0), (-20, 30.0), (-10, 50.0)]) == 2.0
    assert of(trend(_.value, _.day, steps=1024), [(-3, 9.0), (-2, None), (-1, 5.0)]) == -2.0


def test_a_trend_needs_two_different_times() -> None:
    assert of(trend(_.value, _.day, steps=1), [(-3, 9.0)]) is None
    assert of(trend(_.value, _.day, steps=1), [(-3, 9.0), (-3, 1.0)]) is None


def test_large_equal_values_have_no_trend_and_no_spread() -> None:
    rows: list[Row] = [(-day, 1_000_000.0) for day in range(1, 400)]
    assert of(trend(_.value, _.day, steps=1024), rows) == 0
    assert of(spread(_.value, steps=1), rows) == 0


def test_a_spread_is_the_standard_deviation_of_a_sample() -> None:
    assert of(spread(_.value, steps=1), [(-1, 2.0), (-2, 4.0), (-3, None)]) == pytest.approx(math.sqrt(2))
    assert of(spread(_.value, steps=1), [(-1, 2.0)]) is None


def test_a_row_of_half_age_counts_half() -> None:
    assert of(decayed(_.value, -_.day, half=365, steps=1024), [(0, 30.0), (-365, 60.0)]) == 40.0


def test_the_last_rows_are_the_most_recent_ones_and_an_unknown_date_is_older_than_any() -> None:
    rows: list[Row] = [(-30, 1.0), (-10, 2.0), (-20, 4.0)]
    assert of(mean(_.value), rows, last(2, "", "").rows) == 3.0
    assert of(mean(_.value), rows, last(9, "", "").rows) == pytest.approx(7 / 3)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(-3000, 0), st.floats(-1e4, 1e4)), min_size=2, max_size=40), st.randoms())
def test_the_order_of_rows_does_not_change_the_last_bit(rows: list[Row], chance: Any) -> None:
    measures = (trend(_.value, _.day, steps=1024), spread(_.value, steps=1), decayed(_.value, -_.day, half=90, steps=8))
    shuffled = chance.sample(rows, len(rows))
    for measure in measures:
        found = of(measure, rows)
        assert found == of(measure, shuffled)
        assert found is None or np.isfinite(found)
