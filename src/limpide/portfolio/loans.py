"""Loans on the tariff: what a loan becomes when its amount, duration or goods are edited, and what is on offer."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from limpide.contract import Lever
from limpide.features.tariff import UNIT, Price, Tariff
from limpide.portfolio.declared import Row

AMOUNT, INSTALMENT, GOODS = "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"
CONTRACT = "NAME_CONTRACT_TYPE"
LOAN = (AMOUNT, INSTALMENT, GOODS)
_SHARES = tuple(round(1 - 0.05 * step, 2) for step in range(1, 13))
_EFFORT_OF_A_LEVER = 0.1  # two things to change are more than one


@dataclass(frozen=True)
class Loan:
    """An amount, what is paid back a month, the price of the goods (None: not known); the lender's currency.

    ``months`` is the duration and ``yearly_rate`` the effective rate, None where the tariff does not tell.
    """

    kind: str | None
    amount: float
    instalment: float
    goods: float | None
    months: int | None = None
    yearly_rate: float | None = None

    @property
    def per_10000(self) -> float:
        """Instalment per 10,000 borrowed."""
        return UNIT * self.instalment / self.amount

    @property
    def total_cost(self) -> float | None:
        """Interest over the whole duration: all instalments less the amount; None when the duration is not known."""
        return None if self.months is None else self.months * self.instalment - self.amount

    def scaled(self, amount: float, *, goods: float | None) -> "Loan":
        """Return the loan of another amount at the same rate and duration."""
        return replace(self, amount=amount, instalment=amount * (self.instalment / self.amount), goods=goods)

    def priced(self, price: Price) -> "Loan":
        """Return the loan of the same amount at another price."""
        instalment = price.instalment(self.amount)
        return replace(self, instalment=instalment, months=price.months, yearly_rate=price.yearly_rate)

    def columns(self) -> dict[str, float | None]:
        """Return the loan as columns of the application."""
        return {AMOUNT: self.amount, INSTALMENT: self.instalment, GOODS: self.goods}


@dataclass(frozen=True)
class Offer:
    """Another loan, what the client does differently, and how much that asks of them."""

    loan: Loan
    levers: tuple[Lever, ...]
    effort: float


def read_loan(application: Row, tariff: Tariff) -> Loan | None:
    """Return the loan that is asked for, None when the amount or the instalment is not known."""
    amount, instalment, goods = (application.get(name) for name in LOAN)
    if not amount or not instalment:
        return None
    kind = application.get(CONTRACT)
    price = tariff.find(kind, float(amount), UNIT * float(instalment) / float(amount))
    return Loan(
        kind=kind,
        amount=float(amount),
        instalment=float(instalment),
        goods=None if goods is None else float(goods),
        months=None if price is None else price.months,
        yearly_rate=None if price is None else price.yearly_rate,
    )


def follow_tariff(application: Row, changes: Mapping[str, Any]) -> dict[str, float]:
    """Return the columns of the loan that follow from an edit, by name; empty when nothing does.

    Edited alone, the amount takes the price of the goods along, and the price of the goods the amount, in proportion.
    The instalment keeps the loan's own instalment per 10,000, that is its rate and duration, unless it is given.
    """
    before = [application.get(name) for name in LOAN]
    amount, instalment, goods = before
    given = {name: value for name, value in changes.items() if name in LOAN and value != application.get(name)}
    if not amount or None in given.values() or not set(given) & {AMOUNT, GOODS}:
        return {}
    share = given[AMOUNT] / amount if AMOUNT in given else _share(given[GOODS], goods, keep=AMOUNT in changes)
    moved = {name: share * value for name, value in zip(LOAN, before, strict=True) if value and share != 1}
    if instalment and AMOUNT in given:
        moved[INSTALMENT] = given[AMOUNT] * (instalment / amount)  # not rounded: the same price to the last digit
    return {name: value for name, value in moved.items() if name not in changes}


def _share(goods: float, before: float | None, *, keep: bool) -> float:
    return 1.0 if keep or not before else goods / before


def find_offers(loan: Loan, tariff: Tariff) -> list[Offer]:
    """Return the loans of the tariff that cost the client less a month, the least effort first.

    Smaller amounts and down payments at the loan's own price; other durations at their own price, interest counted, by
    the rule of ``Tariff.at_duration``. A loan that is on no tariff has none.
    """
    if tariff.find(loan.kind, loan.amount, loan.per_10000) is None:
        return []
    found = {offer.loan: offer for offer in sorted(_all(loan, tariff), key=lambda one: -one.effort)}
    return sorted(found.values(), key=lambda one: (one.effort, one.levers))


def stressed(loan: Loan) -> tuple[Loan, Loan]:
    """Return the loan with 5 % less and 5 % more, at the same rate and duration."""
    return _times(loan, 0.95), _times(loan, 1.05)


def _times(loan: Loan, share: float) -> Loan:
    return loan.scaled(share * loan.amount, goods=None if loan.goods is None else share * loan.goods)


def _all(loan: Loan, tariff: Tariff) -> Iterator[Offer]:
    for less, levers, effort in _smaller(loan, tariff):
        if levers:
            yield Offer(less, levers, effort)
        for months in tariff.durations(loan.kind) if loan.yearly_rate is not None else ():
            yield from _lasting(loan, less, months, tariff, levers=levers, effort=effort)


def _smaller(loan: Loan, tariff: Tariff) -> Iterator[tuple[Loan, tuple[Lever, ...], float]]:
    """Yield the loan itself, then smaller ones with cheaper goods or a down payment."""
    yield loan, (), 0.0
    for share in _SHARES:
        amount = _rounded(loan.amount * share)
        effort = abs(math.log(share))
        if not 0 < amount < loan.amount or tariff.find(loan.kind, amount, loan.per_10000) is None:
            continue
        goods = None if loan.goods is None else _rounded(loan.goods * share)
        yield loan.scaled(amount, goods=goods), (Lever.LESS,), effort
        if loan.goods is not None:
            yield loan.scaled(amount, goods=loan.goods), (Lever.DOWN_PAYMENT,), effort


def _lasting(
    loan: Loan, less: Loan, months: int, tariff: Tariff, *, levers: tuple[Lever, ...], effort: float
) -> Iterator[Offer]:
    """Yield the loan over another duration, if its instalment is no higher than the one that was asked for."""
    if loan.months is None or loan.yearly_rate is None or months == loan.months:
        return
    price = tariff.at_duration(loan.kind, less.amount, months=months, rate=loan.yearly_rate)
    if price is None or price.instalment(less.amount) > loan.instalment:
        return
    lever = Lever.LONGER if months > loan.months else Lever.SHORTER
    asked = effort + 0.5 * abs(math.log(months / loan.months)) + _EFFORT_OF_A_LEVER * len(levers)
    yield Offer(less.priced(price), (*levers, lever), asked)


def _rounded(amount: float) -> float:
    """As an officer would write it: to 100 from 20,000 on, to 10 from 2,000 on, else to one."""
    step = 100 if amount >= 20_000 else 10 if amount >= 2_000 else 1
    return float(max(step, step * round(amount / step)))
