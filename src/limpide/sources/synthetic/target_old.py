"""The risk of a client and the default it may lead to."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Floats, Generator, Ints, sigmoid
from limpide.sources.synthetic.parameters import ApplicationParameters


@dataclass(frozen=True)
class Risk:
    """One entry per client."""

    level: Floats  # about standard normal: drives columns and histories
    target: Ints  # 1: default


def draw_risk(rng: Generator, effects: Floats, p: ApplicationParameters) -> Risk:
    """Draw who defaults from the sum of all effects (log-odds)."""
    margin = p.intercept + effects
    target = (rng.random(len(margin)) < sigmoid(margin)).astype(np.int64)
    return Risk(level=(margin - p.margin_centre) / p.margin_spread, target=target)
