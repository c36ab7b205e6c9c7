"""Ways to turn margins into probabilities, tried against each other; only the affine one is ever shipped.

Platt's map is affine in the margin, so that reasons still sum to the score. Beta calibration bends the margin at both
ends, isotonic regression makes steps of it: neither keeps a sum, so they are here to say what that costs.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from limpide.models.calibration import fit_platt, probabilities

Vector = NDArray[np.float64]
Calibrator = Callable[[Vector], Vector]
Way = Literal["platt", "beta", "isotonic"]


def fit_calibrator(way: Way, margins: Vector, target: Vector) -> Calibrator:
    """Fit one way on margins and outcomes, float64 (clients,); the result turns margins into probabilities."""
    return {"platt": _platt, "beta": _beta, "isotonic": _isotonic}[way](margins, target)


def calibrate_by(way: Way, margins: Vector, target: Vector, fold: NDArray[np.intp]) -> Vector:
    """Return probabilities, float64 (clients,): each fold's by what was fitted on the others."""
    chances = np.empty_like(margins)
    for number in range(int(fold.max()) + 1):
        held = fold == number
        chances[held] = fit_calibrator(way, margins[~held], target[~held])(margins[held])
    return chances


def _platt(margins: Vector, target: Vector) -> Calibrator:
    fitted = fit_platt(margins, target)
    return lambda new: probabilities(fitted.apply(new))


def _beta(margins: Vector, target: Vector) -> Calibrator:
    """Fit the log-odds as a weighted sum of log p and -log(1 - p); a weight below nothing is left out."""
    from sklearn.linear_model import LogisticRegression

    chosen = [0, 1]
    while chosen:
        fitted = LogisticRegression(C=1e6, tol=1e-8, max_iter=200).fit(_logs(margins)[:, chosen], target)
        if (fitted.coef_[0] >= 0).all():
            return lambda new: np.asarray(fitted.predict_proba(_logs(new)[:, chosen])[:, 1], dtype=np.float64)
        chosen.pop(int(np.argmin(fitted.coef_[0])))
    rate = float(target.mean())
    return lambda new: np.full(len(new), rate)


def _logs(margins: Vector) -> Vector:
    return np.column_stack([-np.logaddexp(0, -margins), np.logaddexp(0, margins)])


def _isotonic(margins: Vector, target: Vector) -> Calibrator:
    """Fit steps; no step is surer than one imaginary client of each outcome leaves it."""
    from sklearn.isotonic import IsotonicRegression

    least = 1 / (len(target) + 2)
    fitted = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(margins, target)
    return lambda new: np.asarray(fitted.predict(new), dtype=np.float64)
