"""Index of the clients of a snapshot by identifier: point reads, prefixes, pages, sets, without a scan."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, SupportsIndex

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.core.identifiers import LONGEST, ClientId, SortKey, is_applicant, is_number, number_spans, sort_key

_DIGITS = 18  # of a number that int64 holds
_LAST = "\U0010ffff"


@dataclass(frozen=True, eq=False)
class ClientIndex:
    """``ids`` is int64 or text (clients,), in the order of ``core.identifiers.sort_key``.

    >>> index = ClientIndex(np.array(["9", "10", "010", "b/7"]))
    >>> index.find("b/7"), index.find("11"), index.spans("1"), index.rank_after("10")
    (3, None, [(1, 2)], 2)
    """

    ids: NDArray[Any]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_numeric(self) -> bool:
        """Whether every identifier is a whole number, kept as one."""
        return self.ids.dtype.kind == "i"

    def name(self, position: SupportsIndex) -> ClientId:
        """Return the identifier at a position."""
        return str(self.ids[position])

    def names(self, positions: Any) -> list[ClientId]:
        """Return the identifiers at some positions."""
        return [str(each) for each in self.ids[positions].tolist()]

    @property
    def arrow_type(self) -> pa.DataType:
        """The type of a column of identifiers in files: int64 or string."""
        return pa.int64() if self.is_numeric else pa.string()

    def to_arrow(self, block: slice) -> pa.Array:
        """Return a block of identifiers, int64 or string."""
        return pa.array(self.ids[block].tolist(), self.arrow_type)

    def find(self, client_id: ClientId) -> int | None:
        """Return the position of a client, None when there is none of that identifier."""
        if self.is_numeric and not _fits(client_id):
            return None
        position = self._first(client_id)
        return position if position < len(self.ids) and str(self.ids[position]) == client_id else None

    def find_all(self, client_ids: Iterable[ClientId]) -> NDArray[np.intp]:
        """Return the position of each client, -1 for those who are not here."""
        wanted = list(client_ids)
        if self.is_numeric:
            numbers = np.array([int(each) if _fits(each) else -1 for each in wanted], dtype=np.int64)
            return _look_up(self.ids, numbers, None)
        return _look_up(self.ids, np.array(wanted, dtype=np.str_), self._by_code_point)

    def mask(self, client_ids: Iterable[ClientId]) -> NDArray[np.bool_]:
        """Return who is among some clients, bool (clients,)."""
        found = np.zeros(len(self.ids), dtype=np.bool_)
        positions = self.find_all(client_ids)
        found[positions[positions >= 0]] = True
        return found

    def rank_after(self, client_id: ClientId | None) -> int:
        """Return the position from which clients come after an identifier; applicants come after every client."""
        if client_id is None:
            return 0
        if is_applicant(client_id):
            return len(self.ids)
        if not self.is_numeric:
            return bisect_right(self.ids, sort_key(client_id), key=_key)
        if not is_number(client_id) or not _fits(client_id):
            return len(self.ids)
        return int(np.searchsorted(self.ids, int(client_id), side="right"))

    def spans(self, prefix: str) -> list[tuple[int, int]]:
        """Return the intervals of positions whose identifiers start with a prefix, in order."""
        if prefix == "":
            return [(0, len(self.ids))]
        bounds = self._number_bounds(prefix) if self.is_numeric else self._text_bounds(prefix)
        return [(start, stop) for start, stop in bounds if start < stop]

    def _first(self, client_id: ClientId) -> int:
        if self.is_numeric:
            return int(np.searchsorted(self.ids, int(client_id)))
        return bisect_left(self.ids, sort_key(client_id), key=_key)

    def _number_bounds(self, prefix: str) -> Iterator[tuple[int, int]]:
        longest = len(str(self.ids[-1])) if len(self.ids) else 0
        for low, high in number_spans(prefix, digits=min(longest, _DIGITS)):
            start, stop = np.searchsorted(self.ids, [low, high]).tolist()
            yield start, stop

    def _text_bounds(self, prefix: str) -> Iterator[tuple[int, int]]:
        keys = [(False, digits, prefix) for digits in range(len(prefix), LONGEST + 1)] if is_number(prefix) else []
        for group, digits, text in [*keys, (True, 0, prefix)]:
            start = bisect_left(self.ids, (group, digits, text), key=_key)
            yield start, bisect_left(self.ids, (group, digits, text + _LAST), lo=start, key=_key)

    @cached_property
    def _by_code_point(self) -> NDArray[np.intp]:
        return np.argsort(self.ids, kind="stable")


def _fits(client_id: ClientId) -> bool:
    return is_number(client_id) and len(client_id) <= _DIGITS


def _key(client_id: Any) -> SortKey:
    return sort_key(str(client_id))


def _look_up(ids: NDArray[Any], wanted: NDArray[Any], order: NDArray[np.intp] | None) -> NDArray[np.intp]:
    if not len(ids) or not len(wanted):
        return np.full(len(wanted), -1, dtype=np.intp)
    places = np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)
    positions = places if order is None else order[places]
    return np.where(ids[positions] == wanted, positions, -1).astype(np.intp)
