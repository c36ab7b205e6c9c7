"""What callers without cases may see: no two published windows differ by a group of one to nine clients."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from limpide.contract import Group
from limpide.portfolio.disclosure import AGE_BOUNDS, cut_bands, rounded
from limpide.portfolio.groups import Filter
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.views import Subject

GROUPS = (Group.ALL, Group.ACCEPTED, Group.REVIEW, Group.REFUSED, Group.REPAID, Group.DEFAULTED)


@given(
    st.lists(st.tuples(st.floats(15, 95) | st.just(float("nan")), st.integers(0, 2), st.integers(0, 2)), max_size=400),
    st.integers(1, 12),
)
def test_sums_and_differences_of_windows_hold_nobody_or_ten(rows: list[tuple[float, int, int]], times: int) -> None:
    rows = rows * times
    values = np.array([age for age, *_ in rows], dtype=np.float32)
    classes = [np.array([row[place] for row in rows], dtype=np.intp) for place in (1, 2)]
    bands = cut_bands(values, AGE_BOUNDS, classes)
    assert bands.code.min(initial=0) >= 0 and bands.code.max(initial=0) <= len(bands.cuts)
    for band in range(len(bands.cuts) + 1):  # every window is a union of these, and so is every sum or difference
        for each in classes:
            counts = np.bincount(each[bands.code == band], minlength=3)
            whole = np.bincount(each, minlength=3)
            assert not ((counts > 0) & (counts < 10) & (counts < whole)).any()


def _windows(portfolio: Portfolio) -> list[Filter]:
    """Every filter that a caller without cases may name."""
    published = portfolio.views.groups.published
    found = [Filter(published=True)]
    for attribute in ("age", "income"):
        bounds = [None, *published.bands[attribute].cuts]
        for low, high in product(bounds, bounds):
            if low is not None and high is not None and low >= high:
                continue
            is_age = attribute == "age"
            ages, incomes = ((low, high), (None, None)) if is_age else ((None, None), (low, high))
            found.append(Filter(*ages, *incomes, published=True))
    found += [Filter(gender=word, published=True) for word in "FM"]
    return [kept for kept in dict.fromkeys(found) if portfolio.views.groups.is_published(kept)]


def _members(portfolio: Portfolio, group: Group, kept: Filter) -> NDArray[np.bool_]:
    mask = portfolio.views.groups.members(group, kept, ())
    return np.ones(portfolio.clients, dtype=np.bool_) if mask is None else mask


def test_subtracting_every_pair_of_published_windows_leaves_no_group_under_ten(portfolio: Portfolio) -> None:
    windows = _windows(portfolio)
    assert len(windows) > 10
    for group in GROUPS:
        whole = _members(portfolio, group, Filter(published=True))
        if whole.sum() < 10:
            continue
        members = np.array([_members(portfolio, group, kept) for kept in windows], dtype=np.int32)
        common = members @ members.T
        only = members.sum(axis=1)[:, None] - common  # in the one and not in the other
        nested = only.T == 0
        assert not (nested & (only > 0) & (only < 10)).any(), group


def test_published_counts_are_multiples_of_ten_and_so_are_their_differences(portfolio: Portfolio) -> None:
    windows = _windows(portfolio)
    for name in ("income", "children", "external_score_1"):
        told = []
        for kept in windows:
            (one,) = portfolio.views.distribution(
                name, (Group.DEFAULTED,), bins=30, kept=kept, subject=Subject(), language="en"
            ).groups
            counts = np.zeros(100, dtype=np.int64)
            for places, count in zip(one.bins or (), one.counts or (), strict=True):
                counts[places[0]] = count
            told.append(counts)
            assert sum(one.counts or ()) + (one.missing or 0) == (one.clients or 0)
        differences = [np.abs(one - other) for one, other in combinations(told, 2)]
        assert not any(((each > 0) & (each < 10)).any() for each in differences)


def test_rates_of_published_cells_are_told_of_everybody_only(portfolio: Portfolio) -> None:
    def pairs(group: Group, kept: Filter) -> list[float | None]:
        found = portfolio.views.pairs(
            "age", "income", group, bins=20, kept=kept, subject=Subject(), language="en"
        )  # fmt: skip
        assert all(cell.clients % 10 == 0 and cell.known_outcomes % 10 == 0 for cell in found.cells)
        return [cell.default_rate for cell in found.cells]

    assert any(rate is not None for rate in pairs(Group.ALL, Filter(published=True)))
    assert set(pairs(Group.ACCEPTED, Filter(published=True))) == {None}
    assert set(pairs(Group.ALL, Filter(gender="F", published=True))) <= {None}


def test_a_window_that_is_not_published_is_not_counted(portfolio: Portfolio) -> None:
    groups = portfolio.views.groups
    cut = groups.published.bands["age"].cuts[0]
    for kept in (
        Filter(age_min=cut + 1, published=True),
        Filter(age_min=cut, gender="F", published=True),
        Filter(age_min=cut, income_max=1e5, published=True),
    ):
        assert not groups.is_published(kept)
    with pytest.raises(ValueError, match="published"):
        groups.members(Group.ALL, Filter(age_min=cut + 1, published=True), ())


@given(st.integers(0, 10**7))
def test_rounding_is_to_the_nearest_ten(count: int) -> None:
    assert rounded(count) % 10 == 0 and abs(rounded(count) - count) <= 5
