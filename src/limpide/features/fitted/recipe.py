"""How the rows that a model sees are made of the columns of a client base: picked, or learnt from other clients."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import Corrupt
from limpide.features.fitted.loan import FittedLoan
from limpide.features.fitted.relative import FittedGroup, Matrix

FILE = "recipe.json"


@dataclass(frozen=True)
class Input:
    """A column of the client base that is needed, and the words behind its codes when it is a category.

    ``revision`` is that of its definition when the model learnt (``features.revisions``).
    """

    name: str
    categories: tuple[str, ...] | None = None
    revision: int = 1


@dataclass(frozen=True, eq=False)
class Recipe:
    """``features`` are the model's columns in its order; each is one of ``inputs``, or made of them by ``steps``.

    Everything learnt was learnt without the outcome. The row of a client is made of that client's inputs and of
    nothing else, so that it is the same alone and among others.
    """

    inputs: tuple[Input, ...]
    features: tuple[str, ...]
    loan: FittedLoan | None = None
    groups: tuple[FittedGroup, ...] = ()

    def rows(self, inputs: Matrix) -> Matrix:
        """Return float32 (clients, features) of float32 (clients, inputs); what has no finite value is missing."""
        made = self._make(inputs)
        rows = np.empty((len(inputs), len(self.features)), dtype=np.float32)
        picked, learnt = self._origins
        rows[:, picked[0]] = inputs[:, picked[1]]
        rows[:, learnt[0]] = made[:, learnt[1]]
        return rows

    def only(self, features: tuple[str, ...]) -> "Recipe":
        """Return the recipe of some of the features, with no more than they need."""
        wanted = set(features)
        groups = tuple(kept for group in self.groups if (kept := group.only(wanted)) is not None)
        wanted |= {name for group in groups for name in group.needs}
        loan = self.loan if self.loan is not None and wanted & set(self.loan.names) else None
        wanted |= set() if loan is None else set(loan.needs)
        inputs = tuple(each for each in self.inputs if each.name in wanted)
        return Recipe(inputs=inputs, features=features, loan=loan, groups=groups)

    def write(self, folder: Path) -> None:
        """Write ``recipe.json``."""
        content = {
            "inputs": [asdict(each) for each in self.inputs],
            "features": self.features,
            "loan": None if self.loan is None else self.loan.as_json(),
            "groups": [group.as_json() for group in self.groups],
        }
        text = json.dumps(content, ensure_ascii=False, allow_nan=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    def _make(self, inputs: Matrix) -> Matrix:
        """Return everything learnt, float32 (clients, made): first the loan, then what compares, group by group."""
        made = np.empty((len(inputs), len(self._made)), dtype=np.float32)
        start = 0
        for step in self._steps:
            needed = np.column_stack([self._column(name, inputs, made) for name in step.needs])
            stop = start + len(step.names)
            with np.errstate(over="ignore"):
                made[:, start:stop] = step.apply(needed)
            start = stop
        made[np.isinf(made)] = np.nan
        return made

    def _column(self, name: str, inputs: Matrix, made: Matrix) -> NDArray[np.float32]:
        return inputs[:, self._inputs[name]] if name in self._inputs else made[:, self._made[name]]

    @property
    def _steps(self) -> tuple[FittedLoan | FittedGroup, ...]:
        return self.groups if self.loan is None else (self.loan, *self.groups)

    @cached_property
    def _inputs(self) -> dict[str, int]:
        return {each.name: place for place, each in enumerate(self.inputs)}

    @cached_property
    def _made(self) -> dict[str, int]:
        names = (name for step in self._steps for name in step.names)
        return {name: place for place, name in enumerate(names)}

    @cached_property
    def _origins(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For what is picked and for what is learnt: (place in the model, place where it comes from)."""
        picked = [(place, self._inputs[name]) for place, name in enumerate(self.features) if name in self._inputs]
        learnt = [(place, self._made[name]) for place, name in enumerate(self.features) if name not in self._inputs]
        return _pairs(picked), _pairs(learnt)


def read_recipe(folder: Path) -> Recipe:
    """Read the recipe of a verified bundle; ``Corrupt`` when this release cannot make sense of it."""
    path = folder / FILE
    try:
        return _recipe(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise Corrupt(f'{path} is not the recipe of a bundle; make one with "limpide train"') from error


def _recipe(content: dict[str, Any]) -> Recipe:
    recipe = Recipe(
        inputs=tuple(
            Input(str(each["name"]), _words(each["categories"]), int(each.get("revision", 1)))
            for each in content["inputs"]
        ),
        features=tuple(map(str, content["features"])),
        loan=None if content["loan"] is None else FittedLoan.of_json(content["loan"]),
        groups=tuple(FittedGroup.of_json(group) for group in content["groups"]),
    )
    recipe.rows(np.full((1, len(recipe.inputs)), np.nan, dtype=np.float32))  # what does not fit together fails here
    return recipe


def _words(categories: list[str] | None) -> tuple[str, ...] | None:
    return None if categories is None else tuple(map(str, categories))


def _pairs(pairs: list[tuple[int, int]]) -> NDArray[np.intp]:
    return np.array(pairs, dtype=np.intp).reshape(-1, 2).T
