import numpy as np
import pytest
from random_snapshot import draw_clients
from sklearn import metrics

from limpide.bundle.manifest import Quality
from limpide.core.cost import CostRatio
from limpide.models.calibration import probabilities
from limpide.training.data import LearningData
from limpide.training.evaluate import OutOfFold, calibrate_across_folds, examine


def invent(clients: int, seed: int, *, resamples: int = 200) -> tuple[Quality, OutOfFold, LearningData]:
    """Measure margins of known quality: the true log-odds, stretched, so that calibration has work to do."""
    random = np.random.default_rng(seed)
    truth = random.normal(-2, 1.2, clients)
    target = (random.random(clients) < probabilities(truth)).astype(np.float64)
    fold = np.arange(clients) % 5
    own = np.where(fold == np.arange(5)[:, None], np.nan, 2 * truth)
    scores = OutOfFold(fold=fold, margins=2 * truth + 1, own=own)
    columns = draw_clients(10).columns[:1]
    data = LearningData(np.zeros((clients, 1), np.float32), target, np.arange(clients), columns)
    return examine(scores, data, cost=CostRatio(), seed=seed, resamples=resamples).quality, scores, data


def test_measures_agree_with_scikit_learn_on_calibrated_probabilities() -> None:
    quality, scores, data = invent(5000, seed=1, resamples=20)
    chances = probabilities(calibrate_across_folds(scores.margins, data.target, scores.fold))
    assert quality.auc.value == pytest.approx(metrics.roc_auc_score(data.target, chances))
    assert quality.pr_auc.value == pytest.approx(metrics.average_precision_score(data.target, chances))
    assert quality.brier.value == pytest.approx(metrics.brier_score_loss(data.target, chances))
    refused = chances >= 1 / 11
    cost = 10 * ((data.target == 1) & ~refused).mean() + ((data.target == 0) & refused).mean()
    assert quality.cost_per_client.value == pytest.approx(cost)


def test_cross_fitted_calibration_undoes_a_stretch() -> None:
    _, scores, data = invent(20_000, seed=2, resamples=5)
    calibrated = calibrate_across_folds(scores.margins, data.target, scores.fold)
    np.testing.assert_allclose(calibrated, (scores.margins - 1) / 2, atol=0.35)


def test_the_calibration_of_a_fold_does_not_know_its_outcomes() -> None:
    _, scores, data = invent(1000, seed=3, resamples=5)
    held = scores.fold == 2
    turned = np.where(held, 1 - data.target, data.target)
    before = calibrate_across_folds(scores.margins, data.target, scores.fold)
    after = calibrate_across_folds(scores.margins, turned, scores.fold)
    assert (before[held] == after[held]).all()
    assert not np.isclose(before[~held], after[~held]).any()


def test_nineteen_intervals_in_twenty_hold_the_truth() -> None:
    truth = invent(200_000, seed=99, resamples=1)[0]
    drawn = [invent(1500, seed=seed, resamples=100)[0] for seed in range(40)]
    for name in ("auc", "ks", "brier", "cost_per_client"):
        estimates = [getattr(quality, name) for quality in drawn]
        held = np.mean([each.low <= getattr(truth, name).value <= each.high for each in estimates])
        assert held >= 0.85, name


def test_a_perfectly_calibrated_model_may_have_no_calibration_error() -> None:
    assert invent(3000, seed=4)[0].ece.low == 0


def test_the_best_threshold_in_hindsight_confirms_the_one_used() -> None:
    threshold = invent(30_000, seed=5, resamples=100)[0].best_threshold
    assert threshold.low <= 1 / 11 <= threshold.high
    assert threshold.value == pytest.approx(1 / 11, abs=0.03)
