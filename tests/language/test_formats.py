"""One formatter: screen, letter, card and report write the same figure the same way, and no line breaks inside it."""

from datetime import date

import pytest

from limpide.contract import Language, Unit
from limpide.contract.value_text import write_value
from limpide.dashboard.values import show_value
from limpide.dashboard.words import get_words as screen_words
from limpide.documents.card_words import get_card_words
from limpide.documents.letter_words import letter_words
from limpide.language.formats import get_formats
from limpide.monitoring.page.words import get_words as report_words

VALUES = (0.0, -0.0001, 0.005, 0.125, 1.0, 2.675, 12.45, 999.5, 1234.5, -98765.432, 1e9)
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", VALUES)
def test_every_part_of_the_product_writes_a_percentage_the_same_way(value: float, language: Language) -> None:
    parts = (screen_words, get_card_words, letter_words, report_words)
    assert len({part(language).percent(value) for part in parts}) == 1
    assert len({part(language).number(value, decimals=2) for part in parts}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("value", VALUES)
def test_no_line_breaks_inside_a_value_and_minus_is_no_hyphen(value: float, unit: Unit, language: Language) -> None:
    written = write_value(value, unit, language, currency="EUR")
    assert " " not in written
    assert "-" not in written
    if unit not in (Unit.INDEX, Unit.CATEGORY):
        assert show_value(screen_words(language, "EUR"), value, unit) == written


def test_figures_have_the_marks_of_their_language() -> None:
    french, english = get_formats("fr", "EUR"), get_formats("en", "EUR")
    assert (french.percent(0.1245, decimals=2), english.percent(0.1245, decimals=2)) == ("12,45\xa0%", "12.45%")
    assert (french.amount(12500.4), english.amount(12500.4)) == ("12\u202f500\xa0€", "€12,500")
    assert (french.signed(-0.25), english.signed(0.25)) == ("−0,2", "+0.2")
    assert (french.number(-0.001, decimals=2), french.number(-0.001, decimals=2, exact=True)) == ("0", "0,00")
    assert (french.day(date(2026, 8, 1)), french.day(date(2026, 8, 11))) == (
        "1er\xa0août\xa02026",
        "11\xa0août\xa02026",
    )
    assert french.enumerate(["a", "b", "c"]) == "a, b et c"


def test_without_a_currency_an_amount_is_a_bare_number() -> None:
    assert get_formats("fr").amount(1500) == "1\u202f500"
    assert get_formats("fr").amount_label("Montant") == "Montant"
    assert get_formats("fr", "EUR").amount_label("Montant") == "Montant (€)"
