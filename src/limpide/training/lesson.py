"""What one model may learn from: some of the clients, and rows made by what was learnt of those clients alone."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Dropped
from limpide.features.feature import Risk
from limpide.features.fitted.fit import fit_recipe
from limpide.features.fitted.recipe import Recipe
from limpide.features.fitted.words import learnt_columns
from limpide.features.layout import FeatureColumn
from limpide.training.coincidence import measure_coincidence
from limpide.training.data import LearningData
from limpide.training.selection import Crowds, Outline, draw_outline, select_features, z_along_direction

_ALWAYS = ("application", "external", "cross")  # sources whose columns are few, and move when the application is edited
_SIGNS = {Risk.RISES: 1, Risk.FALLS: -1, Risk.MIXED: 0}


@dataclass(frozen=True, eq=False)
class Lesson:
    """The clients ``seen``, bool (clients,), the recipe that was fitted on them, and what they could do without."""

    data: LearningData
    seen: NDArray[np.bool_]
    recipe: Recipe
    dropped: tuple[Dropped, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict, repr=False)  # what took long to make of it, by name

    @cached_property
    def columns(self) -> tuple[FeatureColumn, ...]:
        """The columns of the rows."""
        learnt = learnt_columns(self.data.columns, loan=self.recipe.loan is not None)
        known = {column.name: column for column in (*self.data.columns, *learnt)}
        return tuple(known[name] for name in self.recipe.features)

    @property
    def words(self) -> list[int | None]:
        """How many categories each column has, None for a number."""
        return [None if column.categories is None else len(column.categories) for column in self.columns]

    @property
    def category_columns(self) -> list[int]:
        """The positions of the columns that hold codes."""
        return [place for place, column in enumerate(self.columns) if column.categories is not None]

    @property
    def category_inputs(self) -> NDArray[np.bool_]:
        """Which of the inputs hold codes of categories."""
        return np.array([each.categories is not None for each in self.recipe.inputs])

    def rows(self, clients: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Make the rows of some clients, float32 (chosen, columns)."""
        return self.recipe.rows(self.inputs(clients))

    def rows_of(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Make the rows of other clients, float32 (clients, columns), of all columns of the data."""
        place_of = {column.name: place for place, column in enumerate(self.data.columns)}
        return self.recipe.rows(matrix[:, [place_of[each.name] for each in self.recipe.inputs]])

    def inputs(self, clients: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return what the rows of some clients are made of, float32 (chosen, inputs)."""
        place_of = {column.name: place for place, column in enumerate(self.data.columns)}
        places = np.array([place_of[each.name] for each in self.recipe.inputs], dtype=np.intp)
        return self.data.matrix[np.ix_(np.flatnonzero(clients), places)]


def outline_lessons(data: LearningData, *, seed: int) -> Outline:
    """Look at all columns that can be had of the clients, learnt ones included, but at no outcome.

    Drift is measured between the clients with a known outcome and the others, and between the earlier and the later
    half of the first as far as the bureau tells them apart.
    """
    whole = Lesson(data, np.ones(len(data.target), dtype=bool), _fit(data, slice(None)))
    rows = whole.rows(whole.seen)
    crowds = []
    if data.unlabelled is not None and len(data.unlabelled):
        crowds.append(Crowds(rows, whole.rows_of(data.unlabelled)))
    if data.arrival is not None and not np.isnan(data.arrival).all():
        late = data.arrival > np.nanmedian(data.arrival)
        crowds.append(Crowds(rows[~late & ~np.isnan(data.arrival)], rows[late]))
    return draw_outline(rows, whole.recipe.features, whole.words, crowds, seed=seed)


def plan_lesson(data: LearningData, seen: NDArray[np.bool_], outline: Outline, *, seed: int) -> Lesson:  # noqa: ARG001
    """Learn what the rows are made of, and which columns are worth having, from the clients ``seen`` alone."""
    recipe = _fit(data, seen)
    twins = tuple(Dropped(name=name, why="twin", of=of) for name, of in outline.twins.items())
    single = tuple(name for name in recipe.features if name not in outline.twins)
    lesson = Lesson(data, seen, recipe.only(single))
    rows, target = lesson.rows(seen), data.target[seen]
    p_values = measure_coincidence(rows, target, words=lesson.words)
    directions = [_SIGNS[column.risk] if data.directed else 0 for column in lesson.columns]
    useless = select_features(
        single,
        p_values,
        z_along_direction(rows, target, directions),
        outline.drift,
        always=[data.directed and column.source in _ALWAYS for column in lesson.columns],
    )
    left_out = {each.name for each in useless}
    kept = recipe.only(tuple(name for name in single if name not in left_out))
    constant = tuple(Dropped(name=name, why="constant") for name in data.constant)
    return Lesson(data, seen, kept, dropped=(*constant, *_undirected(data), *twins, *useless))


def _fit(data: LearningData, seen: NDArray[np.bool_] | slice) -> Recipe:
    """Fit the recipe and keep the features that these models may learn from; inputs may be more."""
    recipe = fit_recipe(data.columns, data.matrix[seen], terms=data.terms)
    columns = {column.name: column for column in (*data.columns, *learnt_columns(data.columns, loan=True))}
    return recipe.only(tuple(name for name in recipe.features if data.is_feature(columns[name])))


def _undirected(data: LearningData) -> tuple[Dropped, ...]:
    if not data.directed:
        return ()
    return tuple(Dropped(name=each.name, why="undirected") for each in data.columns if not data.is_feature(each))
