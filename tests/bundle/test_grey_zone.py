import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from limpide.bundle.grey_zone import build_abstention
from limpide.bundle.manifest import Abstention
from limpide.core.cost import CostRatio
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
