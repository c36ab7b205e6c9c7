import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import Language
from limpide.dashboard.amounts import read_amount, write_amount
from limpide.dashboard.words import get_words


@pytest.mark.parametrize("language", ["fr", "en"])
@given(amount=st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2).map(float))
def test_what_a_field_shows_is_read_as_what_it_holds(language: Language, amount: float) -> None:
    assert read_amount(write_amount(amount, get_words(language)), language) == amount


@pytest.mark.parametrize(
    ("typed", "language", "amount"),
    [
        ("1 023 840", "fr", 1_023_840.0),
        ("1\u202f023\u202f840", "fr", 1_023_840.0),
        ("1\u00a0023\u00a0840 €", "fr", 1_023_840.0),
        ("1023840", "fr", 1_023_840.0),
        ("1 023 840,5", "fr", 1_023_840.5),
        ("1023840.5", "fr", 1_023_840.5),
        ("1.023.840,5", "fr", 1_023_840.5),
        ("1,023,840.5", "en", 1_023_840.5),
        ("1023840,5", "en", 1_023_840.5),
        ("12,", "fr", 12.0),
        ("−5", "fr", -5.0),
        ("30 712,50", "fr", 30_712.5),
        ("beaucoup", "fr", None),
        ("1,2,3", "fr", None),
        ("12 euros", "fr", None),
        ("1e5", "fr", None),
        ("", "fr", None),
    ],
)
def test_spaces_commas_and_points_are_read_as_the_language_means_them(
    typed: str, language: Language, amount: float | None
) -> None:
    assert read_amount(typed, language) == amount


def test_a_field_groups_thousands() -> None:
    assert write_amount(1_023_840.0, get_words("fr")) == "1\u202f023\u202f840"
    assert write_amount(1_023_840.0, get_words("en")) == "1,023,840"
