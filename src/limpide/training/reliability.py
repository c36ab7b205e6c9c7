"""Do probabilities mean what they say: ways to calibrate compared, and bins of clients beside what became of them."""

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate
from limpide.bundle.judgement import Bin, CalibrationTrial, Curve
from limpide.models.ranking import Ranking, expected_calibration_error, rank
from limpide.training.calibrators import Way, calibrate_by
from limpide.training.resamples import estimate

Vector = NDArray[np.float64]
_WAYS: tuple[Way, ...] = ("platt", "beta", "isotonic")
_LEAST = 200  # clients in a bin: below, an interval says nothing
_KNOTS = 200


def compare_calibrations(
    margins: Vector, target: Vector, fold: NDArray[np.intp], person: NDArray[np.int64], *, seed: int
) -> tuple[CalibrationTrial, ...]:
    """Cross-fit each way on margins out of fold, float64 (clients,), and measure it on the clients kept back."""
    chances = [calibrate_by(way, margins, target, fold) for way in _WAYS]
    losses = [-np.log(np.where(target == 1, each, 1 - each)) for each in chances]
    squares = [(each - target) ** 2 for each in chances]
    ranked = [rank(each, target) for each in chances]

    def figures(weights: Vector) -> Vector:
        return np.concatenate(
            [_figures(weights, *each, losses[0]) for each in zip(losses, squares, ranked, strict=True)]
        )

    found = estimate(figures, person, seed=seed)
    return tuple(
        CalibrationTrial(
            name=way, log_loss=found[at], brier=found[at + 1], ece=_mirrored(found[at + 2]), gain=found[at + 3]
        )
        for way, at in zip(_WAYS, range(0, len(found), 4), strict=True)
    )


def build_bins(chances: Vector, target: Vector, *, most: int) -> tuple[Bin, ...]:
    """Sort clients into at most so many bins of equal size by probability, float64 (clients,); fewer of few clients."""
    bins = max(1, min(most, len(chances) // _LEAST))
    parts = np.array_split(np.argsort(chances, kind="stable"), bins)
    return tuple(_bin(chances[part], target[part]) for part in parts)


def build_curve(chances: Vector, target: Vector) -> Curve:
    """Tabulate both mistakes over the thresholds between which equally many clients lie."""
    thresholds = np.unique(np.quantile(chances, np.linspace(0, 1, _KNOTS + 1)))
    defaults, goods = np.sort(chances[target == 1]), np.sort(chances[target == 0])
    return Curve(
        threshold=tuple(thresholds.tolist()),
        accepted_defaults=tuple((np.searchsorted(defaults, thresholds) / len(defaults)).tolist()),
        refused_goods=tuple((1 - np.searchsorted(goods, thresholds) / len(goods)).tolist()),
    )


def _figures(weights: Vector, losses: Vector, squares: Vector, ranked: Ranking, platt: Vector) -> Vector:
    total = weights.sum()
    ece = expected_calibration_error(ranked, weights)
    return np.array([weights @ losses / total, weights @ squares / total, ece, weights @ (losses - platt) / total])


def _mirrored(ece: Estimate) -> Estimate:
    """Noise can only lengthen a distance: resamples lie above what was measured, so the lower end is mirrored."""
    return Estimate(ece.value, max(0.0, 2 * ece.value - ece.high), ece.high)


def _bin(chances: Vector, target: Vector) -> Bin:
    """Summarise one bin; the interval of its default rate is Jeffreys'."""
    from scipy.special import betaincinv

    clients, defaults = len(target), float(target.sum())
    low, high = (float(betaincinv(defaults + 0.5, clients - defaults + 0.5, tail)) for tail in (0.025, 0.975))
    return Bin(
        clients=clients,
        probability=float(chances.mean()),
        default_rate=defaults / clients,
        low=min(low, defaults / clients),
        high=max(high, defaults / clients),
    )
