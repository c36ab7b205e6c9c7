"""Tariff learnt from the book: prices that are common among the loans of a client base, none behind few loans."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.features.fitted.terms import KIND, TermTable, read_terms
from limpide.features.tariff import STEP, UNIT, Price, Tariff, effective_rate, find_tariff
from limpide.portfolio.loans import AMOUNT, CONTRACT, GOODS, INSTALMENT
from limpide.portfolio.snapshot import Snapshot

MIN_LOANS = 20
"""Loans that a learnt price must have behind it."""
_MULTIPLE = 6  # durations are told in half years, as past loans have them
_NEAR = 1.0  # months
_SAME = 0.8  # share of the loans at a price whose expected length must be near one duration

Vector = NDArray[np.float64]


def open_tariff(snapshot: Snapshot) -> Tariff:
    """Return the tariff that the lender gave with a snapshot, otherwise the one that its loans tell."""
    given = find_tariff(snapshot.path)
    return given or learn_tariff(snapshot.applications, read_terms(snapshot.path))


def learn_tariff(applications: pa.Table, terms: TermTable | None) -> Tariff:
    """Group loans by kind and instalment per 10,000 in cells of 5; one price a cell with ``MIN_LOANS`` loans.

    ``applications`` are the lender's rows. The duration is that of past loans of the same shape (``fitted.terms``),
    where they agree; without past loans, or where they do not agree, it is not known, and neither is the rate.
    """
    kinds = np.array(applications[CONTRACT].to_pylist(), dtype=object)
    amount, instalment, goods = (_numbers(applications, name) for name in (AMOUNT, INSTALMENT, GOODS))
    sound = (amount > 0) & (instalment > 0)
    prices: list[Price] = []
    for kind in sorted({each for each in kinds[sound] if each is not None}):
        of_kind = sound & (kinds == kind)
        loans = amount[of_kind], instalment[of_kind], goods[of_kind]
        months = terms.months(*loans) if terms is not None and kind == KIND else np.full(len(loans[0]), np.nan)
        prices += _prices(kind, loans[0], loans[1], months)
    return Tariff(tuple(prices))


def _prices(kind: str, amount: Vector, instalment: Vector, months: Vector) -> Iterator[Price]:
    per = UNIT * instalment / amount
    _, place, counts = np.unique(np.floor(per / STEP + 0.5), return_inverse=True, return_counts=True)
    for cell in np.flatnonzero(counts >= MIN_LOANS):
        at_price = place == cell
        middle = float(np.median(per[at_price]))
        duration = _duration(months[at_price])
        rate = None if duration is None else effective_rate(middle, duration)
        yield Price(
            kind=kind,
            per_10000=middle,
            months=None if rate is None else duration,
            yearly_rate=rate,
            amounts=(float(amount[at_price].min()), float(amount[at_price].max())),
            loans=int(counts[cell]),
        )


def _duration(months: Vector) -> int | None:
    """Return the duration near which enough of the expected lengths lie, in months; None when there is none."""
    known = months[np.isfinite(months)]
    if len(known) < MIN_LOANS:
        return None
    duration = _MULTIPLE * round(float(np.median(known)) / _MULTIPLE)
    agreeing = np.abs(known - duration) <= _NEAR
    return duration if duration > 0 and float(agreeing.sum()) >= _SAME * len(months) else None


def _numbers(applications: pa.Table, name: str) -> Vector:
    return np.asarray(applications[name].to_numpy(zero_copy_only=False), dtype=np.float64)
