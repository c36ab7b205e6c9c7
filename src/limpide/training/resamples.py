"""Intervals by resampling persons: every figure is measured again under each drawing."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate

Vector = NDArray[np.float64]
RESAMPLES = 300
INTERVAL = (0.025, 0.975)


def draw_persons(person: NDArray[np.int64], *, seed: int, count: int = RESAMPLES) -> Iterator[Vector]:
    """Yield how often each client is drawn when persons are drawn with replacement, float64 (clients,)."""
    random = np.random.default_rng(seed)
    _, position = np.unique(person, return_inverse=True)
    persons = int(position.max()) + 1
    for _ in range(count):
        drawn = np.bincount(random.integers(0, persons, persons), minlength=persons)
        yield drawn[position].astype(np.float64)


def estimate(
    figures: Callable[[Vector], Vector], person: NDArray[np.int64], *, seed: int, count: int = RESAMPLES
) -> list[Estimate]:
    """Measure ``figures``, a function of weights, float64 (clients,), on everybody and on each drawing.

    A figure that cannot be had of a drawing (a group without defaults, say) is left out of its interval.
    """
    measured = figures(np.ones(len(person)))
    drawn = np.array([figures(weights) for weights in draw_persons(person, seed=seed, count=count)])
    return [build_interval(float(value), column) for value, column in zip(measured, drawn.T, strict=True)]


def build_interval(value: float, drawn: Vector) -> Estimate:
    """Put a 95 % interval around a figure from the same figure on each drawing, NaN where it could not be had."""
    found = drawn[np.isfinite(drawn)]
    low, high = np.quantile(found, INTERVAL) if len(found) else (value, value)
    return Estimate(value, min(value, float(low)), max(value, float(high)))
