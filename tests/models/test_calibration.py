import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.models.calibration import Calibration, fit_platt, probabilities


def test_platt_finds_the_map_that_drew_the_outcomes() -> None:
    random = np.random.default_rng(1)
    margins = random.normal(3, 2, 200_000)
    target = (random.random(len(margins)) < probabilities(0.5 * margins - 4)).astype(np.float64)
    found = fit_platt(margins, target)
    assert found.slope == pytest.approx(0.5, abs=0.02)
    assert found.intercept == pytest.approx(-4, abs=0.08)


@given(
    slope=st.floats(0.01, 10),
    intercept=st.floats(-5, 5),
    contributions=st.lists(st.floats(-10, 10), min_size=2, max_size=8),
)
def test_calibrated_contributions_still_sum_to_the_calibrated_margin(
    slope: float, intercept: float, contributions: list[float]
) -> None:
    calibration = Calibration(slope, intercept)
    row = np.array([contributions])
    calibrated = calibration.apply_to_contributions(row)
    np.testing.assert_allclose(calibrated.sum(axis=1), calibration.apply(row.sum(axis=1)), atol=1e-9)
    assert row.tolist() == [contributions]


def test_the_mean_probability_is_the_default_rate() -> None:
    random = np.random.default_rng(2)
    margins = random.normal(0, 3, 5000)
    target = (random.random(5000) < 0.3 * probabilities(margins)).astype(np.float64)
    calibrated = probabilities(fit_platt(margins, target).apply(margins))
    assert calibrated.mean() == pytest.approx(target.mean(), abs=1e-3)


@pytest.mark.parametrize("sign", [0.0, -1.0])
def test_margins_that_do_not_rank_give_everybody_the_default_rate(sign: float) -> None:
    target = np.repeat([0.0, 1.0], [90, 10])
    calibration = fit_platt(sign * target, target)
    assert calibration.slope == 0
    assert probabilities(calibration.apply(np.zeros(1)))[0] == pytest.approx(0.1, abs=0.02)


def test_a_perfect_separation_stays_finite() -> None:
    target = np.repeat([0.0, 1.0], 500)
    calibrated = fit_platt(target * 20 - 10, target).apply(np.array([-10.0, 10.0]))
    assert np.abs(calibrated).max() < 20


def test_extreme_margins_are_probabilities_without_a_warning() -> None:
    assert probabilities(np.array([-1e4, 1e4])).tolist() == [0, 1]
