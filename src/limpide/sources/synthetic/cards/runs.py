"""From which month on the columns of a card are known: particulars of drawings, payments and instalments."""

from collections.abc import Mapping

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.measured import Measured, Texts
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions

_SOON = 2  # months after the first use


def first_and_last(holds: Flags, card: Ints, rank: Ints, size: int) -> tuple[Floats, Floats]:
    """Return the first and the last rank of each card at which it is so: 97 and -1 where it never is."""
    first, last = np.full(size, 97.0), np.full(size, -1.0)
    np.minimum.at(first, card[holds], rank[holds])
    np.maximum.at(last, card[holds], rank[holds])
    return first, last


def trailing(holds: Flags, card: Ints, rank: Ints, months: Ints) -> Floats:
    """Return the months at the end of each card's life in which it is not so."""
    return np.asarray(months - 1 - first_and_last(holds, card, rank, len(months))[1])


def measure_runs(wait: Floats, unnamed: Floats, unpaid: Floats, unbilled: Floats, months: Ints) -> Measured:
    """Return from when on the columns are known, against the first use after ``wait`` months, as variables."""
    return {
        "named": _named(unnamed, _of_named(wait, months)),
        "unnamed": unnamed,
        "paid known": _named(unpaid, _of_paid(unnamed, months)),
        "unpaid": unpaid,
        "bills known": _named(unbilled, _of_billed(wait, months)),
        "unbilled": unbilled,
    }


def compose_runs(steps: Steps, drawn: Positions, wait: Floats, months: Ints) -> dict[str, Floats]:
    """Return the months before each of the columns is known."""
    found: dict[str, Floats] = {}

    def months_of(name: str, category: str, usual: Mapping[str, Floats], most: Floats | Ints) -> Floats:
        run = np.rint(np.nan_to_num(steps.values(drawn, name)))
        run = np.minimum(run, np.where(wait < months, wait + _SOON, months))
        for level, value in usual.items():
            run = np.where(steps.holds(drawn, category, level), value, run)
        return np.minimum(run, most)

    # Nothing is drawn while its particulars are unknown.
    found["unnamed"] = months_of("unnamed", "named", _of_named(wait, months), np.minimum(wait, months))
    found["unpaid"] = months_of("unpaid", "paid known", _of_paid(found["unnamed"], months), months)
    found["unbilled"] = months_of("unbilled", "bills known", _of_billed(wait, months), months - 1)
    return found


def _of_named(wait: Floats, months: Ints) -> dict[str, Floats]:
    return {"at once": np.zeros(len(wait)), "when used": np.minimum(wait, months)}


def _of_paid(unnamed: Floats, months: Ints) -> dict[str, Floats]:
    return {
        "at once": np.zeros(len(unnamed)), "never": months.astype(np.float64), "with them": unnamed,
        "after them": np.minimum(unnamed + 1, months),
    }  # fmt: skip


def _of_billed(wait: Floats, months: Ints) -> dict[str, Floats]:
    return {"at once": np.zeros(len(wait)), "when used": np.minimum(wait, months), "after use": wait + 1}


def _named(run: Floats, usual: Mapping[str, Floats]) -> Texts:
    return np.select([run == value for value in usual.values()], list(usual), "later").astype(object)
