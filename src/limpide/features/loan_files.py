"""The loan histories of a snapshot as files: their columns, and one client's loans read from the mapped file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.core.errors import Corrupt

OWN, BUREAU = "own", "bureau"
COLUMNS: Final = {
    "client_id": "int64",  # string in a client base whose ids are text
    "loan_number": "int64",  # the lender's, or its code where loans have text ids
    "days_ago": "int64",  # before the application
    "kind": "string",
    "state": "string",
    "amount": "float64",
    "instalment": "float64",
    "debt": "float64",
    "overdue": "float64",
    "ended_days_ago": "int64",
    "followed": "int64",  # months followed by the bureau, or instalments paid here
    "late": "int64",  # how many of them late
    "worst_days_late": "int64",
}
FILE, INDEX = "loans.arrow", "loans_index.npy"
_TYPES = {"int64": pa.int64(), "float64": pa.float64(), "string": pa.string()}
SCHEMA = pa.schema([("origin", pa.string()), *((name, _TYPES[kind]) for name, kind in COLUMNS.items())])
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class LoanHistories:
    """The loans of the clients of a snapshot; ``index`` is int64 (clients + 1,): where those of each begin."""

    loans: pa.Table
    index: NDArray[np.int64]

    def fits(self, clients: int) -> bool:
        """Whether the index is one of that many clients and of all the loans."""
        return len(self.index) == clients + 1 and int(self.index[-1]) == self.loans.num_rows

    def read(self, position: int) -> list[Row]:
        """Return the loans of the client at a position, the latest first, as ``COLUMNS`` and ``origin``."""
        start, stop = (int(at) for at in self.index[position : position + 2])
        rows: list[Row] = self.loans.slice(start, stop - start).to_pylist()
        return rows


def open_loans(folder: Path) -> LoanHistories | None:
    """Map the loans of a snapshot, None for one of before they were kept; ``Corrupt`` when they cannot be read."""
    if not (folder / FILE).exists():
        return None
    try:
        loans = pa.ipc.open_file(pa.memory_map(str(folder / FILE))).read_all()
        index = np.asarray(np.load(folder / INDEX, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        raise Corrupt(f"{folder / FILE} cannot be mapped ({error}); fetch it again or build it anew") from error
    return LoanHistories(loans, index)
