"""Every feature that clients can be compared on: those of the snapshot, and those that the model learnt to compute."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.features import FeatureCard
from limpide.bundle.scorer import Scorer
from limpide.features.layout import FeatureColumn
from limpide.portfolio.columns import Columns
from limpide.portfolio.population import Population

Compared = FeatureColumn | FeatureCard


@dataclass(frozen=True, eq=False)
class ComparedFeatures:
    """Features by name; of the two kinds, a name of the snapshot comes first."""

    columns: Columns
    scorer: Scorer
    population: Population

    def get(self, name: str) -> Compared:
        """Return what a feature is; ``UnknownFeature`` when there is none of that name."""
        place = self._learnt_place(name)
        return self.columns.get_column(name) if place is None else self.scorer.bundle.features[place]

    def read(self, name: str) -> NDArray[np.float32]:
        """Return a feature of every client, float32 (clients,), codes for categories and NaN for missing."""
        if self._learnt_place(name) is None:
            return self.columns.read(name)
        return np.asarray(self.population.learnt[list(self.scorer.learnt_places).index(name)])

    def value(self, name: str, row: NDArray[np.float32]) -> float | None:
        """Return the value (a code for a category) of a client's row of the snapshot, None when it is missing."""
        place = self._learnt_place(name)
        found = row[self.columns.place(name)] if place is None else self.scorer.select(row.reshape(1, -1))[0, place]
        return None if np.isnan(found) else float(found)

    def _learnt_place(self, name: str) -> int | None:
        return None if self.columns.holds(name) else self.scorer.learnt_places.get(name)
