"""A column of a handful of rows: its values, and which of them are known."""

from dataclasses import dataclass
from typing import Any

import ibis.expr.datatypes as dt
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """``values`` are int64, float64, bool or objects (text, exact integers); ``known`` is None when all are.

    What stands in the place of an unknown value means nothing, but a condition that is unknown is False. A column
    of one value stands for as many equal ones as there are rows.
    """

    values: Array
    known: NDArray[np.bool_] | None = None

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which values are known, as an array in any case."""
        return np.ones(len(self.values), dtype=np.bool_) if self.known is None else self.known

    def take(self, places: NDArray[np.intp]) -> "Column":
        """Return the rows at these places."""
        return Column(self.values[places], None if self.known is None else self.known[places])

    def take_or_unknown(self, places: NDArray[np.intp]) -> "Column":
        """Return the rows at these places; those at -1 are unknown."""
        found = places >= 0
        if not len(self.values):
            return unknown(self.values.dtype, len(places))
        taken = self.take(places)
        known = found if taken.known is None else found & taken.known
        return condition(taken.values, known) if taken.values.dtype == np.bool_ else Column(taken.values, known)

    def repeated(self, rows: int) -> "Column":
        """Return a column of that many rows, if it stands for them."""
        if len(self.values) == rows:
            return self
        known = None if self.known is None else np.broadcast_to(self.known, rows)
        return Column(np.broadcast_to(self.values, rows), known)

    def to_list(self) -> list[Any]:
        """Return Python values, None for the unknown."""
        values: list[Any] = self.values.tolist()
        if self.known is None:
            return values
        return [value if known else None for value, known in zip(values, self.known.tolist(), strict=True)]


def condition(values: Array, known: NDArray[np.bool_] | None) -> Column:
    """Return a column of truth values, False where it is unknown."""
    return Column(values if known is None else values & known, known)


def unknown(dtype: np.dtype[Any], rows: int) -> Column:
    """Return a column without a known value."""
    return Column(np.zeros(rows, dtype=dtype), np.zeros(rows, dtype=np.bool_))


def array_type(type_: dt.DataType) -> np.dtype[Any]:
    """Return how values of an Ibis type are held."""
    if type_.is_boolean():
        return np.dtype(np.bool_)
    if type_.is_integer():
        return np.dtype(np.int64)
    return np.dtype(np.float64) if type_.is_floating() else np.dtype(object)
