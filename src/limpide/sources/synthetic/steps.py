"""Variables of a row drawn one after the other, some of them only for rows of certain categories."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Coded, Flags, Floats, Generator
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category, Number, Variable, read_variable


@dataclass(frozen=True)
class When:
    """The rows a variable is for: those whose categories all have one of the codes named here."""

    codes: Mapping[str, tuple[int, ...]]

    def holds(self, known: Positions) -> Flags:
        """Tell for which rows it is so."""
        each = [np.isin(known[name], codes) for name, codes in self.codes.items()]
        return np.asarray(np.logical_and.reduce(each), dtype=bool)


@dataclass(frozen=True)
class Step:
    """One variable, and the rows it is for (all of them without ``when``)."""

    variable: Variable
    when: When | None = None

    def draw(self, rng: Generator, known: Positions, size: int) -> Floats:
        """Return the position of each row; elsewhere NaN for a number, the code after the last for a category."""
        if self.when is None:
            return self.variable.draw(rng, known, size)
        rows = np.flatnonzero(self.when.holds(known))
        drawn = np.full(size, self.elsewhere)
        asked = {name: known[name][rows] for name in self.variable.tree.names}
        drawn[rows] = self.variable.draw(rng, asked, len(rows))
        return drawn

    @property
    def elsewhere(self) -> float:
        """The position of rows that the variable is not for."""
        return np.nan if isinstance(self.variable, Number) else float(len(self.variable.levels))

    def to_json(self) -> dict[str, Any]:
        """Return the step for a file: its variable, with the category and codes it is for."""
        variable = self.variable.to_json()
        if self.when is None:
            return variable
        return variable | {"when": {name: list(codes) for name, codes in self.when.codes.items()}}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the step of a file."""
        when = read.get("when")
        return cls(read_variable(read), When({name: tuple(codes) for name, codes in when.items()}) if when else None)


@dataclass(frozen=True)
class Steps:
    """Steps in the order in which they are drawn."""

    steps: tuple[Step, ...]

    def draw(self, rng: Generator, known: dict[str, Floats], size: int) -> dict[str, Floats]:
        """Return the positions of ``size`` rows by variable, and add them to ``known``."""
        drawn: dict[str, Floats] = {}
        for step in self.steps:
            known[step.variable.name] = drawn[step.variable.name] = step.draw(rng, known, size)
        return drawn

    def holds(self, positions: Positions, name: str, *levels: str) -> Flags:
        """Tell which rows have one of these levels of a category; none, where too few applications had them."""
        variable = self._named.get(name)
        if not isinstance(variable, Category):
            return np.zeros(len(next(iter(positions.values()))), dtype=bool)
        codes = [variable.levels.index(level) for level in levels if level in variable.levels]
        return np.isin(positions[name], codes)

    def values(self, positions: Positions, name: str) -> Floats:
        """Return the values of a number, NaN where there is none."""
        variable = self._named.get(name)
        if not isinstance(variable, Number):
            return np.full(len(next(iter(positions.values()))), np.nan)
        return variable.values(positions[name])

    def texts(self, positions: Positions, name: str) -> Coded:
        """Return the text of a category."""
        column = self._named[name].values(positions[name])
        if not isinstance(column, Coded):
            raise TypeError(f"{name} is a number")
        return column

    @cached_property
    def levels(self) -> dict[str, tuple[str | None, ...] | tuple[float | None, ...]]:
        """The levels of each category."""
        return {name: one.levels for name, one in self._named.items() if isinstance(one, Category)}

    @cached_property
    def _named(self) -> dict[str, Variable]:
        return {step.variable.name: step.variable for step in self.steps}

    def to_json(self) -> list[dict[str, Any]]:
        """Return the steps for a file."""
        return [step.to_json() for step in self.steps]

    @classmethod
    def from_json(cls, read: list[Mapping[str, Any]]) -> Self:
        """Return the steps of a file."""
        return cls(tuple(Step.from_json(one) for one in read))
