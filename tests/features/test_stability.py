"""How far two crowds lie apart, and what chance alone would say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from limpide.features.stability import align_codes, chance_index, count_ordered, draw_edges, psi

VALUES = arrays.arrays(np.float32, st.integers(1, 60), elements=st.floats(-1e6, 1e6, width=32) | st.just(np.nan))


@given(values=VALUES)
def test_nobody_drifts_from_himself(values: np.ndarray) -> None:
    assert psi(values, values) == 0


@given(one=VALUES, other=VALUES)
def test_drift_is_never_negative(one: np.ndarray, other: np.ndarray) -> None:
    assert psi(one, other) >= 0


def test_drift_sees_values_that_move_and_values_that_go_missing() -> None:
    values = np.random.default_rng(1).normal(size=4000).astype(np.float32)
    assert psi(values, values[::-1]) < 0.01
    assert psi(values, values + 1) > 0.25
    assert psi(values, np.where(np.arange(4000) % 2, values, np.float32(np.nan))) > 0.25
    codes = (np.arange(4000) % 4).astype(np.float32)
    assert psi(codes, codes * 0, categories=4) > 0.25


def test_a_rare_flag_that_becomes_common_has_drifted() -> None:
    rare = (np.arange(4000) % 20 == 0).astype(np.float32)
    common = (np.arange(4000) % 3 == 0).astype(np.float32)
    assert psi(rare, common) > 0.25
    assert psi(rare, np.roll(rare, 1)) < 0.001


@given(one=VALUES, other=VALUES)
def test_everybody_is_counted_in_one_band(one: np.ndarray, other: np.ndarray) -> None:
    edges = draw_edges(np.sort(one))
    for values in (one, other):
        counts = count_ordered(np.sort(values), edges)
        assert counts.sum() == len(values)
        assert counts[-1] == np.isnan(values).sum()


def test_chance_exceeds_its_bound_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    exceeded = 0
    for _ in range(1000):
        one, other = np.sort(random.normal(size=(2, 1500)).astype(np.float32), axis=1)
        edges = draw_edges(one)
        first, second = count_ordered(one, edges), count_ordered(other, edges)
        exceeded += psi(one, other) > chance_index(first, second, risk=0.05)
    assert 25 <= exceeded <= 80


def test_words_that_only_the_other_list_has_come_last() -> None:
    assert align_codes(("a", "b"), ("c", "b")) == (["a", "b", "c"], [2, 1])
