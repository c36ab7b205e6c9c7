"""Numbers and values as each language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import RawValue, Unit, Value
from limpide.dashboard.values import show_column, show_value
from limpide.dashboard.words import decimals_that_separate, get_words

FRENCH, ENGLISH = get_words("fr", "EUR"), get_words("en", "EUR")


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (406597.4, Unit.EURO, "406 597 €", "€406,597"),
        (0.142, Unit.SHARE, "14,2 %", "14.2%"),
        (45.0, Unit.DAYS, "45 jours", "45 days"),
        (1.0, Unit.DAYS, "1 jour", "1 day"),
        (400.0, Unit.DAYS, "13 mois", "13 months"),
        (12005.0, Unit.DAYS, "32,9 ans", "32.9 years"),
        (-9.4, Unit.DAYS, "−9 jours", "−9 days"),
        (-1500.0, Unit.EURO, "−1 500 €", "−€1,500"),
        (1.0, Unit.YEARS, "1 an", "1 year"),
        (21.55, Unit.MONTHS, "21,6 mois", "21.6 months"),
        (1.118, Unit.RATIO, "1,12", "1.12"),
        (4.0, Unit.COUNT, "4", "4"),
        (0.52, Unit.SCORE, "52 sur 100", "52 out of 100"),
        (14.0, Unit.HOUR, "14 h", "14:00"),
        (1.0, Unit.FLAG, "oui", "yes"),
        (0.0, Unit.FLAG, "non", "no"),
        ("A category of tomorrow", Unit.CATEGORY, "A category of tomorrow", "A category of tomorrow"),
        (None, Unit.EURO, "non renseigné", "not provided"),
    ],
)
def test_a_value_is_written_with_its_unit(value: Value, unit: Unit, french: str, english: str) -> None:
    assert spaced(show_value(FRENCH, value, unit)) == french
    assert spaced(show_value(ENGLISH, value, unit)) == english


@given(st.floats(-40000, 0))
def test_the_lenders_days_counted_backwards_are_shown_forwards(days: float) -> None:
    birth = RawValue(column="DAYS_BIRTH", label="Âge", unit=Unit.DAYS, value=days)
    assert show_column(FRENCH, birth) == show_value(FRENCH, -days, Unit.DAYS)


@given(st.floats(0, 1), st.floats(0, 1))
def test_two_different_probabilities_look_different_as_soon_as_six_decimals_can_tell(
    first: float, second: float
) -> None:
    decimals = decimals_that_separate(first, second)
    same = FRENCH.percent(first, decimals=decimals) == FRENCH.percent(second, decimals=decimals)
    assert not same or abs(first - second) < 1e-7


def test_a_count_takes_the_plural_of_its_language() -> None:
    assert FRENCH.count("find.matches", 0) == "0 client correspond"
    assert ENGLISH.count("find.matches", 0) == "0 clients match"
    assert spaced(FRENCH.count("find.matches", 20000)) == "20 000 clients correspondent"
    assert ENGLISH.count("value.years", 1.04, decimals=1) == "1 year"


def test_a_signed_number_carries_a_real_minus() -> None:
    assert FRENCH.signed(-3.24) == "−3,2"
    assert ENGLISH.signed(3.24) == "+3.2"
