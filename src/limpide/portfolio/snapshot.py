"""Point reads on a snapshot: one client's features in microseconds, from files mapped into memory."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.core import seal
from limpide.features import layout
from limpide.features.layout import FeatureColumn, SnapshotManifest


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The client base on one day, read only; arrays are mapped, not loaded.

    ``matrix`` is float32 (clients, columns); ``client_ids`` int64, increasing; ``target`` float32 (NaN unknown);
    ``person`` int64, equal for applications of the same person; ``applications`` the lender's rows in that order.
    """

    version: str
    path: Path
    manifest: SnapshotManifest
    client_ids: NDArray[np.int64]
    matrix: NDArray[np.float32]
    target: NDArray[np.float32]
    person: NDArray[np.int64]
    applications: pa.Table
    suppressed: set[int] = field(default_factory=set)  # erased since it was built: as if they were not in it

    @property
    def columns(self) -> tuple[FeatureColumn, ...]:
        """The features, in the order of the matrix."""
        return self.manifest.columns

    def find_position(self, client_id: int) -> int | None:
        """Return the row of a client, or None."""
        if client_id in self.suppressed:
            return None
        position = int(np.searchsorted(self.client_ids, client_id))
        if position < len(self.client_ids) and int(self.client_ids[position]) == client_id:
            return position
        return None

    def application(self, position: int) -> dict[str, Any]:
        """Return the lender's application row at a position, by column name."""
        row: dict[str, Any] = self.applications.slice(position, 1).to_pylist()[0]
        return row


def open_snapshot(path: Path, *, thorough: bool = False) -> Snapshot:
    """Open a snapshot; ``thorough`` checks every byte against the seal, otherwise only the list of digests."""
    version = seal.verify(path) if thorough else seal.read_version(path)
    return Snapshot(
        version=version,
        path=path,
        manifest=layout.read_manifest(path),
        client_ids=np.load(path / layout.CLIENT_IDS, mmap_mode="r", allow_pickle=False),
        matrix=np.load(path / layout.FEATURES, mmap_mode="r", allow_pickle=False),
        target=np.load(path / layout.TARGET, mmap_mode="r", allow_pickle=False),
        person=np.load(path / layout.PERSON, mmap_mode="r", allow_pickle=False),
        applications=pa.ipc.open_file(pa.memory_map(str(path / layout.APPLICATIONS))).read_all(),
    )
