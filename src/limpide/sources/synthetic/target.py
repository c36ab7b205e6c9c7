"""The risk of a client, read off what was drawn for them, and the default it may lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Floats, Generator, Ints, sigmoid
from limpide.sources.synthetic.measured import Measured
from limpide.sources.synthetic.quantiles import Quantiles
from limpide.sources.synthetic.tree import Positions


@dataclass(frozen=True)
class Effect:
    """What one variable adds to the log-odds of default, by equal parts of its levels (missing last) or by code."""

    steps: Floats
    category: bool

    def of(self, position: Floats) -> Floats:
        """Return what each row's position adds."""
        if self.category:
            return self.steps[position.astype(np.int64)]
        return self.steps[parts(position, len(self.steps) - 1)]

    def to_json(self) -> dict[str, Any]:
        """Return the effect for a file."""
        return {"category": self.category, "steps": [round(float(step), 4) for step in self.steps]}


def parts(level: Floats, count: int) -> Ints:
    """Return which of ``count`` equal parts each level is in; ``count`` where it is missing."""
    part = np.minimum(np.floor(np.nan_to_num(level) * count), count - 1)
    return np.where(np.isnan(level), count, part).astype(np.int64)


@dataclass(frozen=True)
class Target:
    """The log-odds of default as a sum of effects of the variables of an application."""

    intercept: float
    effects: Mapping[str, Effect]

    def margin(self, positions: Positions) -> Floats:
        """Return the log-odds of default of each row."""
        total = np.full(len(next(iter(positions.values()))), self.intercept)
        for name, effect in self.effects.items():
            total += effect.of(positions[name])
        return total

    def to_json(self) -> dict[str, Any]:
        """Return the effects for a file."""
        return {"intercept": self.intercept, "effects": {name: one.to_json() for name, one in self.effects.items()}}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the effects of a file."""
        effects = {name: Effect(np.array(one["steps"]), one["category"]) for name, one in read["effects"].items()}
        return cls(read["intercept"], effects)


@dataclass(frozen=True)
class Histories:
    """What the summaries of a client's histories add to the log-odds; ``quantiles`` give their levels.

    ``centre`` and ``spread`` are mean and deviation of the log-odds of everything together.
    """

    quantiles: Mapping[str, Quantiles]
    target: Target
    centre: float
    spread: float

    def margin(self, summaries: Measured) -> Floats:
        """Return what each client's histories add."""
        return self.target.margin(self.levels(summaries))

    def levels(self, summaries: Measured) -> dict[str, Floats]:
        """Return the levels of the summaries."""
        return {name: one.level(np.asarray(summaries[name], dtype=np.float64)) for name, one in self.quantiles.items()}

    def risk(self, margin: Floats) -> Floats:
        """Return the log-odds of everything together on a scale with mean 0 and deviation 1."""
        return (margin - self.centre) / self.spread

    def to_json(self) -> dict[str, Any]:
        """Return the effects for a file."""
        quantiles = {name: one.to_json() for name, one in self.quantiles.items()}
        return {"centre": self.centre, "spread": self.spread, "quantiles": quantiles, "target": self.target.to_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the effects of a file."""
        quantiles = {name: Quantiles.from_json(one) for name, one in read["quantiles"].items()}
        return cls(quantiles, Target.from_json(read["target"]), read["centre"], read["spread"])


def draw_target(rng: Generator, margin: Floats) -> Ints:
    """Draw who defaults."""
    return np.asarray(rng.random(len(margin)) < sigmoid(margin), dtype=np.int64)
