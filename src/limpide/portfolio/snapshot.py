"""Point reads on a snapshot: one client's features in microseconds, from files mapped into memory."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.core import seal
from limpide.core.errors import Corrupt
from limpide.core.identifiers import ClientId
from limpide.features import layout
from limpide.features.layout import FeatureColumn, SnapshotManifest
from limpide.features.loan_files import LoanHistories, Row, open_loans
from limpide.lenders import Lender, find_lender, shipped_lender
from limpide.portfolio.client_index import ClientIndex
from limpide.portfolio.completeness import check_all, dated_places
from limpide.sources.base_profile import BaseProfile, find_profile


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The client base on one day, read only; arrays are mapped, not loaded.

    ``matrix`` is float32 (clients, columns); ``client_ids`` int64 or text, in the order of
    ``core.identifiers.sort_key``; ``target`` float32 (NaN unknown);
    ``person`` int64, equal for applications of the same person; ``applications`` the lender's rows in that order;
    ``lender`` the units that its lender declares.
    """

    version: str
    path: Path
    manifest: SnapshotManifest
    client_ids: NDArray[Any]
    matrix: NDArray[np.float32]
    target: NDArray[np.float32]
    person: NDArray[np.int64]
    applications: pa.Table
    lender: Lender = field(default_factory=shipped_lender)
    profile: BaseProfile | None = None  # nor have they a profile of their tables
    loans: LoanHistories | None = None  # snapshots of before they were kept have none
    suppressed: set[ClientId] = field(default_factory=set)  # erased since it was built: as if they were not in it

    @property
    def columns(self) -> tuple[FeatureColumn, ...]:
        """The features, in the order of the matrix."""
        return self.manifest.columns

    @cached_property
    def index(self) -> ClientIndex:
        """The clients by identifier."""
        return ClientIndex(self.client_ids)

    @property
    def mapped(self) -> int:
        """Bytes of its arrays and rows, mapped and not loaded."""
        arrays = (self.client_ids, self.matrix, self.target, self.person)
        loans = 0 if self.loans is None else int(self.loans.loans.nbytes)
        return sum(array.nbytes for array in arrays) + int(self.applications.nbytes) + loans

    @cached_property
    def dated_places(self) -> list[int]:
        """Where the features that date a history are in the matrix."""
        return dated_places(self.columns)

    @cached_property
    def undecidable(self) -> NDArray[np.bool_]:
        """Whose data earn no decision, bool (clients,): incomplete, or contradictory."""
        return check_all(self.applications, self.matrix, self.dated_places)

    def find_position(self, client_id: ClientId) -> int | None:
        """Return the row of a client, or None."""
        if client_id in self.suppressed:
            return None
        return self.index.find(client_id)

    def read_loans(self, position: int) -> list[Row] | None:
        """Return the loans of the client at a position, the latest first; None where the snapshot has none."""
        return None if self.loans is None else self.loans.read(position)

    def application(self, position: int) -> dict[str, Any]:
        """Return the lender's application row at a position, by column name."""
        row: dict[str, Any] = self.applications.slice(position, 1).to_pylist()[0]
        return row


def open_snapshot(path: Path, *, thorough: bool = False) -> Snapshot:
    """Open a snapshot; ``thorough`` checks every byte against the seal, otherwise only the list of digests."""
    version = seal.verify(path) if thorough else seal.read_version(path)
    manifest = layout.read_manifest(path)
    try:
        snapshot = Snapshot(
            version=version,
            path=path,
            manifest=manifest,
            client_ids=_map(path / layout.CLIENT_IDS),
            matrix=_map(path / layout.FEATURES),
            target=_map(path / layout.TARGET),
            person=_map(path / layout.PERSON),
            applications=pa.ipc.open_file(pa.memory_map(str(path / layout.APPLICATIONS))).read_all(),
            lender=find_lender(path),
            profile=find_profile(path),
            loans=open_loans(path),
        )
    except (OSError, ValueError, EOFError) as error:  # pyarrow's errors are ValueError or OSError
        raise Corrupt(f"{path} cannot be mapped ({error}); fetch it again or build it anew") from error
    _check_sizes(snapshot)
    return snapshot


def _map(path: Path) -> NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))  # lookups in a memmap itself are slow


def _check_sizes(snapshot: Snapshot) -> None:
    """The quick look does not read every byte; what was cut short or belongs to another snapshot it does see."""
    clients, columns = snapshot.manifest.clients, len(snapshot.columns)
    parts = (snapshot.client_ids, snapshot.target, snapshot.person, snapshot.applications)
    if snapshot.loans is not None and not snapshot.loans.fits(clients):
        raise Corrupt(f"{snapshot.path} has loan histories of other clients; fetch it again or build it anew")
    if {len(part) for part in parts} != {clients} or snapshot.matrix.shape != (clients, columns):
        raise Corrupt(
            f"{snapshot.path} does not hold {clients} clients with {columns} features as its manifest says; "
            "fetch it again or build it anew"
        )
