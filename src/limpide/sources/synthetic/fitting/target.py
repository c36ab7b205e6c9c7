"""Fitting who defaults: effects that add up on the log-odds, each over many applications."""

from collections.abc import Mapping

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints, sigmoid
from limpide.sources.synthetic.fitting.evidence import LEAST
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.target import Effect, Target, parts

_PARTS = 15


def fit_target(given: Given, target: Ints, *, offset: Floats | None = None, strength: float = 0.03) -> Target:
    """Fit the log-odds of ``target`` (rows of 0 and 1) as a sum over the variables of ``given``.

    ``offset`` is what is already known of the log-odds. A smaller ``strength`` keeps the effects closer to nought.
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    cells, sizes = _cells(given)
    columns = np.cumsum([0, *sizes.values()])
    rows = np.repeat(np.arange(len(target)), len(cells))
    at = (np.stack(list(cells.values()), axis=1) + columns[:-1]).ravel()
    table = csr_matrix((np.ones(len(at)), (rows, at)), shape=(len(target), columns[-1]))
    base = np.zeros(len(target)) if offset is None else offset
    many = np.asarray(table.sum(axis=0)).ravel() >= LEAST

    def loss(weights: Floats) -> tuple[float, Floats]:
        effect = weights[1:] * many
        margin = base + weights[0] + table @ effect
        slope = sigmoid(margin) - target
        value = np.logaddexp(0, margin).sum() - (target * margin).sum() + (effect @ effect) / (2 * strength)
        return float(value), np.concatenate([[slope.sum()], (table.T @ slope + effect / strength) * many])

    found = minimize(loss, np.zeros(columns[-1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    effects = {
        name: Effect(found[1:][first : first + size] * many[first : first + size], name in given.codes)
        for (name, size), first in zip(sizes.items(), columns[:-1], strict=True)
    }
    bare = Target(float(found[0]), effects, 0.0, 1.0)
    margin = bare.margin(given.positions)
    return Target(float(found[0]), effects, float(margin.mean()), float(margin.std()))


def _cells(given: Given) -> tuple[dict[str, Ints], Mapping[str, int]]:
    """Return, by variable, the part or code of each row, and how many there are."""
    cells, sizes = {}, {}
    for name, position in given.positions.items():
        if name in given.codes:
            cells[name], sizes[name] = position.astype(np.int64), given.codes[name]
        else:
            cells[name], sizes[name] = parts(position, _PARTS), _PARTS + 1
    return cells, sizes
