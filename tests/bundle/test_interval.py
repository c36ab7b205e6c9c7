import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.bundle.interval import ComparableRates, build_comparables
from limpide.models.calibration import probabilities


def draw(clients: int, seed: int) -> tuple["np.ndarray[tuple[int], np.dtype[np.float64]]", ...]:
    random = np.random.default_rng(seed)
    margins = random.normal(-2.5, 1, clients)
    return margins, (random.random(clients) < probabilities(margins)).astype(np.float64)


RATES = ComparableRates.of(build_comparables(*draw(20_000, seed=1)))


@given(st.floats(-30, 30))
def test_the_interval_holds_the_probability_and_lies_between_0_and_1(margin: float) -> None:
    low, high = RATES.interval(margin)
    assert 0 <= low <= probabilities(np.array([margin]))[0] <= high <= 1


def test_the_interval_is_about_the_rate_observed_among_the_closest_clients() -> None:
    margins, target = draw(20_000, seed=1)
    order = np.argsort(np.abs(margins + 2.0))[:400]
    low, high = RATES.interval(-2.0)
    assert low < target[order].mean() < high
    assert 0.03 < high - low < 0.09


def test_nine_intervals_in_ten_hold_the_true_rate() -> None:
    """Without the widening: the table's own intervals, on well-calibrated scores of fresh draws."""
    held = []
    for seed in range(30):
        table = build_comparables(*draw(10_000, seed=seed))
        truth = probabilities(np.array(table.margin))[5:-5]  # at the ends a window is wider than a point
        held.append((np.array(table.low)[5:-5] <= truth) & (truth <= np.array(table.high)[5:-5]))
    assert 0.85 < float(np.mean(held)) < 0.95


@pytest.mark.parametrize("clients", [10, 200, 201, 60_000])
def test_any_number_of_clients_makes_a_table(clients: int) -> None:
    table = build_comparables(*draw(clients, seed=3))
    assert table.neighbours == min(clients, 1000, max(200, clients // 50))
    assert len(table.margin) == len(table.low) == len(table.high)
    assert all(np.diff(table.margin) > 0)


def test_clients_who_all_score_the_same_make_one_interval() -> None:
    _, target = draw(3000, seed=4)
    table = build_comparables(np.full(3000, -2.0), target)
    low, high = ComparableRates.of(table).interval(-2.0)
    assert len(table.margin) == 1
    assert 0 < low < high < 1
