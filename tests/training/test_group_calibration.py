import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.training.group_calibration import calibration_z, holm, two_sided_p_value

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(P_VALUES)
def test_an_adjusted_p_value_lies_between_the_raw_one_and_bonferronis(p_values: list[float]) -> None:
    for raw, adjusted in zip(p_values, holm(p_values), strict=True):
        assert raw <= adjusted <= min(1.0, len(p_values) * raw) or adjusted == pytest.approx(min(1.0, raw))


@given(P_VALUES)
def test_the_order_of_p_values_stays(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(np.array(adjusted)[order]) >= 0)


def test_a_family_of_true_hypotheses_gives_a_false_alarm_once_in_twenty() -> None:
    random = np.random.default_rng(1)
    alarms = 0
    for _ in range(400):
        tested = []
        for _ in range(13):
            chances = random.uniform(0.02, 0.3, 500)
            target = (random.random(500) < chances).astype(np.float64)
            tested.append(two_sided_p_value(calibration_z(chances, target)))
        alarms += min(holm(tested)) < 0.05
    assert alarms / 400 < 0.09


def test_probabilities_that_are_too_low_for_a_group_show() -> None:
    random = np.random.default_rng(2)
    chances = random.uniform(0.02, 0.2, 4000)
    target = (random.random(4000) < 1.4 * chances).astype(np.float64)
    assert calibration_z(chances, target) > 4
