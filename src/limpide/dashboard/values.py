"""How a value is written for a person, by its unit: no days counted backwards, no 0 or 1 for no or yes."""

from collections.abc import Callable

from limpide.contract import RawValue, Unit, Value
from limpide.dashboard.words import Words

_DAYS_IN_MONTH = 365.25 / 12
_DAYS_IN_YEAR = 365.25


def show_value(words: Words, value: Value, unit: Unit) -> str:
    """Write one value with its unit, in the language of ``words``."""
    if value is None:
        return words.say("value.missing")
    if isinstance(value, str):
        return value  # a category; the API tells it in the reader's language
    return _WRITERS[unit](words, value)


def show_tick(words: Words, value: float, unit: Unit) -> str:
    """Write a value on an axis, whose title or sentence says out of how much it is."""
    if unit in (Unit.SCORE, Unit.RATIO):
        return words.number(value, decimals=2)
    return show_value(words, value, unit)


def show_column(words: Words, raw: RawValue) -> str:
    """Write one column of the application."""
    return show_raw(words, raw.value, raw.unit)


def show_raw(words: Words, value: Value, unit: Unit) -> str:
    """Write a value of a column of the application: the lender counts days backwards, people do not."""
    if unit is Unit.DAYS and isinstance(value, float):
        value = abs(value)
    return show_value(words, value, unit)


def _days(words: Words, value: float) -> str:
    if abs(value) < 90:
        return words.count("value.days", value)
    if abs(value) < 2 * _DAYS_IN_YEAR:
        return words.count("value.months", value / _DAYS_IN_MONTH)
    return words.count("value.years", value / _DAYS_IN_YEAR, decimals=1)


def _months(words: Words, value: float) -> str:
    return words.count("value.months", value, decimals=1)


def _years(words: Words, value: float) -> str:
    return words.count("value.years", value, decimals=1)


def _ratio(words: Words, value: float) -> str:
    return words.say("value.ratio", count=words.number(value, decimals=2))


def _score(words: Words, value: float) -> str:
    return words.say("value.score", count=words.number(value * 100))


def _hour(words: Words, value: float) -> str:
    return words.say("value.hour", count=words.number(value))


def _flag(words: Words, value: float) -> str:
    if value in (0, 1):
        return words.say("value.yes") if value else words.say("value.no")
    return words.percent(value, decimals=0)  # the share of a group, not the answer of a person


def _count(words: Words, value: float) -> str:
    return words.number(value, decimals=1)


def _index(words: Words, value: float) -> str:
    size = abs(value)
    return words.number(value, decimals=0 if size >= 100 else 2 if size >= 1 else 4)


_WRITERS: dict[Unit, Callable[[Words, float], str]] = {
    Unit.EURO: Words.amount,
    Unit.DAYS: _days,
    Unit.MONTHS: _months,
    Unit.YEARS: _years,
    Unit.SHARE: Words.percent,
    Unit.RATIO: _ratio,
    Unit.COUNT: _count,
    Unit.SCORE: _score,
    Unit.HOUR: _hour,
    Unit.FLAG: _flag,
    Unit.CATEGORY: _index,
    Unit.INDEX: _index,
}
