"""A lender's declaration of units and of delegation limits, read from one TOML file; nothing else is asserted."""

import re
import shutil
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from limpide.core.errors import InvalidInput
from limpide.lenders.delegation import Delegation, read_delegation

Period = Literal["month", "year"]
FILE = "lender.toml"
_CURRENCY, _PERIODS = re.compile("[A-Z]{3}"), ("month", "year")
_FIELDS = ("currency", "income_period", "instalment_period", "delegation")


@dataclass(frozen=True, kw_only=True)
class Lender:
    """Currency (ISO 4217) of all amounts, the periods of income and instalment, who may accept how much alone.

    None where not declared.
    """

    currency: str | None = None
    income_period: Period | None = None
    instalment_period: Period | None = None
    delegation: Delegation = field(default_factory=Delegation)

    @property
    def has_debt_ratio(self) -> bool:
        """Whether instalment over income is a debt ratio: both periods are declared, and they are equal."""
        return self.income_period is not None and self.income_period == self.instalment_period


def read_lender(path: Path) -> Lender:
    """Read a lender's file; ``InvalidInput`` names the field that cannot be used."""
    try:
        return _lender(path.read_text(encoding="utf-8"), where=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read ({error}); see docs/operations.md") from error


@cache
def shipped_lender() -> Lender:
    """Return what is declared of the public Home Credit tables, which the demo's synthetic clients follow."""
    text = (files("limpide.lenders") / "home_credit" / FILE).read_text(encoding="utf-8")
    return _lender(text, where=FILE)


def keep_lender(path: Path | None, folder: Path) -> None:
    """Copy a lender's file into a snapshot that is being built, once it was read; nothing without one."""
    if path is not None:
        read_lender(path)
        shutil.copyfile(path, folder / FILE)


def find_lender(folder: Path) -> Lender:
    """Return the lender of a snapshot: the file that it holds, otherwise what is shipped."""
    path = folder / FILE
    return read_lender(path) if path.exists() else shipped_lender()


def _lender(text: str, *, where: str) -> Lender:
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{where} is not TOML ({error}); see docs/operations.md") from error
    strange = sorted(set(content) - set(_FIELDS))
    if strange:
        raise InvalidInput(f'{where} has "{strange[0]}"; it may have {", ".join(_FIELDS)}')
    currency = content.get("currency") or None
    if currency is not None and not (isinstance(currency, str) and _CURRENCY.fullmatch(currency)):
        raise InvalidInput(f'{where}: currency must be three capital letters such as "EUR", or ""; it is {currency!r}')
    return Lender(
        currency=currency,
        income_period=_period(content, "income_period", where),
        instalment_period=_period(content, "instalment_period", where),
        delegation=read_delegation(content, where=where),
    )


def _period(content: dict[str, Any], name: str, where: str) -> Period | None:
    found = content.get(name) or None
    if found not in (None, *_PERIODS):
        raise InvalidInput(f'{where}: {name} must be "month", "year" or ""; it is {found!r}')
    return found
