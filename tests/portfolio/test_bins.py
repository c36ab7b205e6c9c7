"""Bins and bounds that show nobody: round edges, small counts merged, filters on a grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.portfolio.bins import merge_small, round_edges
from limpide.portfolio.groups import Filter, is_on_grid

counts = st.lists(st.integers(0, 30), min_size=1, max_size=40)


@given(counts, st.booleans())
def test_merging_keeps_every_bin_once_and_leaves_no_small_count(found: list[int], ordered: bool) -> None:
    merged = merge_small(found, ordered=ordered)
    assert sorted(place for places in merged for place in places) == list(range(len(found)))
    sums = [sum(found[place] for place in places) for places in merged]
    assert sum(sums) == sum(found)
    if sum(found) >= 10:
        assert not any(0 < each < 10 for each in sums)
    if ordered:
        assert [place for places in merged for place in places] == list(range(len(found)))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 100))
def test_edges_are_round_cover_the_values_and_are_not_too_many(low: float, width: float, bins: int) -> None:
    edges = round_edges(low, low + width, bins=bins)
    step = edges[1] - edges[0]
    assert 1 <= len(edges) - 1 <= bins
    assert edges[0] <= low + 1e-6 * step and edges[-1] >= low + width - 1e-6 * step
    mantissa = step / 10 ** np.floor(np.log10(step) + 1e-9)
    assert min(abs(mantissa - nice) for nice in (1, 2, 2.5, 5, 10)) < 1e-4


@pytest.mark.parametrize(
    ("kept", "fits"),
    [
        (Filter(), True),
        (Filter(age_min=30, age_max=45), True),
        (Filter(age_min=31), False),
        (Filter(income_min=0, income_max=150_000), True),
        (Filter(income_max=7), True),
        (Filter(income_max=160_000), False),
        (Filter(income_min=99_999.99), False),
    ],
)
def test_bounds_of_a_filter_lie_on_a_grid(kept: Filter, fits: bool) -> None:
    assert is_on_grid(kept) == fits
