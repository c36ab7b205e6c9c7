import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.cost import CostRatio
from limpide.core.decision import Decision, decide

COSTS = st.floats(0.01, 1000)


@given(COSTS, COSTS, st.floats(0, 1))
def test_the_verdict_is_never_the_dearer_choice(missed: float, refused: float, probability: float) -> None:
    cost = CostRatio(missed, refused)
    expected_if_accepted = cost.total(missed_defaults=probability, refused_goods=0)
    expected_if_refused = cost.total(missed_defaults=0, refused_goods=1 - probability)
    chosen = {Decision.ACCEPTED: expected_if_accepted, Decision.REFUSED: expected_if_refused}
    verdict = decide(probability, threshold=cost.threshold)
    assert chosen[verdict] <= min(chosen.values()) + 1e-9 * (missed + refused)


def test_ten_to_one_refuses_from_one_in_eleven() -> None:
    assert CostRatio().threshold == pytest.approx(1 / 11)


def test_a_cost_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        CostRatio(0, 1)
