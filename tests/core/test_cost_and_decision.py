import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from limpide.core.cost import CostRatio
from limpide.core.decision import Decision, GreyZone, decide

COSTS = st.floats(0.01, 1000)
CHANCES = st.floats(0, 1)


@given(COSTS, COSTS, CHANCES)
def test_the_verdict_is_never_the_dearer_choice(missed: float, refused: float, probability: float) -> None:
    cost = CostRatio(missed, refused)
    expected_if_accepted = cost.total(missed_defaults=probability, refused_goods=0)
    expected_if_refused = cost.total(missed_defaults=0, refused_goods=1 - probability)
    chosen = {Decision.ACCEPTED: expected_if_accepted, Decision.REFUSED: expected_if_refused}
    verdict = decide(probability, threshold=cost.threshold, grey_zone=GreyZone(cost.threshold, cost.threshold))
    assert chosen[verdict] <= min(chosen.values()) + 1e-9 * (missed + refused)


@given(CHANCES, CHANCES, CHANCES, CHANCES)
def test_a_person_decides_in_the_grey_zone_and_nowhere_else(one: float, other: float, at: float, chance: float) -> None:
    low, high = sorted((one, other))
    assume(low <= at <= high)
    verdict = decide(chance, threshold=at, grey_zone=GreyZone(low, high))
    expected = Decision.ACCEPTED if chance < low else Decision.REVIEW if chance < high else Decision.REFUSED
    assert verdict is expected


def test_ten_to_one_refuses_from_one_in_eleven() -> None:
    assert CostRatio().threshold == pytest.approx(1 / 11)


def test_a_cost_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        CostRatio(0, 1)


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.1), (-0.1, 0.1), (0.1, 1.1), (float("nan"), 0.5)])
def test_a_grey_zone_lies_between_two_probabilities(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="grey zone"):
        GreyZone(low, high)
