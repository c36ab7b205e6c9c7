"""The contract of the lender's tables."""

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from limpide.contract import Language, Unit
from limpide.sources.tables import TABLES, TEST, TRAIN

COLUMNS = [column for table in TABLES.values() for column in table.columns]


def test_there_are_seven_tables_in_eight_files_with_218_columns() -> None:
    assert list(TABLES) == ["application", "bureau", "bureau_balance", "previous", "pos", "card", "installments"]
    assert sum(len(table.files) for table in TABLES.values()) == 8
    assert sum(len(table.columns) for table in TABLES.values()) == 218


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_column_can_be_shown_to_a_person(language: Language) -> None:
    for column in COLUMNS:
        label, meaning = column.label(language), column.meaning(language)
        assert 2 < len(label) <= 70, label
        assert column.name not in label
        assert meaning.endswith((".", "…")), meaning
        assert len(meaning) >= len(label), column.name


def test_numbers_have_bounds_and_whole_sentinels_outside_them() -> None:
    for column in COLUMNS:
        if column.type != "text":
            low, high = column.minimum, column.maximum
            assert column.unit is not Unit.CATEGORY
            assert not column.categories
            assert low is None or high is None or low < high, column.name
            for sentinel in column.sentinels:
                assert isinstance(sentinel, int)
                assert (low is not None and sentinel < low) or (high is not None and sentinel > high), column.name


def test_texts_have_categories_that_are_no_sentinels() -> None:
    for column in COLUMNS:
        if column.type == "text":
            assert column.unit is Unit.CATEGORY
            assert column.categories
            assert column.minimum is column.maximum is column.sentinel_below is None
            assert not set(column.categories) & set(column.sentinels), column.name


def test_keys_and_parents_are_columns_on_both_sides() -> None:
    for each in TABLES.values():
        assert set(each.key) <= set(each.by_renamed)
        for parent in each.parents:
            assert parent.column in each.by_renamed
            assert TABLES[parent.table].key == (parent.column,)


def test_labels_differ_within_a_table() -> None:
    for table in TABLES.values():
        for language in ("fr", "en"):
            labels = [column.label(language) for column in table.columns]
            assert len(set(labels)) == len(labels), [label for label in labels if labels.count(label) > 1]


def test_only_keys_and_target_are_renamed() -> None:
    renamed = {(c.name, c.renamed) for table in TABLES.values() for c in table.columns if c.name != c.renamed}
    assert renamed == {
        ("SK_ID_CURR", "client_id"),
        ("SK_ID_PREV", "loan_id"),
        ("SK_ID_BUREAU", "bureau_loan_id"),
        ("TARGET", "target"),
    }


def test_only_labelled_applications_must_have_a_target() -> None:
    application = TABLES["application"]
    assert "TARGET" in {column.name for column in application.expected(TRAIN)}
    assert "TARGET" not in {column.name for column in application.expected(TEST)}


def test_days_before_the_application_count_back_and_arrears_do_not() -> None:
    assert TABLES["application"].by_name["DAYS_BIRTH"].maximum == -6570  # of age, 18 years before
    assert TABLES["pos"].by_name["SK_DPD"].minimum == 0


def test_the_contract_has_the_columns_of_real_files_in_their_order() -> None:
    folder = os.environ.get("LIMPIDE_REAL_DATA")
    if not folder:
        pytest.skip("LIMPIDE_REAL_DATA does not name a folder with applications/ and histories/")
    for table in TABLES.values():
        for stem in table.files:
            path = Path(folder) / "histories" / f"{stem}.parquet"
            if path.exists():
                assert pq.read_schema(path).names == [column.name for column in table.expected(stem)]
