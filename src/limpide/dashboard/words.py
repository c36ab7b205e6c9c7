"""The words of the screen in one language: catalogue look-up, and numbers as that language writes them."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from limpide.contract import Language
from limpide.dashboard.typography import typeset

_LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
# Beyond this many decimals two percentages are equal to any reader.
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Words:
    """One language's catalogue and its way of writing numbers, amounts in the lender's ``currency`` (ISO 4217)."""

    language: Language
    locale: Locale
    texts: dict[str, str]
    currency: str | None = None

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of ``key`` with its placeholders filled; ``KeyError`` names a missing one."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: float, *, decimals: int = 0, exact: bool = False, **values: object) -> str:
        """Return the sentence of ``key`` in the plural form of ``number``, which fills ``{count}``."""
        shown = round(number, decimals)
        form = self.locale.plural_form(int(shown) if shown == int(shown) else shown)
        text = self.texts.get(f"{key}.{form}", self.texts[f"{key}.other"])
        return text.format(count=self.number(number, decimals=decimals, exact=exact), **values)

    def number(self, value: float, *, decimals: int = 0, exact: bool = False) -> str:
        """Write a number with at most ``decimals`` decimals; with that many when ``exact``."""
        digits = ("0" if exact else "#") * decimals
        shown = round(value, decimals) + 0.0  # nothing is "−0"
        return _with_minus(format_decimal(shown, format=f"#,##0.{digits}", locale=self.locale))

    def percent(self, share: float, *, decimals: int = 1) -> str:
        """Write a share (1 = 100 %) as a percentage with exactly ``decimals`` decimals."""
        pattern = self.locale.percent_formats[None].pattern
        digits = "0." + "0" * decimals if decimals else "0"
        return _with_minus(format_percent(share, format=pattern.replace("0", digits), locale=self.locale))

    def amount(self, amount: float) -> str:
        """Write an amount in whole units of the lender's currency, as a bare number where none is declared."""
        if self.currency is None:
            return self.number(amount)
        pattern = self.locale.currency_formats["standard"].pattern.replace(".00", "")
        written = format_currency(amount, self.currency, format=pattern, locale=self.locale, currency_digits=False)
        return _with_minus(written)

    def amount_label(self, label: str) -> str:
        """Return the label of a field for an amount, with the sign of the currency where one is declared."""
        if self.currency is None:
            return label
        return f"{label} ({get_currency_symbol(self.currency, locale=self.locale)})"

    def signed(self, value: float, *, decimals: int = 1) -> str:
        """Write a number with its sign, for an effect that adds or subtracts."""
        pattern = "0." + "0" * decimals
        return format_decimal(value, format=f"+{pattern};−{pattern}", locale=self.locale)

    def moment(self, when: datetime) -> str:
        """Write a date and an hour, in the time zone of this machine."""
        return format_datetime(when.astimezone(), format="short", locale=self.locale)

    def short_day(self, when: datetime) -> str:
        """Write the date of a moment in figures, in the time zone of this machine."""
        return format_date(when.astimezone(), format="short", locale=self.locale)

    def day(self, when: date) -> str:
        """Write a date in full."""
        return format_date(when, format="long", locale=self.locale)

    def enumerate(self, items: list[str]) -> str:
        """Write "a, b and c"."""
        return format_list(items, locale=self.locale)


@cache
def get_words(language: Language, currency: str | None = None) -> Words:
    """Read the catalogue of a language, once, and set it as in print; amounts are in ``currency`` (ISO 4217)."""
    folder = files("limpide.dashboard") / "texts"
    tables = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
    texts = {key: typeset(text) for key, text in _flat(tables)}
    return Words(language, Locale.parse(_LOCALES[language]), texts, currency)


def decimals_that_separate(first: float, *others: float) -> int:
    """Return how many decimals (1 to 6) a percentage needs to look different from others that differ from it.

    >>> decimals_that_separate(0.142, 0.0909)
    1
    >>> decimals_that_separate(0.0910, 0.0909)
    2
    """
    return max(_decimals_of_pair(first, other) for other in others)


def _decimals_of_pair(first: float, second: float) -> int:
    for decimals in range(1, _MOST_DECIMALS):
        if round(first * 100, decimals) != round(second * 100, decimals):
            return decimals
    return 1 if first == second else _MOST_DECIMALS


def _with_minus(number: str) -> str:
    return number.replace("-", "−")


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, entry in table.items():
        pairs += _flat(entry, f"{prefix}{name}.") if isinstance(entry, dict) else [(f"{prefix}{name}", entry)]
    return pairs
