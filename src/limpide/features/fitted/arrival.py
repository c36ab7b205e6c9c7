"""In which order clients applied: the tables carry no date, but the bureau numbers its rows as reports come in."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.features.query import Run, fetch
from limpide.sources.home_credit import Tables

FILE = "arrival.npy"


def write_arrival(tables: Tables, folder: Path, *, clients: NDArray[np.int64], run: Run = fetch) -> None:
    """Write the smallest bureau number of each client into a snapshot that is being built, NaN without a report.

    ``clients`` are their keys in the tables, int64 (clients,), in order. Text tells no order: all are NaN.
    """
    from ibis import _

    arrival = np.full(len(clients), np.nan)
    if "bureau_loan_id" in tables.text_keys:
        np.save(folder / FILE, arrival, allow_pickle=False)
        return
    first = run(tables.bureau.group_by("client_id").aggregate(number=_.bureau_loan_id.min()))
    known = np.isin(first["client_id"].to_numpy(), clients)
    places = np.searchsorted(clients, first["client_id"].to_numpy()[known])
    arrival[places] = first["number"].to_numpy()[known]
    np.save(folder / FILE, arrival, allow_pickle=False)


def read_arrival(folder: Path) -> NDArray[np.float64] | None:
    """Return a number that grows with the time of application, float64 (clients,), NaN where it is not known."""
    path = folder / FILE
    return np.load(path, allow_pickle=False) if path.exists() else None
