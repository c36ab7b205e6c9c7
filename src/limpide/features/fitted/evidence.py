"""What a snapshot keeps beside its features so that a model can learn from it without the lender's tables."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.features.fitted.arrival import write_arrival
from limpide.features.fitted.terms_fit import write_terms
from limpide.features.query import Run, fetch
from limpide.sources.home_credit import Tables


def write_evidence(tables: Tables, folder: Path, *, clients: NDArray[np.int64], run: Run = fetch) -> None:
    """Write the lengths of past loans and the order of arrival, of the clients with these keys."""
    write_terms(tables, folder, run=run)
    write_arrival(tables, folder, clients=clients, run=run)
