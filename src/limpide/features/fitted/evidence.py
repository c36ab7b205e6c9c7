"""What a snapshot keeps beside its features so that a model can learn from it without the lender's tables."""

from pathlib import Path

from limpide.features.fitted.arrival import write_arrival
from limpide.features.fitted.terms_fit import write_terms
from limpide.features.query import Run, fetch
from limpide.sources.home_credit import Tables


def write_evidence(tables: Tables, folder: Path, *, run: Run = fetch) -> None:
    """Write the lengths of past loans and the order of arrival, after the numbers of the clients."""
    write_terms(tables, folder, run=run)
    write_arrival(tables, folder, run=run)
