"""From a model's margin to a probability that is one: an affine map of the log-odds (Platt).

Affine, so that contributions stay additive: each is multiplied by the slope, the base also takes the intercept.
"""

from dataclasses import dataclass

import numpy as np

from limpide.models.fitted import Vector

_STEPS = 50
_FLAT = 1e-9


@dataclass(frozen=True)
class Calibration:
    """Calibrated margin = slope × margin + intercept.

    >>> Calibration(slope=2.0, intercept=-1.0).apply(np.array([0.5]))
    array([0.])
    """

    slope: float
    intercept: float

    def apply(self, margins: Vector) -> Vector:
        """Return calibrated log-odds, float64 (clients,)."""
        return self.slope * margins + self.intercept

    def apply_to_contributions(self, contributions: Vector) -> Vector:
        """Return contributions, float64 (clients, columns + 1), that sum to the calibrated margin."""
        calibrated = self.slope * contributions
        calibrated[:, -1] += self.intercept
        return calibrated


def probabilities(margins: Vector) -> Vector:
    """Turn log-odds into probabilities.

    >>> probabilities(np.array([0.0]))
    array([0.5])
    """
    with np.errstate(over="ignore"):  # exp of a very safe client's margin is infinite: the probability is 0
        chance: Vector = 1.0 / (1.0 + np.exp(-margins))
    return chance


def fit_platt(margins: Vector, target: Vector) -> Calibration:
    """Fit the map by maximum likelihood on margins of clients that the model has not seen.

    Targets are pulled in by Platt's one imaginary client per class, so that a perfect separation stays finite.
    Margins that do not rank defaults above repaid loans carry no information: everybody gets the default rate.
    """
    defaults = float(target.sum())
    smooth = np.where(target == 1, (defaults + 1) / (defaults + 2), 1 / (len(target) - defaults + 2))
    rate = float(smooth.mean())
    nothing_learnt = Calibration(slope=0.0, intercept=float(np.log(rate / (1 - rate))))
    spread = float(margins.std())
    if spread < _FLAT:
        return nothing_learnt
    centre = float(margins.mean())
    slope, intercept = _newton((margins - centre) / spread, smooth)
    if slope <= 0:
        return nothing_learnt
    return Calibration(slope=slope / spread, intercept=intercept - slope * centre / spread)


def _newton(scores: Vector, target: Vector) -> tuple[float, float]:
    """Maximise the likelihood of an affine logistic model of standardised scores."""
    rate = float(target.mean())
    weights = np.array([0.0, np.log(rate / (1 - rate))])
    design = np.column_stack([scores, np.ones_like(scores)])
    for _ in range(_STEPS):
        chance = probabilities(design @ weights)
        gradient = design.T @ (target - chance)
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + _FLAT * np.eye(2)
        step = np.clip(np.linalg.solve(curvature, gradient), -2, 2)  # a bounded step cannot overshoot to infinity
        weights = weights + step
        if float(np.abs(step).max()) < 1e-12:
            break
    return float(weights[0]), float(weights[1])
