"""Variables drawn one after the other, each given those before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from limpide.sources.synthetic.draws import Coded, Floats, Generator
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Variable, read_variable


@dataclass(frozen=True)
class Sequence:
    """Variables in the order in which they are drawn."""

    variables: tuple[Variable, ...]

    def draw(self, rng: Generator, given: Positions, size: int) -> dict[str, Floats]:
        """Return the position of each of ``size`` rows for each variable; ``given`` holds what was known before."""
        drawn: dict[str, Floats] = {}
        known = dict(given)
        for variable in self.variables:
            known[variable.name] = drawn[variable.name] = variable.draw(rng, known, size)
        return drawn

    def values(self, positions: Positions) -> dict[str, Floats | Coded]:
        """Return the values at these positions: numbers, or text columns."""
        return {variable.name: variable.values(positions[variable.name]) for variable in self.variables}

    def to_json(self) -> list[dict[str, Any]]:
        """Return the variables for a file."""
        return [variable.to_json() for variable in self.variables]

    @classmethod
    def from_json(cls, read: list[Mapping[str, Any]]) -> Self:
        """Return the variables of a file."""
        return cls(tuple(read_variable(one) for one in read))
