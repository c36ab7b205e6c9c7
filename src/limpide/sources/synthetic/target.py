"""The risk of a client, read off what was drawn for them, and the default it may lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Floats, Generator, Ints, sigmoid
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
    """The log-odds of default as a sum of effects; ``centre`` and ``spread`` are their mean and deviation."""

    intercept: float
    effects: Mapping[str, Effect]
    centre: float
    spread: float

    def margin(self, positions: Positions) -> Floats:
        """Return the log-odds of default of each row."""
        total = np.full(len(next(iter(positions.values()))), self.intercept)
        for name, effect in self.effects.items():
            total += effect.of(positions[name])
        return total

    def risk(self, margin: Floats) -> Floats:
        """Return the margin on a scale with mean 0 and deviation 1."""
        return (margin - self.centre) / self.spread

    def to_json(self) -> dict[str, Any]:
        """Return the effects for a file."""
        effects = {name: effect.to_json() for name, effect in self.effects.items()}
        return {"intercept": self.intercept, "centre": self.centre, "spread": self.spread, "effects": effects}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the effects of a file."""
        effects = {name: Effect(np.array(one["steps"]), one["category"]) for name, one in read["effects"].items()}
        return cls(read["intercept"], effects, read["centre"], read["spread"])


def draw_target(rng: Generator, margin: Floats) -> Ints:
    """Draw who defaults."""
    return np.asarray(rng.random(len(margin)) < sigmoid(margin), dtype=np.int64)
