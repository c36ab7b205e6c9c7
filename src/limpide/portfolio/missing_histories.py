"""Decisions that rest on a table that the client base lacks: they go to a person.

The features of the table add to a client's log-odds what they add for somebody without a history. Had the table been
there, they might have added anything between the 5 % and 95 % quantiles of the training clients: whoever could be
decided otherwise within those bounds is decided by nobody but a person.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.scorer import Scorer
from limpide.models.calibration import probabilities
from limpide.portfolio.needed_tables import features_by_table

_BLOCK = 16_384


def rests_on_missing(scorer: Scorer, matrix: NDArray[np.float32], missing: Iterable[str]) -> NDArray[np.bool_]:
    """Return whose decision a missing table could turn, bool (clients,); ``matrix`` is float32 (clients, columns)."""
    limits, places_of = scorer.bundle.limits, features_by_table(scorer.bundle)
    tables = [] if limits is None else [table for table in missing if table in limits.tables and table in places_of]
    found = np.zeros(len(matrix), dtype=np.bool_)
    if limits is None or not tables:
        return found
    for start in range(0, len(matrix), _BLOCK):
        rows = np.asarray(matrix[start : start + _BLOCK])
        added, margins = scorer.contributions(rows), scorer.margins(rows)
        as_it_is = _decided(scorer, margins)
        low, high = margins.copy(), margins.copy()
        for table in tables:
            now = added[:, places_of[table]].sum(axis=1)
            low += np.minimum(limits.tables[table][0] - now, 0)
            high += np.maximum(limits.tables[table][1] - now, 0)
        found[start : start + _BLOCK] = (_decided(scorer, low) != as_it_is) | (_decided(scorer, high) != as_it_is)
    return found


def _decided(scorer: Scorer, margins: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return 1 refused, 0 left to a person, -1 accepted, int8 (clients,)."""
    chances, zone = probabilities(margins), scorer.bundle.grey_zone
    decided = np.where(chances >= scorer.bundle.threshold, 1, -1)
    return np.where((chances >= zone.low) & (chances < zone.high), 0, decided).astype(np.int8)
