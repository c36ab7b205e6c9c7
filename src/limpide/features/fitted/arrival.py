"""In which order clients applied: the tables carry no date, but the bureau numbers its rows as reports come in."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.features.layout import CLIENT_IDS
from limpide.features.query import Run, fetch
from limpide.sources.home_credit import Tables

FILE = "arrival.npy"


def write_arrival(tables: Tables, folder: Path, *, run: Run = fetch) -> None:
    """Write the smallest bureau number of each client into a snapshot that is being built, NaN without a report."""
    from ibis import _

    client_ids = np.load(folder / CLIENT_IDS, allow_pickle=False)
    first = run(tables.bureau.group_by("client_id").aggregate(number=_.bureau_loan_id.min()))
    known = np.isin(first["client_id"].to_numpy(), client_ids)
    arrival = np.full(len(client_ids), np.nan)
    places = np.searchsorted(client_ids, first["client_id"].to_numpy()[known])
    arrival[places] = first["number"].to_numpy()[known]
    np.save(folder / FILE, arrival, allow_pickle=False)


def read_arrival(folder: Path) -> NDArray[np.float64] | None:
    """Return a number that grows with the time of application, float64 (clients,), NaN where it is not known."""
    path = folder / FILE
    return np.load(path, allow_pickle=False) if path.exists() else None
