"""Drift of a model's own inputs: a client base against the training clients, by the population stability index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from limpide.bundle.limits import count_input
from limpide.features import stability
from limpide.portfolio.portfolio import Portfolio

WATCH, ALERT = 0.10, 0.25
_RISK = 0.01  # that chance alone is told anywhere


@dataclass(frozen=True, kw_only=True)
class InputDrift:
    """One input of the recipe: its index, and what chance alone may make of it."""

    name: str
    psi: float
    chance: float

    def is_beyond(self, limit: float) -> bool:
        """Whether it is beyond a limit, and more than chance."""
        return self.psi >= limit and self.psi > self.chance


def measure_input_drift(portfolio: Portfolio) -> Sequence[InputDrift]:
    """Return the drift of each input, the largest first; nothing for bundles that keep no distributions."""
    limits = portfolio.bundle.limits
    if limits is None:
        return ()
    scorer, matrix = portfolio.scorer, portfolio.snapshot.matrix
    coded = dict(zip(scorer.category_places.tolist(), scorer.codes, strict=True))
    found = []
    for place, figures in enumerate(limits.inputs):
        values = np.asarray(matrix[:, scorer.positions[place]])
        if place in coded:
            known = np.isfinite(values)
            values = np.where(known, coded[place][np.where(known, values, -1).astype(np.intp)], np.float32(np.nan))
        counts = np.array(figures.counts), count_input(figures, values)
        chance = stability.chance_index(*counts, risk=_RISK / len(limits.inputs))
        found.append(InputDrift(name=figures.name, psi=stability.index(*counts), chance=chance))
    return sorted(found, key=lambda each: -each.psi)
