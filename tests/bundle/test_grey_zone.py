import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from limpide.bundle.grey_zone import build_abstention
from limpide.bundle.manifest import Abstention
from limpide.bundle.outcomes import tabulate
from limpide.bundle.review_value import zone_difference
from limpide.core.cost import CostRatio, ReviewCost
from limpide.core.decision import GreyZone
from limpide.core.errors import InvalidInput
from limpide.models.calibration import probabilities

Vector = NDArray[np.float64]


def draw(clients: int, seed: int, *, stretch: float = 1.0) -> tuple[Vector, Vector]:
    """Return probabilities and outcomes; stretched ones are too sure of themselves."""
    random = np.random.default_rng(seed)
    margins = random.normal(-2.7, 1, clients)
    target = (random.random(clients) < probabilities(margins)).astype(np.float64)
    return probabilities(stretch * (margins + 2.7) - 2.7), target


def build(chances: Vector, target: Vector, review_cost: float = 0.85) -> Abstention:
    return build_abstention(chances, target, cost=CostRatio(), review_cost=review_cost)


def test_exact_probabilities_abstain_where_a_review_costs_less_than_the_mistake_it_saves() -> None:
    found = build(*draw(100_000, seed=1))
    assert found.zone.low == pytest.approx(0.085, abs=0.003)
    assert found.zone.high == pytest.approx(0.15, abs=0.008)


def test_with_reviews_the_portfolio_costs_less_than_without() -> None:
    found = build(*draw(100_000, seed=2))
    chances, target = draw(100_000, seed=3)
    reviewed = (chances >= found.zone.low) & (chances < found.zone.high)
    alone = np.where(chances >= 1 / 11, 1 - target, 10 * target)
    assert np.where(reviewed, 0.85, alone).mean() < alone.mean()


@pytest.mark.parametrize("stretch", [1.0, 1.4])
def test_the_promise_holds_for_new_clients_even_of_a_model_too_sure_of_itself(stretch: float) -> None:
    missed, turned_away = [], []
    for seed in range(40):
        found = build(*draw(3000, seed=seed, stretch=stretch))
        chances, target = draw(3000, seed=1000 + seed, stretch=stretch)
        missed.append((chances[target == 1] < found.zone.low).mean() - found.accepted_defaults)
        turned_away.append((chances[target == 0] >= found.zone.high).mean() - found.refused_goods)
    assert np.mean(missed) <= 0.01 and np.mean(turned_away) <= 0.01


@given(st.integers(2, 200), st.floats(0.001, 2), st.integers(0, 10_000))
def test_the_zone_holds_the_threshold_whatever_the_clients(clients: int, review_cost: float, seed: int) -> None:
    chances, target = draw(clients, seed)
    target[:2] = (0, 1)
    found = build(chances, target, review_cost)
    assert 0 <= found.zone.low <= CostRatio().threshold <= found.zone.high <= 1
    assert 0 <= found.share <= 1


