"""Sizes, ranges and gaps of the lender's tables."""

import pytest

from limpide.sources.describe import ColumnProfile, TableProfile, describe
from limpide.sources.tables import TRAIN
from small_tables import build_rows, write_csv


def _column(profile: TableProfile, name: str) -> ColumnProfile:
    return next(column for column in profile.columns if column.column.name == name)


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TableProfile]:
    rows = build_rows()
    rows[TRAIN][0] |= {"DAYS_EMPLOYED": 365_243, "AMT_ANNUITY": None, "AMT_CREDIT": 9_000.0}
    rows["bureau"][0]["CREDIT_TYPE"] = "Mortgage"
    folder = write_csv(tmp_path_factory.mktemp("tables"), rows, credit_card_balance=None)
    return {profile.table.name: profile for profile in describe(folder)}


def test_rows_clients_and_labels_are_counted(profiles: dict[str, TableProfile]) -> None:
    application, bureau = profiles["application"], profiles["bureau"]
    assert (application.rows, application.clients, application.labelled, application.default_rate) == (4, 4, 2, 0.5)
    assert (bureau.rows, bureau.clients, bureau.labelled, bureau.default_rate) == (8, 4, None, None)
    assert profiles["bureau_balance"].clients is None


def test_a_table_that_is_not_there_has_no_profile(profiles: dict[str, TableProfile]) -> None:
    assert "card" not in profiles
    assert len(profiles) == 6


def test_missing_values_and_sentinels_are_told_apart_and_left_out_of_the_range(
    profiles: dict[str, TableProfile],
) -> None:
    employed = _column(profiles["application"], "DAYS_EMPLOYED")
    annuity = _column(profiles["application"], "AMT_ANNUITY")
    assert (employed.missing, employed.sentinel) == (0, 0.25)
    assert employed.maximum is not None
    assert employed.maximum < 0
    assert (annuity.missing, annuity.sentinel) == (0.25, 0)
    assert _column(profiles["application"], "AMT_CREDIT").maximum == 9_000


def test_a_text_shows_its_most_frequent_value(profiles: dict[str, TableProfile]) -> None:
    kind = _column(profiles["bureau"], "CREDIT_TYPE")
    assert (kind.most_frequent, kind.distinct, kind.minimum) == ("Consumer credit", 2, None)
