"""How a value is written on a screen, by its unit (``contract.value_text``)."""

from limpide.contract import RawValue, Unit, Value
from limpide.contract.value_text import write_value
from limpide.dashboard.words import Words


def show_value(words: Words, value: Value, unit: Unit) -> str:
    """Write one value with its unit, in the language of ``words``; categories come in the reader's language."""
    return write_value(value, unit, words.language, currency=words.currency, precise=True)


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
