"""Tariff: the instalments per 10,000 borrowed that a lender charges, each with its duration and yearly rate.

A tariff is given by the lender as a TOML file, or learnt from the loans of a client base (``portfolio.book``). A file
holds one table a price; ``months`` may be left out where the instalment is given:

    [[price]]
    kind = "Cash loans"
    months = 24
    yearly_rate = 0.18            # or: instalment_per_10000 = 497.3
    min_amount = 30000
    max_amount = 500000
"""

import math
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from limpide.core.apr import annual_percentage_rate
from limpide.core.errors import InvalidInput

FILE = "tariff.toml"
UNIT = 10_000.0
STEP = 5.0
"""Width of a price cell, in instalment per 10,000 borrowed: that of the feature ``tariff_fine``."""
_SAME_RATE = 0.005  # half a point: two yearly rates closer than that are one price


@dataclass(frozen=True, kw_only=True)
class Price:
    """One price: instalment per 10,000 borrowed a month, its duration and effective yearly rate (None: not known).

    ``amounts`` are the smallest and largest amount lent at this price, in the lender's currency; ``loans`` is how many
    loans are behind a learnt price, None when the lender gave it.
    """

    kind: str
    per_10000: float
    months: int | None
    yearly_rate: float | None
    amounts: tuple[float, float]
    loans: int | None = None

    def lends(self, amount: float) -> bool:
        """Whether an amount is lent at this price."""
        return self.amounts[0] <= amount <= self.amounts[1]

    def instalment(self, amount: float) -> float:
        """Return the instalment of an amount, per month."""
        return amount * self.per_10000 / UNIT


@dataclass(frozen=True)
class Tariff:
    """All prices of a lender; ``given`` says that the lender gave them, otherwise they are learnt."""

    prices: tuple[Price, ...]
    given: bool = False

    def of_kind(self, kind: str | None) -> tuple[Price, ...]:
        """Return the prices of a kind of contract, in order of duration, then of instalment."""
        return tuple(sorted((each for each in self.prices if each.kind == kind), key=_order))

    def find(self, kind: str | None, amount: float, per_10000: float) -> Price | None:
        """Return the price nearest to an instalment per 10,000, None when none is within half a price cell."""
        near = [
            each for each in self.of_kind(kind) if each.lends(amount) and abs(each.per_10000 - per_10000) <= STEP / 2
        ]
        return min(near, key=lambda each: abs(each.per_10000 - per_10000), default=None)

    def at_duration(self, kind: str | None, amount: float, *, months: int, rate: float) -> Price | None:
        """Return the cheapest price of a duration that is not cheaper than a yearly rate by over half a point."""
        fitting = [
            each
            for each in self.of_kind(kind)
            if each.months == months
            and each.yearly_rate is not None
            and each.yearly_rate >= rate - _SAME_RATE
            and each.lends(amount)
        ]
        return min(fitting, key=lambda each: each.per_10000, default=None)

    def durations(self, kind: str | None) -> tuple[int, ...]:
        """Return the known durations of a kind of contract, in months, increasing."""
        return tuple(sorted({each.months for each in self.of_kind(kind) if each.months is not None}))


def annuity_per_10000(yearly_rate: float, months: int) -> float:
    """Annuity of a loan of 10,000: the constant monthly instalment at an effective yearly rate.

    >>> round(annuity_per_10000(0.0, 10), 2)
    1000.0
    >>> round(annuity_per_10000(0.18, 24), 2)
    492.38
    """
    monthly = (1 + yearly_rate) ** (1 / 12) - 1
    return UNIT / months if monthly == 0 else UNIT * monthly / (1 - (1 + monthly) ** -months)


def effective_rate(per_10000: float, months: int) -> float | None:
    """Effective yearly rate of an annuity; None when less is paid back than was lent.

    >>> round(effective_rate(annuity_per_10000(0.18, 24), 24), 6)
    0.18
    """
    return annual_percentage_rate(UNIT, per_10000, months)


class _PriceTable(BaseModel):
    """One ``[[price]]`` of a file."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    kind: str
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    yearly_rate: Annotated[float, Field(ge=0, le=10)] | None = None
    instalment_per_10000: Annotated[float, Field(gt=0)] | None = None
    min_amount: Annotated[float, Field(gt=0)]
    max_amount: Annotated[float, Field(gt=0)]


class _TariffFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    price: Annotated[list[_PriceTable], Field(min_length=1)]


def read_tariff(path: Path) -> Tariff:
    """Read the tariff that a lender gives; ``InvalidInput`` says which price cannot be used, and why."""
    try:
        content = _TariffFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        raise InvalidInput(f"{path}: {where}: {first['msg']}; see docs/operations.md") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{path} is not a tariff in TOML ({error}); see docs/operations.md") from error
    return Tariff(tuple(_prices(content, path)), given=True)


def keep_tariff(path: Path | None, folder: Path) -> None:
    """Copy a lender's tariff into a snapshot that is being built, once it was read; nothing without one."""
    if path is not None:
        read_tariff(path)
        shutil.copyfile(path, folder / FILE)


def find_tariff(folder: Path) -> Tariff | None:
    """Return the tariff that a snapshot holds, None when its lender gave none."""
    path = folder / FILE
    return read_tariff(path) if path.exists() else None


def _prices(content: _TariffFile, path: Path) -> Iterator[Price]:
    for number, each in enumerate(content.price, start=1):
        if (each.yearly_rate is None) == (each.instalment_per_10000 is None):
            raise InvalidInput(f"{path}: price {number} needs either yearly_rate or instalment_per_10000")
        if each.instalment_per_10000 is None and each.months is None:
            raise InvalidInput(f"{path}: price {number} has a yearly_rate without months; give the duration")
        if each.min_amount > each.max_amount:
            raise InvalidInput(f"{path}: price {number} has a min_amount above its max_amount")
        yield _price(each)


def _price(each: _PriceTable) -> Price:
    per, rate = each.instalment_per_10000, each.yearly_rate
    if each.months is not None:
        per = annuity_per_10000(rate or 0.0, each.months) if per is None else per
        rate = effective_rate(per, each.months) if rate is None else rate
    return Price(
        kind=each.kind,
        per_10000=per or 0.0,
        months=each.months,
        yearly_rate=rate,
        amounts=(each.min_amount, each.max_amount),
    )


def _order(price: Price) -> tuple[float, float]:
    return math.inf if price.months is None else price.months, price.per_10000
