"""What one model may learn from: some of the clients, and rows made by what was learnt of those clients alone."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from limpide.features.fitted.fit import fit_recipe
from limpide.features.fitted.recipe import Recipe
from limpide.features.fitted.words import learnt_columns
from limpide.features.layout import FeatureColumn
from limpide.training.data import LearningData


@dataclass(frozen=True, eq=False)
class Lesson:
    """The clients ``seen``, bool (clients,), and the recipe that was fitted on them."""

    data: LearningData
    seen: NDArray[np.bool_]
    recipe: Recipe

    @cached_property
    def columns(self) -> tuple[FeatureColumn, ...]:
        """The columns of the rows."""
        learnt = learnt_columns(self.data.columns, loan=self.recipe.loan is not None)
        known = {column.name: column for column in (*self.data.columns, *learnt)}
        return tuple(known[name] for name in self.recipe.features)

    @property
    def categorical(self) -> NDArray[np.bool_]:
        """Which columns hold codes of categories."""
        return np.array([column.categories is not None for column in self.columns])

    @property
    def category_columns(self) -> list[int]:
        """The positions of the columns that hold codes."""
        return [int(place) for place in np.flatnonzero(self.categorical)]

    @property
    def category_inputs(self) -> NDArray[np.bool_]:
        """Which of the inputs hold codes of categories."""
        return np.array([each.categories is not None for each in self.recipe.inputs])

    def rows(self, clients: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Make the rows of some clients, float32 (chosen, columns)."""
        return self.recipe.rows(self.inputs(clients))

    def inputs(self, clients: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return what the rows of some clients are made of, float32 (chosen, inputs)."""
        place_of = {column.name: place for place, column in enumerate(self.data.columns)}
        places = np.array([place_of[each.name] for each in self.recipe.inputs], dtype=np.intp)
        return self.data.matrix[np.ix_(np.flatnonzero(clients), places)]


def plan_lesson(data: LearningData, seen: NDArray[np.bool_]) -> Lesson:
    """Learn what the rows are made of from the clients ``seen``, bool (clients,)."""
    return Lesson(data, seen, fit_recipe(data.columns, data.matrix[seen], terms=data.terms))
