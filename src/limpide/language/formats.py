"""Numbers, shares, amounts, dates and lists in a language, by the CLDR (Babel); the only place that writes them.

No line breaks inside what is written: spaces of groups, signs and dates are no-break spaces, and minus is "−".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

from limpide.language.languages import Language, find_language

_HARD = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Formats:
    """How one language writes figures; amounts are in the lender's ``currency`` (ISO 4217), bare without one."""

    language: Language
    locale: Locale
    currency: str | None = field(default=None, kw_only=True)

    def number(self, value: float, *, decimals: int = 0, exact: bool = False) -> str:
        """Write a number with at most ``decimals`` decimals; with that many when ``exact``.

        >>> get_formats("fr").number(-1234.50, decimals=2)
        '−1\\u202f234,5'
        """
        return _write(value, decimals, "0" if exact else "#", self.locale, "{}")

    def percent(self, share: float, *, decimals: int = 1, exact: bool = True) -> str:
        """Write a share (1 = 100 %) as a percentage.

        >>> get_formats("fr").percent(0.12), get_formats("en").percent(0.12, exact=False)
        ('12,0\\xa0%', '12%')
        """
        return _write(share * 100, decimals, "0" if exact else "#", self.locale, _percent_pattern(self.locale))

    def amount(self, amount: float) -> str:
        """Write an amount in whole units of the lender's currency, as a bare number where none is declared.

        >>> get_formats("en", "EUR").amount(-1500), get_formats("en").amount(1500)
        ('−€1,500', '1,500')
        >>> get_formats("fr", "CZK").amount(1500)
        '1\\u202f500\\xa0CZK'
        """
        number = self.number(abs(amount))
        if self.currency is not None:
            number = self._currency_pattern().replace("#", number)
        return f"−{number}" if round(amount) < 0 else number

    def amount_label(self, label: str) -> str:
        """Return the label of a field for an amount, with the sign of the currency where one is declared."""
        return label if self.currency is None else f"{label} ({self._sign()})"

    def signed(self, value: float, *, decimals: int = 1) -> str:
        """Write a number with its sign, for an effect that adds or subtracts."""
        written = self.number(abs(value), decimals=decimals, exact=True)
        return f"−{written}" if value < 0 else f"+{written}"

    def moment(self, when: datetime) -> str:
        """Write a date and an hour, in the time zone of this machine."""
        return format_datetime(when.astimezone(), format="short", locale=self.locale)

    def short_day(self, when: datetime) -> str:
        """Write the date of a moment in figures, in the time zone of this machine."""
        return format_date(when.astimezone(), format="short", locale=self.locale)

    def day(self, when: date) -> str:
        """Write a date in full.

        >>> get_formats("fr").day(date(2026, 1, 1)), get_formats("en").day(date(2026, 1, 1))
        ('1er\\xa0janvier\\xa02026', '1\\xa0January\\xa02026')
        """
        written = format_date(when, format="long", locale=self.locale).replace(" ", _HARD)
        first_of_month = self.language == "fr" and when.day == 1  # an ordinal in French, which the CLDR leaves out
        return f"1er{written[1:]}" if first_of_month else written

    def enumerate(self, items: Sequence[str]) -> str:
        """Write "a, b and c"."""
        return format_list(list(items), locale=self.locale)

    def plural_form(self, number: float, *, decimals: int = 0) -> str:
        """Return the plural category of a number as it is written ("one", "other" …)."""
        shown = round(number, decimals)
        return self.locale.plural_form(int(shown) if shown == int(shown) else shown)

    @property
    def decimal_mark(self) -> str:
        """The sign before the decimals, "," or "."."""
        mark: str = self.locale.number_symbols["latn"]["decimal"]
        return mark

    @property
    def percent_sign(self) -> str:
        """What follows a number of per cent, with the space that the language puts before the sign."""
        return _percent_pattern(self.locale).removeprefix("{}")

    def _sign(self) -> str:
        return get_currency_symbol(self.currency or "", locale=self.locale)

    def _currency_pattern(self) -> str:
        """Return where the sign stands beside "#", a code in letters apart from the figures."""
        pattern, sign = self.locale.currency_formats["standard"].pattern.partition(";")[0], self._sign()
        if pattern.startswith("¤"):
            apart = _HARD if pattern[1] == _HARD or sign[-1].isalpha() else ""
            return f"{sign}{apart}#"
        return f"#{_HARD}{sign}"


@cache
def get_formats(language: Language, currency: str | None = None) -> Formats:
    """Return how a language writes figures, amounts in ``currency`` (ISO 4217)."""
    return Formats(language, find_locale(language), currency=currency)


def find_locale(language: Language) -> Locale:
    """Return the CLDR's conventions of a language; raises InvalidInput for one that is not installed."""
    return find_language(language).locale


@lru_cache(16_384)
def _write(value: float, decimals: int, digit: str, locale: Locale, frame: str) -> str:
    """Write a number, rounded as Python rounds it, in a frame such as "{} %"."""
    rounded = Decimal(f"{value:.{decimals}f}")
    written = frame.format(_pattern(f"#,##0.{digit * decimals}").apply(abs(rounded), locale))
    return f"−{written}" if rounded < 0 else written


@cache
def _pattern(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)


@cache
def _percent_pattern(locale: Locale) -> str:
    pattern: str = locale.percent_formats[None].pattern
    return pattern.replace("#,##0", "{}")
