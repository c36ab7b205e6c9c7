"""What one model is fitted on: clients as they are, weighted, drawn or made up."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from limpide.features.feature import Risk
from limpide.features.layout import FeatureColumn

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Made = TypeVar("Made")
_DIRECTIONS = {Risk.RISES: 1, Risk.FALLS: -1, Risk.MIXED: 0}


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows float32 (rows, columns), target float64 (rows,), and how much each row counts, None for all the same.

    The first rows stand for clients: ``drawn`` are their places among the clients offered, int (real rows,), perhaps
    more than once; rows after those were made up. ``offered`` is how many clients there were to draw from. Models
    that learn from a ``constrained`` sample keep the directions of its columns; ``fits`` were fitted on it before.
    """

    columns: tuple[FeatureColumn, ...]
    rows: Matrix
    target: Vector
    drawn: NDArray[np.intp]
    offered: int
    weights: Vector | None = None
    constrained: bool = False
    fits: dict[str, Any] = field(default_factory=dict, repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def categorical(self) -> list[int]:
        """The positions of the columns that hold codes."""
        return [place for place, column in enumerate(self.columns) if column.categories is not None]

    @property
    def directions(self) -> list[int]:
        """Whether a model must let the risk rise (1) or fall (-1) with each column, or may do either (0)."""
        if not self.constrained:
            return [0] * len(self.columns)
        return [_DIRECTIONS[column.risk] if column.categories is None else 0 for column in self.columns]

    @property
    def own(self) -> tuple[Matrix, Vector]:
        """The rows that stand for clients, and their target."""
        return self.rows[: len(self.drawn)], self.target[: len(self.drawn)]

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what is made of these rows whatever the settings, made at the first call and kept."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    def fit_once(self, family: object, fit: Callable[[], Made], *, seed: int) -> Made:
        """Return what a family with its settings learnt from these clients, alone or within another, learnt once."""
        key = f"{family!r} {seed}"
        if key not in self.fits:
            self.fits[key] = fit()
        fitted: Made = self.fits[key]
        return fitted


def whole_sample(columns: tuple[FeatureColumn, ...], rows: Matrix, target: Vector) -> Sample:
    """Return the sample of everybody as they are."""
    return Sample(columns, rows, target, drawn=np.arange(len(rows)), offered=len(rows))


def resample_persons(sample: Sample, person: NDArray[np.int64], *, seed: int) -> Sample:
    """Draw as many persons with replacement as there are (bootstrap), each with all rows that stand for them.

    ``person``, int64 (clients offered,), says whose each client is; rows that were made up stay as they are.
    """
    owner = person[sample.drawn]
    persons = np.unique(owner)
    drawn = np.random.default_rng(seed).choice(persons, len(persons))
    order = np.argsort(owner, kind="stable")
    first, last = (np.searchsorted(owner[order], drawn, side=side) for side in ("left", "right"))
    places = np.concatenate([order[low:high] for low, high in zip(first, last, strict=True)])
    made_up = np.arange(len(sample.drawn), len(sample.rows))
    rows = np.concatenate([places, made_up])
    return replace(
        sample,
        rows=sample.rows[rows],
        target=sample.target[rows],
        drawn=sample.drawn[places],
        weights=None if sample.weights is None else sample.weights[rows],
        fits={},
        _made={},
    )
