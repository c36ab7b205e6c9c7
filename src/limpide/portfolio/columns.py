"""One feature of everybody: read from the snapshot's columns when asked for, the latest ones kept."""

from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from limpide.core.errors import NotFound
from limpide.features import layout
from limpide.features.layout import FeatureColumn
from limpide.portfolio.snapshot import Snapshot

_KEPT: Final = 40  # columns of four bytes a client


class UnknownFeature(NotFound):
    """No feature of that name in the snapshot."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the snapshot has no feature {name!r}; ask for the list of features")


class Columns:
    """The features of a snapshot by name, each float32 (clients,) with codes for categories and NaN for missing."""

    def __init__(self, snapshot: Snapshot) -> None:
        # Opened now: the folder may be replaced by another snapshot while this one is still asked.
        self._source = pa.memory_map(str(snapshot.path / layout.POPULATION))
        self._columns = {column.name: column for column in snapshot.columns}
        self._places = {column.name: place for place, column in enumerate(snapshot.columns)}
        self._kept: dict[str, NDArray[np.float32]] = {}
        self._lock = Lock()

    def holds(self, name: str) -> bool:
        """Whether the snapshot has a feature of that name."""
        return name in self._columns

    def get_column(self, name: str) -> FeatureColumn:
        """Return what a feature is; ``UnknownFeature`` when there is none of that name."""
        if not self.holds(name):
            raise UnknownFeature(name)
        return self._columns[name]

    def place(self, name: str) -> int:
        """Return where a feature stands in a row of the client base."""
        self.get_column(name)
        return self._places[name]

    def read(self, name: str) -> NDArray[np.float32]:
        """Return a feature of every client, float32 (clients,), in order of the snapshot."""
        column = self.get_column(name)
        with self._lock:
            values = self._kept.pop(name, None)
            if values is None:
                values = self._read(column)
            self._kept[name] = values  # the latest one last
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return values

    @cached_property
    def _file(self) -> pq.ParquetFile:
        return pq.ParquetFile(self._source)

    def _read(self, column: FeatureColumn) -> NDArray[np.float32]:
        found = self._file.read(columns=[column.name])[column.name]
        if column.categories is not None:
            words = pa.array(column.categories, type=pa.string())
            found = pc.index_in(found.cast(pa.string()), value_set=words)
        values: NDArray[np.float32] = found.cast(pa.float32()).to_numpy()
        values = np.asarray(values, dtype=np.float32)
        values.setflags(write=False)
        return values
