"""A stage of details: variables in turn, some of which stay what they were in the client's row before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Generator, Ints
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category, Number, read_variable

KEEPS = {
    "kept request": ("place", "SELLERPLACE_AREA", "NAME_TYPE_SUITE", "NAME_PAYMENT_TYPE"),
    "kept offer": ("product", "NAME_GOODS_CATEGORY", "CNT_PAYMENT", "over", "cost"),
    "kept reason": ("CODE_REJECT_REASON",),
}
"""What may stay as it was, and the variable that says which of it does: one 0 or 1 for each."""


@dataclass(frozen=True)
class Stage:
    """Variables in the order of drawing; before the first of those that may stay, one of ``KEEPS`` says which do."""

    sequence: Sequence

    def draw(self, rng: Generator, given: Positions, before: Ints) -> dict[str, Floats]:
        """Return the positions of the variables; ``before`` is, for each row, the client's row before, -1 without."""
        size = len(before)
        drawn: dict[str, Floats] = {}
        known = dict(given)
        for variable in self.sequence.variables:
            position = variable.draw(rng, known, size)
            if isinstance(variable, Category) and variable.name in KEEPS:
                position = np.where(before >= 0, position, 0.0)
            elif (kept := self._kept(variable.name, drawn, before)) is not None:
                position = position[origins(kept, before)]
            known[variable.name] = drawn[variable.name] = position
        return drawn

    def _kept(self, name: str, drawn: Positions, before: Ints) -> Flags | None:
        """Tell which rows keep the variable of the row before; None if the stage never keeps it."""
        for variable in self.sequence.variables:
            if isinstance(variable, Number) or name not in KEEPS.get(variable.name, ()):
                continue
            place = KEEPS[variable.name].index(name)
            keeps = np.array([str(level)[place] == "1" for level in variable.levels])
            return np.asarray(keeps[drawn[variable.name].astype(np.int64)] & (before >= 0))
        return None

    def to_json(self) -> list[dict[str, Any]]:
        """Return the variables for a file."""
        return self.sequence.to_json()

    @classmethod
    def from_json(cls, read: list[Mapping[str, Any]]) -> Self:
        """Return the variables of a file."""
        return cls(Sequence(tuple(read_variable(one) for one in read)))


def origins(kept: Flags, before: Ints) -> Ints:
    """Return the row whose value each row has: its own, or that of the first row of a run that kept it.

    >>> origins(np.array([False, True, True]), np.array([-1, 0, 1]))
    array([0, 0, 0])
    """
    origin = np.where(kept, before, np.arange(len(kept)))
    while (further := origin[origin] != origin).any():
        origin = np.where(further, origin[origin], origin)
    return np.asarray(origin)


def rows_before(owner: Ints) -> Ints:
    """Return, for rows in the order in which they are drawn, the row before of the same client, -1 without.

    >>> rows_before(np.array([5, 7, 5]))
    array([-1, -1,  0])
    """
    order = np.argsort(owner, kind="stable")
    before = np.full(len(owner), -1, dtype=np.int64)
    same = owner[order][1:] == owner[order][:-1]
    before[order[1:][same]] = order[:-1][same]
    return before
