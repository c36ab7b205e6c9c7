"""Some clients of a snapshot: all of them, or those whose outcome is known, or is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.portfolio.snapshot import Snapshot, open_snapshot

_CELLS = 64_000_000  # float32 values read at once: a quarter of a gigabyte


class Which(StrEnum):
    """Clients to compare."""

    ALL = "all"
    LABELLED = "labelled"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, eq=False)
class Crowd:
    """``rows`` are the places of the chosen clients in the snapshot, increasing, int (clients,)."""

    snapshot: Snapshot
    rows: NDArray[np.intp]

    def __len__(self) -> int:
        """How many clients."""
        return len(self.rows)

    @property
    def is_everybody(self) -> bool:
        """Whether the whole snapshot was chosen."""
        return len(self.rows) == len(self.snapshot.client_ids)

    def columns(self, places: list[int]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield each place with its values, float32 (clients,), read in blocks of neighbouring columns."""
        width = max(1, _CELLS // max(1, len(self.snapshot.client_ids)))
        for start in range(0, len(places), width):
            wanted = places[start : start + width]
            first, last = min(wanted), max(wanted)
            block = self.snapshot.matrix[:, first : last + 1]
            block = np.ascontiguousarray((block if self.is_everybody else block[self.rows]).T)
            for place in wanted:
                yield place, block[place - first]

    def some(self, most: int) -> "Crowd":
        """Return at most so many of them, evenly spread."""
        if len(self) <= most:
            return self
        return Crowd(self.snapshot, self.rows[np.linspace(0, len(self) - 1, most).astype(np.intp)])


def open_crowd(path: Path, which: Which = Which.ALL) -> Crowd:
    """Open a snapshot and choose clients; ``InvalidInput`` when there is none of them."""
    snapshot = open_snapshot(path)
    labelled = ~np.isnan(np.asarray(snapshot.target))
    chosen = {Which.ALL: np.ones(len(labelled), dtype=bool), Which.LABELLED: labelled, Which.UNLABELLED: ~labelled}
    rows = np.flatnonzero(chosen[which])
    if not len(rows):
        raise InvalidInput(f"{path} has no {'' if which is Which.ALL else which + ' '}clients; nothing to compare")
    return Crowd(snapshot, rows)
