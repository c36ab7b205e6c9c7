"""How a value is written in a sentence, by its unit and language; no column name, no day counted backwards."""

from collections.abc import Callable

from limpide.contract.feature import Unit, Value
from limpide.contract.message import Language

_DAYS_IN_YEAR = 365.25
_DAYS_IN_MONTH = _DAYS_IN_YEAR / 12
_THIN = "\N{NARROW NO-BREAK SPACE}"
_HARD = "\N{NO-BREAK SPACE}"
_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
_YES = {"fr": ("non", "oui"), "en": ("no", "yes")}
_UNKNOWN = {"fr": "non renseigné", "en": "not known"}
_OF_100 = {"fr": f"{{number}}{_HARD}sur{_HARD}100", "en": f"{{number}}{_HARD}out{_HARD}of{_HARD}100"}
_NOUNS = {
    "days": {"fr": ("jour", "jours"), "en": ("day", "days")},
    "months": {"fr": ("mois", "mois"), "en": ("month", "months")},
    "years": {"fr": ("an", "ans"), "en": ("year", "years")},
}


def write_value(value: Value, unit: Unit, language: Language, *, currency: str | None = None) -> str:
    """Write one value with its unit; an amount in the lender's ``currency`` (ISO 4217), bare where none is declared.

    >>> write_value(-1234567.0, Unit.EURO, "en", currency="EUR")
    '−€1,234,567'
    >>> write_value(-1234567.0, Unit.EURO, "en")
    '−1,234,567'
    """
    if value is None:
        return _UNKNOWN[language]
    if isinstance(value, str):
        return value
    return write_amount(value, language, currency) if unit is Unit.EURO else _WRITERS[unit](value, language)


def write_number(value: float, language: Language, *, decimals: int = 0) -> str:
    """Write a number with the marks of a language; zeros at the end are left out."""
    text = f"{abs(value):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "fr":
        text = text.replace(",", _THIN).replace(".", ",")
    return f"−{text}" if value < 0 and text.strip("0,.") else text


def write_share(value: float, language: Language, *, decimals: int = 1) -> str:
    """Write a share as a percentage."""
    number = write_number(value * 100, language, decimals=decimals)
    return f"{number}{_HARD}%" if language == "fr" else f"{number}%"


def write_amount(value: float, language: Language, currency: str | None) -> str:
    """Write an amount in whole units of a currency, as a bare number where none is declared.

    >>> write_amount(1500.0, "en", "CZK")
    'CZK\xa01,500'
    """
    number = write_number(value, language)
    if currency is None:
        return number
    sign = _SIGNS.get(currency, currency)
    if language == "fr":
        return f"{number}{_HARD}{sign}"
    before = sign if currency in _SIGNS else f"{sign}{_HARD}"
    return f"−{before}{number[1:]}" if number.startswith("−") else f"{before}{number}"


def _time(noun: str, value: float, language: Language, *, decimals: int = 0) -> str:
    one, many = _NOUNS[noun][language]
    few = abs(value) < 2 if language == "fr" else abs(value) == 1
    return f"{write_number(value, language, decimals=decimals)}{_HARD}{one if few else many}"


def _days(value: float, language: Language) -> str:
    size = abs(value)
    if size < 90:
        return _time("days", size, language)
    if size < 2 * _DAYS_IN_YEAR:
        return _time("months", size / _DAYS_IN_MONTH, language)
    return _time("years", size / _DAYS_IN_YEAR, language, decimals=1)


def _flag(value: float, language: Language) -> str:
    return _YES[language][int(value)] if value in (0, 1) else write_share(value, language, decimals=0)


def _plain(decimals: int) -> Callable[[float, Language], str]:
    return lambda value, language: write_number(value, language, decimals=decimals)


_WRITERS: dict[Unit, Callable[[float, Language], str]] = {
    Unit.DAYS: _days,
    Unit.MONTHS: lambda value, language: _time("months", value, language, decimals=1),
    Unit.YEARS: lambda value, language: _time("years", value, language, decimals=1),
    Unit.SHARE: write_share,
    Unit.RATIO: _plain(2),
    Unit.COUNT: _plain(1),
    Unit.SCORE: lambda value, language: _OF_100[language].format(number=write_number(value * 100, language)),
    Unit.HOUR: lambda value, language: f"{write_number(value, language)}{_HARD}h",
    Unit.FLAG: _flag,
    Unit.CATEGORY: _plain(2),
    Unit.INDEX: _plain(2),
}
