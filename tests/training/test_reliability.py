import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from limpide.models.calibration import probabilities
from limpide.training.calibrators import Way, calibrate_by, fit_calibrator
from limpide.training.reliability import build_bins, build_curve, compare_calibrations

Vector = NDArray[np.float64]
WAYS: tuple[Way, ...] = ("platt", "beta", "isotonic")


def draw(clients: int, seed: int) -> tuple[Vector, Vector, NDArray[np.intp]]:
    """Return margins that are too sure of themselves, outcomes and folds."""
    random = np.random.default_rng(seed)
    margins = random.normal(-2.5, 1, clients)
    target = (random.random(clients) < probabilities(margins)).astype(np.float64)
    return 2 * margins + 1, target, np.arange(clients) % 5


@pytest.mark.parametrize("way", WAYS)
def test_every_way_undoes_a_stretch(way: Way) -> None:
    margins, target, _ = draw(40_000, seed=1)
    fitted = fit_calibrator(way, margins, target)
    at = np.array([-9.0, -4.0, 1.0])
    np.testing.assert_allclose(fitted(at), probabilities((at - 1) / 2), atol=0.03)


@pytest.mark.parametrize("way", WAYS)
def test_no_client_helps_to_calibrate_itself(way: Way) -> None:
    margins, target, fold = draw(1000, seed=2)
    turned = np.where(fold == 3, 1 - target, target)
    before, after = (calibrate_by(way, margins, each, fold) for each in (target, turned))
    assert (before[fold == 3] == after[fold == 3]).all()


@pytest.mark.parametrize("way", WAYS)
def test_probabilities_rise_with_the_margin_and_are_never_certain(way: Way) -> None:
    margins, target, _ = draw(500, seed=3)
    chances = fit_calibrator(way, margins, target)(np.linspace(-30, 30, 200))
    assert (np.diff(chances) >= -1e-12).all()
    assert (chances > 0).all() and (way != "isotonic" or (chances < 1).all())


def test_margins_that_rank_backwards_give_everybody_the_rate_under_beta() -> None:
    margins, target, _ = draw(2000, seed=4)
    chances = fit_calibrator("beta", -margins, target)(margins[:5])
    np.testing.assert_allclose(chances, target.mean(), atol=0.01)


def test_the_comparison_agrees_with_scikit_learn_and_platt_gains_nothing_on_itself() -> None:
    margins, target, fold = draw(3000, seed=5)
    trials = compare_calibrations(margins, target, fold, np.arange(3000), seed=1)
    assert [each.name for each in trials] == list(WAYS)
    for each in trials:
        chances = calibrate_by(each.name, margins, target, fold)
        assert each.log_loss.value == pytest.approx(metrics.log_loss(target, chances))
        assert each.brier.value == pytest.approx(metrics.brier_score_loss(target, chances))
        assert each.gain.low <= each.gain.value <= each.gain.high
    assert (trials[0].gain.low, trials[0].gain.high) == (0, 0)
    assert trials[2].gain.value == pytest.approx(trials[2].log_loss.value - trials[0].log_loss.value)


def test_bins_hold_everybody_in_order_and_the_truth_in_their_intervals() -> None:
    margins, target, _ = draw(20_000, seed=6)
    bins = build_bins(probabilities((margins - 1) / 2), target, most=10)
    assert [each.clients for each in bins] == [2000] * 10
    assert [each.probability for each in bins] == sorted(each.probability for each in bins)
    assert sum(each.low <= each.probability <= each.high for each in bins) >= 8
    assert len(build_bins(probabilities(margins[:450]), target[:450], most=10)) == 2


def test_the_curve_counts_both_mistakes_at_each_threshold() -> None:
    margins, target, _ = draw(5000, seed=7)
    chances = probabilities((margins - 1) / 2)
    curve = build_curve(chances, target)
    for at in (0, 50, 120, len(curve.threshold) - 1):
        refused = chances >= curve.threshold[at]
        assert curve.accepted_defaults[at] == pytest.approx((~refused[target == 1]).mean())
        assert curve.refused_goods[at] == pytest.approx(refused[target == 0].mean())
