"""Cleaning rules: what they leave out is counted, and nothing that follows in time contradicts them."""

from pathlib import Path

import ibis
import pytest
from typer.testing import CliRunner

from limpide.cli.data import app
from limpide.features.bureau.followed import by_loan
from limpide.features.cleaning import RULES, CleaningCount, count_left_out
from limpide.sources.home_credit import open_tables
from small_tables import build_rows, write_csv


def _count(folder: Path) -> dict[str, CleaningCount]:
    connection = ibis.duckdb.connect()
    with open_tables(folder, connection) as tables:
        return {count.rule.name: count for count in count_left_out(tables)}


def test_each_rule_counts_the_rows_and_clients_that_it_leaves_out(tmp_path: Path) -> None:
    rows = build_rows()
    rows["previous_application"][0] |= {"NFLAG_LAST_APPL_IN_DAY": 0, "NAME_CONTRACT_STATUS": "Refused"}
    rows["bureau"][0]["CREDIT_CURRENCY"] = "currency 2"
    rows["POS_CASH_balance"][0]["NAME_CONTRACT_STATUS"] = "Signed"
    found = _count(write_csv(tmp_path, rows))
    assert set(found) == {rule.name for rule in RULES}
    assert (found["previous_repeats"].rows, found["previous_repeats"].clients) == (1, 1)
    assert found["previous_repeats"].of == len(rows["previous_application"])
    assert found["bureau_other_currency"].rows == 1
    assert found["pos_not_started"].rows == 1


def test_a_repeat_with_statements_of_its_own_contradicts_the_rule(tmp_path: Path) -> None:
    rows = build_rows()
    loan = rows["POS_CASH_balance"][0]["SK_ID_PREV"]
    own = next(row for row in rows["previous_application"] if row["SK_ID_PREV"] == loan)
    own |= {"NFLAG_LAST_APPL_IN_DAY": 0, "NAME_CONTRACT_STATUS": "Refused"}
    folder = write_csv(tmp_path, rows)
    assert _count(folder)["previous_repeats"].contradicted_clients == 1
    result = CliRunner().invoke(app, ["rules", str(folder)])
    assert result.exit_code == 3
    assert "previous_repeats" in result.stdout


def test_on_real_histories_no_rule_is_contradicted(real_data: Path) -> None:
    found = _count(real_data / "histories")
    assert {name: each.contradicted_rows for name, each in found.items()} == dict.fromkeys(found, 0)
    assert found["previous_repeats"].rows > 100


@pytest.mark.parametrize("window", [3, 6, 12, 24])
def test_no_real_loan_has_more_late_months_than_the_window_has(real_data: Path, window: int) -> None:
    connection = ibis.duckdb.connect()
    with open_tables(real_data / "histories", connection) as tables:
        most = by_loan(tables)[f"months_late_{window}m"].max().to_pyarrow().as_py()
    assert 0 < most <= window
