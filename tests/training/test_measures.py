import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics

from limpide.core.cost import CostRatio
from limpide.models.ranking import expected_calibration_error, rank

Vector = NDArray[np.float64]


@st.composite
def scored(draw: st.DrawFn) -> tuple[Vector, Vector, Vector]:
    """Return scores with ties, outcomes of both kinds, and whole weights that leave both kinds in."""
    clients = draw(st.integers(4, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    score = random.integers(1, draw(st.integers(2, 40)), clients) / 40
    target = (random.random(clients) < score).astype(np.float64)
    target[:2] = [0, 1]
    weights = random.integers(0, 4, clients).astype(np.float64)
    weights[:2] += 1
    return score, target, weights


@given(scored())
def test_measures_agree_with_scikit_learn_on_scores_with_ties_and_weights(
    drawn: tuple[Vector, Vector, Vector],
) -> None:
    score, target, weights = drawn
    outcomes = rank(score, target).outcomes(weights)
    assert outcomes.auc() == pytest.approx(metrics.roc_auc_score(target, score, sample_weight=weights))
    assert outcomes.average_precision() == pytest.approx(
        metrics.average_precision_score(target, score, sample_weight=weights)
    )
    false_rate, true_rate, _ = metrics.roc_curve(target, score, sample_weight=weights, drop_intermediate=False)
    assert outcomes.ks() == pytest.approx(np.abs(true_rate - false_rate).max())


@given(scored())
def test_costs_are_those_of_refusing_from_each_score_on(drawn: tuple[Vector, Vector, Vector]) -> None:
    score, target, weights = drawn
    cost = CostRatio(missed_default=7, refused_good=2)
    ranking = rank(score, target)
    costs = ranking.outcomes(weights).costs(cost)
    thresholds = [np.inf, *ranking.score[ranking.ends]]
    for threshold, found in zip(thresholds, costs, strict=True):
        refused = score >= threshold
        expected = cost.total(
            missed_defaults=float(weights[~refused & (target == 1)].sum()),
            refused_goods=float(weights[refused & (target == 0)].sum()),
        )
        assert found == pytest.approx(expected / weights.sum())


@given(scored())
def test_counting_a_client_twice_is_having_it_twice(drawn: tuple[Vector, Vector, Vector]) -> None:
    score, target, weights = drawn
    times = weights.astype(int)
    repeated = rank(np.repeat(score, times), np.repeat(target, times)).outcomes(np.ones(times.sum()))
    outcomes = rank(score, target).outcomes(weights)
    assert outcomes.auc() == pytest.approx(repeated.auc())
    assert outcomes.ks() == pytest.approx(repeated.ks())


def test_calibration_error_is_the_mean_distance_in_groups_of_equal_size() -> None:
    random = np.random.default_rng(1)
    score = random.random(1500)
    target = (random.random(1500) < score**2).astype(np.float64)
    groups = np.array_split(np.argsort(-score), 15)
    expected = np.mean([abs(score[group].mean() - target[group].mean()) for group in groups])
    assert expected_calibration_error(rank(score, target), np.ones(1500)) == pytest.approx(expected)


def test_clients_who_all_get_the_default_rate_are_calibrated() -> None:
    target = np.repeat([0.0, 1.0], [900, 100])
    assert expected_calibration_error(rank(np.full(1000, 0.1), target), np.ones(1000)) < 1e-12
