"""How many applications stand behind a figure, and the least that may."""

import numpy as np

from limpide.core.errors import InvalidInput
from limpide.sources.synthetic.draws import Ints

LEAST = 20
"""No figure that leaves a lender's house stands for fewer applications."""


def applications(owners: Ints) -> int:
    """Count the different applications among the owners of some rows."""
    return len(np.unique(owners))


def chunks(owners: Ints, *, wanted: int) -> list[int]:
    """Cut rows into about ``wanted`` equal runs of ``LEAST`` applications or more; return the cuts, from 0 to the end.

    Raises InvalidInput when all the rows together have too few.
    """
    check(applications(owners), "a distribution")
    cuts = np.unique(np.linspace(0, len(owners), max(wanted, 1) + 1).astype(int)).tolist()
    kept = [0]
    for cut in cuts[1:-1]:
        if applications(owners[kept[-1] : cut]) >= LEAST:
            kept.append(cut)
    while len(kept) > 1 and applications(owners[kept[-1] :]) < LEAST:
        kept.pop()
    return [*kept, len(owners)]


def check(count: int, what: str) -> None:
    """Refuse a figure that too few applications stand behind."""
    if count < LEAST:
        raise InvalidInput(
            f"{what} would stand for {count} applications, fewer than {LEAST}: give tables of more clients"
        )
