"""A candidate's cost figures at another ratio: from its table of outcomes out of fold, with bootstrap intervals."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate
from limpide.bundle.manifest import Quality
from limpide.bundle.outcomes import OutcomeTable
from limpide.core.cost import CostRatio

Vector = NDArray[np.float64]
_RESAMPLES = 300
_INTERVAL = (0.025, 0.975)


def at_cost(quality: Quality, table: OutcomeTable, *, cost: CostRatio, seed: int) -> Quality:
    """Return the same quality with the figures that depend on the ratio measured again.

    Intervals come from resampling clients, not persons: a bundle keeps no persons. The cost by amount is None where
    the table has no amounts; otherwise its interval is that of equal amounts, widened by the design effect.
    """
    counts = np.diff(np.array([table.defaults, table.goods], dtype=np.float64), prepend=0.0)
    drawn = _resample(counts, seed=seed)
    thresholds = np.array(table.threshold)
    measured, draws = (_figures(each, thresholds, cost) for each in (counts[np.newaxis], drawn))
    cost_per_client, saving, best_threshold = (
        _interval(value, column) for value, column in zip(measured[:, 0], draws, strict=True)
    )
    return replace(
        quality,
        cost_per_client=cost_per_client,
        saving=saving,
        best_threshold=best_threshold,
        cost_by_amount=_by_amount(table, counts, drawn, cost) if table.amount_defaults else None,
    )


def _resample(counts: Vector, *, seed: int) -> Vector:
    """Draw clients with replacement, float64 (resamples, outcomes, cells)."""
    clients = int(counts.sum())
    drawn = np.random.default_rng(seed).multinomial(clients, counts.ravel() / clients, size=_RESAMPLES)
    return drawn.reshape(_RESAMPLES, *counts.shape).astype(np.float64)


def _figures(counts: Vector, thresholds: Vector, cost: CostRatio) -> Vector:
    """Return cost per client, saving and cheapest threshold, float64 (3, resamples), of counts by outcome and cell."""
    costs = _costs(counts, cost)
    paid = _at(cost.threshold, thresholds, costs)
    everybody = costs[:, -1]  # the last threshold is above everybody
    saving = 1 - np.divide(paid, everybody, out=np.ones_like(paid), where=everybody > 0)
    return np.array([paid, saving, thresholds[costs.argmin(axis=1)]])


def _costs(counts: Vector, cost: CostRatio) -> Vector:
    """Return the cost per unit of weight at each threshold, float64 (resamples, thresholds)."""
    below = counts.cumsum(axis=2)
    total = below[:, :, -1].sum(axis=1, keepdims=True)
    refused = below[:, 1, -1:] - below[:, 1]
    costs: Vector = (cost.missed_default * below[:, 0] + cost.refused_good * refused) / total
    return costs


def _at(threshold: float, thresholds: Vector, costs: Vector) -> Vector:
    """Interpolate each row of costs at one threshold."""
    found: Vector = np.array([np.interp(threshold, thresholds, row) for row in costs])
    return found


def _by_amount(table: OutcomeTable, counts: Vector, drawn: Vector, cost: CostRatio) -> Estimate:
    amounts = np.diff(np.array([table.amount_defaults, table.amount_goods]), prepend=0.0)
    mean = np.divide(amounts, counts, out=np.zeros_like(amounts), where=counts > 0)
    thresholds = np.array(table.threshold)
    value = float(_at(cost.threshold, thresholds, _costs(amounts[np.newaxis], cost))[0])
    draws = _at(cost.threshold, thresholds, _costs(mean * drawn, cost))
    return _interval(value, value + (draws - value) * table.amount_effect**0.5)


def _interval(value: float, draws: Vector) -> Estimate:
    low, high = np.quantile(draws, _INTERVAL)
    return Estimate(float(value), min(float(value), float(low)), max(float(value), float(high)))
