"""Other loans that a client could ask for: less, with a down payment, over a longer or a shorter time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pyarrow.compute as pc

from limpide.contract import Lever
from limpide.portfolio.declared import Row
from limpide.portfolio.snapshot import Snapshot

AMOUNT, INSTALMENT, GOODS = "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"
_KIND = "NAME_CONTRACT_TYPE"
_FINE = tuple(round(1 - 0.025 * step, 3) for step in range(1, 25))
_COARSE = tuple(round(1 - 0.05 * step, 3) for step in range(1, 13))
_LENGTHS = (0.6, 0.75, 0.9, 1.1, 1.25, 1.5, 1.75, 2.0)
_EFFORT_OF_A_LEVER = 0.1  # two things to change are more than one


@dataclass(frozen=True)
class Loan:
    """An amount, what is paid back a month, the price of the goods (None: not known); euros."""

    amount: float
    instalment: float
    goods: float | None

    @property
    def months(self) -> float:
        """Amount over instalment: the length without interest."""
        return self.amount / self.instalment


@dataclass(frozen=True)
class Offer:
    """Another loan, what the client does differently, and how much that asks of them."""

    loan: Loan
    levers: tuple[Lever, ...]
    effort: float


@dataclass(frozen=True, eq=False)
class Range:
    """What loans of one kind look like: 1 % and 99 % of amounts (euros), and of amount over instalment (months)."""

    amounts: tuple[float, float]
    months: tuple[float, float]

    def holds(self, loan: Loan) -> bool:
        """Whether such a loan is usual."""
        usual = self.amounts[0] <= loan.amount <= self.amounts[1]
        return usual and self.months[0] <= loan.months <= self.months[1]


class Ranges:
    """What is usual in a client base, by kind of loan; worked out when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def find(self, kind: str | None) -> Range | None:
        """Return what loans of a kind look like, None when there are none."""
        return self._ranges.get(kind)

    @cached_property
    def _ranges(self) -> dict[str | None, Range]:
        table = self._snapshot.applications.select([_KIND, AMOUNT, INSTALMENT])
        kinds = [kind for kind in pc.unique(table[_KIND]).to_pylist() if kind is not None]
        return {kind: _range(table.filter(pc.equal(table[_KIND], kind))) for kind in kinds}


def _range(table: "object") -> Range:
    amount, instalment = (np.asarray(table[name], dtype=np.float64) for name in (AMOUNT, INSTALMENT))  # type: ignore[index]
    with np.errstate(invalid="ignore", divide="ignore"):
        months = amount / instalment
    return Range(_tails(amount), _tails(months))


def _tails(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float]:
    present = values[np.isfinite(values)]
    if not len(present):
        return 0.0, math.inf
    low, high = np.quantile(present, (0.01, 0.99))
    return float(low), float(high)


def find_loan(application: Row) -> Loan | None:
    """Return the loan that is asked for, None when the amount or the instalment is not known."""
    amount, instalment, goods = (application.get(name) for name in (AMOUNT, INSTALMENT, GOODS))
    if not amount or not instalment:
        return None
    return Loan(float(amount), float(instalment), None if goods is None else float(goods))


def offers(loan: Loan, usual: Range) -> list[Offer]:
    """Return the plausible other loans, at most some three hundred, the least effort first."""
    found = {offer.loan: offer for offer in sorted(_all(loan), key=lambda one: -one.effort) if usual.holds(offer.loan)}
    return sorted(found.values(), key=lambda one: (one.effort, one.levers))


def _all(loan: Loan) -> Iterator[Offer]:
    shares = ((1.0, _LENGTHS), *((share, (1.0,)) for share in _FINE), *((share, _LENGTHS) for share in _COARSE))
    for share, lengths in shares:
        for length, down in product(lengths, (False, True)):
            if down and (loan.goods is None or share == 1.0):
                continue
            yield _offer(loan, share=share, length=length, down=down)


def _offer(loan: Loan, *, share: float, length: float, down: bool) -> Offer:
    levers = []
    if share < 1:
        levers.append(Lever.DOWN_PAYMENT if down else Lever.LESS)
    if length != 1:
        levers.append(Lever.LONGER if length > 1 else Lever.SHORTER)
    goods = loan.goods if loan.goods is None or down or share == 1 else _rounded(loan.goods * share)
    amount = _rounded(loan.amount * share) if share < 1 else loan.amount
    instalment = _rounded(loan.instalment * (amount / loan.amount) / length)
    effort = abs(math.log(share)) + 0.5 * abs(math.log(length)) + _EFFORT_OF_A_LEVER * (len(levers) - 1)
    return Offer(Loan(amount, instalment, goods), tuple(levers), effort)


def _rounded(amount: float) -> float:
    """As an officer would write it: to 100 euros from 20,000 on, to 10 from 2,000 on, else to one euro."""
    step = 100 if amount >= 20_000 else 10 if amount >= 2_000 else 1
    return float(max(step, step * round(amount / step)))
