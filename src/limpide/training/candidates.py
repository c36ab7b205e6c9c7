"""The models that compete, from the simplest: how each is fitted on folds, and then on everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.models.boosted import BoostedModel
from limpide.models.boosted_fit import (
    FULL,
    QUICK,
    BoostedSettings,
    fit_boosted,
    fit_boosted_until_flat,
)
from limpide.models.dummy import fit_dummy
from limpide.models.fitted import FittedModel
from limpide.models.logistic_fit import fit_logistic
from limpide.training.lesson import Lesson
from limpide.training.parallel import Step, in_parallel

EFFORTS: dict[str, BoostedSettings] = {"quick": QUICK, "full": FULL}
_GROWTH = 1.1  # a model of all clients carries a few more trees than one of 80 % of them


@dataclass(frozen=True, eq=False)
class FoldModels:
    """One model a fold, which has not seen the clients of that fold; and how many trees they found best, if any."""

    models: tuple[FittedModel, ...]
    rounds: int | None = None


class Candidate(Protocol):
    """A way of making a model; it learns from the clients that a lesson shows and from nothing else."""

    @property
    def name(self) -> str:
        """What it is called on the command line and in the bundle."""
        ...

    def fit_folds(self, lessons: Sequence[Lesson], *, seed: int, step: Step) -> FoldModels:
        """Fit one model a fold; ``step(1)`` after each."""
        ...

    def fit_all(self, lesson: Lesson, found: FoldModels, *, seed: int) -> FittedModel:
        """Fit on all clients, with the size that the folds found."""
        ...


class Fit(Protocol):
    """How a family without a size to find is fitted."""

    def __call__(
        self,
        matrix: NDArray[np.float32],
        target: NDArray[np.float64],
        *,
        categorical: Sequence[int],
        seed: int,
    ) -> FittedModel:
        """Learn from float32 (clients, columns) and target float64 (clients,)."""
        ...


@dataclass(frozen=True)
class Direct:
    """A family that is fitted in one go."""

    name: str
    fit: Fit

    def fit_folds(self, lessons: Sequence[Lesson], *, seed: int, step: Step) -> FoldModels:
        """Fit one model a fold."""
        return FoldModels(tuple(in_parallel(partial(self._fit, seed=seed), lessons, step=step)))

    def fit_all(self, lesson: Lesson, found: FoldModels, *, seed: int) -> FittedModel:  # noqa: ARG002
        """Fit on all clients."""
        return self._fit(lesson, seed=seed)

    def _fit(self, lesson: Lesson, *, seed: int) -> FittedModel:
        seen, target = lesson.seen, lesson.data.target
        return self.fit(lesson.rows(seen), target[seen], categorical=lesson.category_columns, seed=seed)


@dataclass(frozen=True)
class Boosted:
    """Gradient-boosted trees: their number is found on the folds.

    Each fold's trees stop when its own validation clients show no more gain. Scores out of fold are then taken
    at the number that the *other* folds found, so that no client helps to choose the model that judges them.
    """

    settings: BoostedSettings
    name: str = "boosted"

    def fit_folds(self, lessons: Sequence[Lesson], *, seed: int, step: Step) -> FoldModels:
        """Grow trees on each fold."""
        grown = in_parallel(partial(self._grow, seed=seed), lessons, step=step)
        best = np.array([rounds for _, rounds in grown], dtype=np.float64)
        models = [
            model.first(min(model.rounds, _mean_rounds(np.delete(best, number))))
            for number, (model, _) in enumerate(grown)
        ]
        return FoldModels(tuple(models), rounds=_mean_rounds(best * _GROWTH))

    def fit_all(self, lesson: Lesson, found: FoldModels, *, seed: int) -> FittedModel:
        """Grow as many trees as the folds found, and a tenth more."""
        return fit_boosted(
            lesson.rows(lesson.seen),
            lesson.data.target[lesson.seen],
            categorical=lesson.category_columns,
            seed=seed,
            settings=self.settings,
            rounds=found.rounds or 1,
        )

    def _grow(self, lesson: Lesson, *, seed: int) -> tuple[BoostedModel, int]:
        seen, target = lesson.seen, lesson.data.target
        return fit_boosted_until_flat(
            lesson.rows(seen),
            target[seen],
            validation=(lesson.rows(~seen), target[~seen]),
            categorical=lesson.category_columns,
            seed=seed,
            settings=self.settings,
        )


def build_candidates(*, model: str | None, effort: str) -> tuple[Candidate, ...]:
    """Return the competitors, simplest first; with ``model``, that one and the dummy as its bar."""
    if effort not in EFFORTS:
        raise InvalidInput(f'there is no effort "{effort}"; choose one of {", ".join(EFFORTS)}')
    everybody: tuple[Candidate, ...] = (
        Direct("dummy", fit_dummy),
        Direct("logistic", fit_logistic),
        Boosted(EFFORTS[effort]),
    )
    names = [candidate.name for candidate in everybody]
    if model is not None and model not in names:
        raise InvalidInput(f'there is no model "{model}"; choose one of {", ".join(names)}')
    return tuple(candidate for candidate in everybody if model in (None, candidate.name) or candidate.name == "dummy")


def _mean_rounds(rounds: NDArray[np.float64]) -> int:
    return max(1, round(float(rounds.mean())))
