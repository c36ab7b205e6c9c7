"""What the lender's categories are called."""

import pytest

from limpide.contract import Language
from limpide.sources.tables import TABLES
from limpide.sources.values import value_label

TEXTS = [column for table in TABLES.values() for column in table.columns if column.type == "text"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_known_category_has_its_own_words_within_a_column(language: Language) -> None:
    for column in TEXTS:
        labels = [value_label(column.name, value, language) for value in column.categories]
        assert len(set(labels)) == len(labels), column.name
        assert all(label[0].isupper() or label[0].isdigit() for label in labels), labels


def test_french_words_are_not_the_lenders() -> None:
    same = {value for column in TEXTS for value in column.categories if value_label(column.name, value, "fr") == value}
    assert same == {"Agriculture", "Culture", "Police", "Services"}


def test_unknown_and_new_categories() -> None:
    assert value_label("NAME_PORTFOLIO", "XNA", "fr") == "Non précisé"
    assert value_label("ORGANIZATION_TYPE", "XNA", "en") == "No employer"
    assert value_label("NAME_PORTFOLIO", "Boats", "fr") == "Boats"