def test_the_dearer_a_review_the_fewer_there_are() -> None:
    chances, target = draw(20_000, seed=4)
    shares = [build(chances, target, cost).share for cost in (0.5, 0.7, 0.85, 0.9, 0.95)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 0


def test_a_free_review_leaves_every_decision_to_a_person_and_a_negative_cost_is_refused() -> None:
    chances, target = draw(1000, seed=5)
    assert build(chances, target, 0).share == 1
    with pytest.raises(InvalidInput, match="cannot cost -1"):
        build(chances, target, -1)


def test_one_score_for_everybody_is_decided_by_the_threshold() -> None:
    target = np.zeros(100)
    target[:8] = 1
    found = build(np.full(100, 0.08), target)
    assert found.share == 0


COSTS = st.floats(0.5, 50).map(lambda ratio: CostRatio(missed_default=ratio))
SHARES = st.floats(0, 1.1)  # of what a review can save at most


def draw_both(clients: int, seed: int, stretch: float) -> tuple[Vector, Vector]:
    """Return probabilities, right or too sure or unsure of themselves, and outcomes, with both of these."""
    chances, target = draw(clients, seed, stretch=stretch)
    target[:2] = (0, 1)
    return chances, target


@given(COSTS, SHARES, st.floats(0, 1), st.integers(2, 3000), st.integers(0, 10_000), st.floats(0.5, 2))
def test_out_of_fold_a_zone_never_costs_more_than_none(
    cost: CostRatio, share: float, error: float, clients: int, seed: int, stretch: float
) -> None:
    chances, target = draw_both(clients, seed, stretch)
    review = ReviewCost(share * cost.at_break_even, error)
    found = build_abstention(chances, target, cost=cost, review_cost=review.cost, reviewer_error=error)
    zone = found.zone
    assert zone_difference(tabulate(chances, target), zone, cost=cost, review=review).value <= 1e-12
    if not review.pays(cost):
        assert zone == GreyZone(cost.threshold, cost.threshold)


@given(COSTS, SHARES, SHARES, st.floats(0, 0.5), st.integers(2, 3000), st.integers(0, 10_000), st.floats(0.5, 2))
def test_a_dearer_review_never_has_a_wider_zone(
    cost: CostRatio, one: float, other: float, error: float, clients: int, seed: int, stretch: float
) -> None:
    chances, target = draw_both(clients, seed, stretch)
    cheaper, dearer = (
        build_abstention(chances, target, cost=cost, review_cost=share * cost.at_break_even, reviewer_error=error).zone
        for share in sorted((one, other))
    )
    assert cheaper.low <= dearer.low <= cost.threshold <= dearer.high <= cheaper.high


def test_a_reviewer_who_is_always_wrong_leaves_no_zone() -> None:
    found = build_abstention(*draw(20_000, seed=6), cost=CostRatio(), review_cost=0, reviewer_error=1)
    assert found.share == 0 and found.zone == GreyZone(1 / 11, 1 / 11)
    assert found.break_even_error == 0.5


def test_what_a_zone_is_worth_by_error_is_what_new_clients_meet() -> None:
    found = build_abstention(*draw(100_000, seed=7), cost=CostRatio(), review_cost=0.5, reviewer_error=0.2)
    random = np.random.default_rng(9)
    chances, target = draw(400_000, seed=8)
    alone = np.where(chances >= 1 / 11, 1 - target, 10 * target)
    reviewed = (chances >= found.zone.low) & (chances < found.zone.high)
    for each in found.by_error:
        wrong = random.random(len(chances)) < each.error
        paid = np.where(reviewed, 0.5 + wrong * np.where(target == 1, 10, 1), alone)
        assert (paid - alone).mean() == pytest.approx(each.difference.value, abs=0.005)
        assert each.difference.low < each.difference.value < each.difference.high


def test_at_the_break_even_error_a_zone_is_worth_nothing() -> None:
    chances, target = draw(50_000, seed=10)
    found = build_abstention(chances, target, cost=CostRatio(), review_cost=0.5, reviewer_error=0.2)
    assert found.break_even_error is not None and found.break_even_error >= 0.2
    at = ReviewCost(0.5, found.break_even_error)
    worth = zone_difference(tabulate(chances, target), found.zone, cost=CostRatio(), review=at)
    assert worth.value == pytest.approx(0, abs=1e-12)
    assert [each.error for each in found.by_error] == [0, 0.02, 0.05, 0.1, 0.2]


@pytest.mark.parametrize("stretch", [1.0, 1.4])
def test_the_promise_holds_for_new_clients_with_reviewers_who_err_and_without_a_zone(stretch: float) -> None:
    for review_cost in (0.5, 0.6):  # the second is more than reviews with this error can save
        missed, turned_away = [], []
        for seed in range(40):
            chances, target = draw(3000, seed=seed, stretch=stretch)
            found = build_abstention(chances, target, cost=CostRatio(), review_cost=review_cost, reviewer_error=0.2)
            chances, target = draw(3000, seed=1000 + seed, stretch=stretch)
            missed.append((chances[target == 1] < found.zone.low).mean() - found.accepted_defaults)
            turned_away.append((chances[target == 0] >= found.zone.high).mean() - found.refused_goods)
        assert np.mean(missed) <= 0.01 and np.mean(turned_away) <= 0.01
