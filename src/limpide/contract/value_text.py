"""How a value is written in a sentence or a table, by its unit and language."""

from collections.abc import Callable

from limpide.contract.feature import Unit, Value
from limpide.language.catalogue import get_catalogue
from limpide.language.formats import Formats, get_formats
from limpide.language.languages import Language
from limpide.language.wording import Phrase

_DAYS_IN_YEAR = 365.25
_DAYS_IN_MONTH = _DAYS_IN_YEAR / 12
_UNKNOWN, _OF_100, _HOUR = Phrase("values.unknown"), Phrase("values.of_100"), Phrase("values.hour")
_ANSWERS = (Phrase("values.no"), Phrase("values.yes"))


def write_value(
    value: Value, unit: Unit, language: Language, *, currency: str | None = None, precise: bool = False
) -> str:
    """Write one value with its unit; an amount in the lender's ``currency`` (ISO 4217), bare where none is declared.

    ``precise`` keeps more decimals of a small index, for a table.

    >>> write_value(-1234567.0, Unit.EURO, "en", currency="EUR")
    '−€1,234,567'
    >>> write_value(0.01883, Unit.INDEX, "en"), write_value(0.01883, Unit.INDEX, "en", precise=True)
    ('0.02', '0.0188')
    """
    if value is None:
        return _UNKNOWN.text(language)
    if isinstance(value, str):
        return value
    formats = get_formats(language, currency)
    if precise and unit in (Unit.INDEX, Unit.CATEGORY):
        return _precise(formats, value)
    return _WRITERS[unit](formats, value)


def _time(noun: str, formats: Formats, value: float, *, decimals: int = 0) -> str:
    return get_catalogue("words", formats.language).count(f"values.{noun}", value, decimals=decimals)


def _days(formats: Formats, value: float) -> str:
    size = abs(value)
    if size < 90:
        return _time("days", formats, value)
    if size < 2 * _DAYS_IN_YEAR:
        return _time("months", formats, value / _DAYS_IN_MONTH)
    return _time("years", formats, value / _DAYS_IN_YEAR, decimals=1)


def _share(formats: Formats, value: float) -> str:
    return formats.percent(value, exact=False)


def _score(formats: Formats, value: float) -> str:
    return _OF_100.text(formats.language, number=formats.number(value * 100))


def _hour(formats: Formats, value: float) -> str:
    return _HOUR.text(formats.language, number=formats.number(value))


def _flag(formats: Formats, value: float) -> str:
    if value in (0, 1):
        return _ANSWERS[int(value)].text(formats.language)
    return formats.percent(value, decimals=0)  # the share of a group, not the answer of a person


def _plain(decimals: int) -> Callable[[Formats, float], str]:
    return lambda formats, value: formats.number(value, decimals=decimals)


def _precise(formats: Formats, value: float) -> str:
    size = abs(value)
    return formats.number(value, decimals=0 if size >= 100 else 2 if size >= 1 else 4)


_WRITERS: dict[Unit, Callable[[Formats, float], str]] = {
    Unit.EURO: Formats.amount,
    Unit.DAYS: _days,
    Unit.MONTHS: lambda formats, value: _time("months", formats, value, decimals=1),
    Unit.YEARS: lambda formats, value: _time("years", formats, value, decimals=1),
    Unit.SHARE: _share,
    Unit.RATIO: _plain(2),
    Unit.COUNT: _plain(1),
    Unit.SCORE: _score,
    Unit.HOUR: _hour,
    Unit.FLAG: _flag,
    Unit.CATEGORY: _plain(2),
    Unit.INDEX: _plain(2),
}
