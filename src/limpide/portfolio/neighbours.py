"""The clients closest to one: found exactly, looking at a third of the axes of everybody and at all axes of a few."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from limpide.portfolio.space import Places

HEAD = 8  # leading axes that are looked at for everybody
_STRIDE = 64
_SLACK = 1e-5  # rounding of float32 sums


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """``places`` is float32 (clients, axes), ``head`` its first axes as float32 (axes, clients)."""

    places: Places
    head: Places

    def nearest(
        self, place: Places, *, count: int, without: int | None
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return positions and distances of the closest clients, the closest first, ties in order of position.

        ``place`` is float32 (axes,); ``without`` is the position of the client themself.
        """
        lower = self._lower_bounds(place)
        if without is not None:
            lower[without] = np.inf
        wanted = min(count, int(np.isfinite(lower).sum()))
        reach = self._guess(lower, wanted)
        while True:
            near = np.flatnonzero(lower <= reach)
            exact = self._distances(near, place)
            if len(near) >= wanted:
                farthest = float(np.partition(exact, wanted - 1)[wanted - 1]) if wanted else 0.0
                if farthest + _SLACK <= reach or not wanted:
                    break
                reach = farthest + _SLACK
            else:
                reach = 2 * reach + _SLACK
        order = np.lexsort((near, exact))[:wanted]
        return near[order], np.sqrt(exact[order])

    def _lower_bounds(self, place: Places) -> NDArray[np.float32]:
        """Squared distance along the leading axes: but for rounding, never more than the whole one."""
        leading = place[: len(self.head)]
        total: NDArray[np.float32] = leading @ self.head
        total *= np.float32(-2)
        total += self._lengths
        total += leading @ leading
        return total

    @cached_property
    def _lengths(self) -> NDArray[np.float32]:
        """Squared length of everybody's leading axes, float32 (clients,)."""
        lengths: NDArray[np.float32] = np.einsum("ij,ij->j", self.head, self.head)
        return lengths

    def _guess(self, lower: NDArray[np.float32], wanted: int) -> float:
        """A reach that holds a few times as many clients as are wanted, judged by a part of them."""
        some = lower[::_STRIDE]
        place = min(len(some) - 1, 8 + 4 * wanted // _STRIDE)
        found = float(np.partition(some, place)[place])
        return found if np.isfinite(found) else float(lower[np.isfinite(lower)].max(initial=0.0))

    def _distances(self, positions: NDArray[np.intp], place: Places) -> NDArray[np.float64]:
        differences = self.places[positions].astype(np.float64) - place
        found: NDArray[np.float64] = np.einsum("ij,ij->i", differences, differences)
        return found
