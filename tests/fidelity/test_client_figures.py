"""The figures that histories are compared by, and the shares of what holds together, on rows counted by hand."""

from pathlib import Path

import numpy as np
import pytest

from limpide.fidelity.aggregates import aggregate, find_categories
from limpide.fidelity.sides import open_sides
from limpide.fidelity.structure import measure_structure
from small_tables import build_rows, write_csv

CLIENT = np.array([100_002])


def test_figures_of_a_client_are_those_of_its_rows(tmp_path: Path) -> None:
    rows = build_rows()
    first, second = (row for row in rows["previous_application"] if row["SK_ID_CURR"] == 100_002)
    first |= {"AMT_CREDIT": 100.0, "DAYS_FIRST_DUE": 365243, "NAME_CONTRACT_STATUS": "Approved"}
    second |= {"AMT_CREDIT": 300.0, "DAYS_FIRST_DUE": -20, "NAME_CONTRACT_STATUS": "Refused", "AMT_ANNUITY": None}
    folder = write_csv(tmp_path, rows)
    with open_sides(folder, folder) as (side, _):
        figures = aggregate(side, "previous", CLIENT, find_categories("previous", side)).loc[100_002]
    assert figures["rows"] == 2
    assert figures["avg(AMT_CREDIT)"] == 200
    assert figures["max(AMT_CREDIT)"] == 300
    assert figures["stddev(AMT_CREDIT)"] == pytest.approx(np.std([100, 300], ddof=1))
    assert figures["missing(AMT_ANNUITY)"] == 0.5
    assert figures["sentinel(DAYS_FIRST_DUE)"] == 0.5
    assert figures["min(DAYS_FIRST_DUE)"] == figures["max(DAYS_FIRST_DUE)"] == -20
    assert figures["count(NAME_CONTRACT_STATUS = Refused)"] == 1
    assert figures["share(NAME_CONTRACT_STATUS = Refused)"] == 0.5


def test_months_of_the_bureau_find_their_client_through_its_loans(tmp_path: Path) -> None:
    rows = build_rows()
    rows["bureau_balance"] = [row for row in rows["bureau_balance"] if row["SK_ID_BUREAU"] != 5_000_001][:-1]
    folder = write_csv(tmp_path, rows)
    with open_sides(folder, folder) as (side, _):
        figures = aggregate(side, "bureau_balance", CLIENT, find_categories("bureau_balance", side)).loc[100_002]
    assert figures["rows"] == 2
    assert figures["loans"] == 1
    assert figures["avg(rows a loan)"] == 2


def shares(folder: Path) -> dict[str, float | None]:
    with open_sides(folder, folder) as sides:
        return {share.name: share.synthetic for share in measure_structure(*sides)}


def test_a_link_that_leads_nowhere_is_counted(tmp_path: Path) -> None:
    rows = build_rows()
    rows["POS_CASH_balance"][0]["SK_ID_PREV"] = 9_999_999
    rows["bureau_balance"][0]["SK_ID_BUREAU"] = 9_999_999
    found = shares(write_csv(tmp_path, rows))
    assert found["pos: rows whose loan_id is in previous"] == 15 / 16
    assert found["bureau_balance: rows whose bureau_loan_id is in bureau"] == 15 / 16
    assert found["card: rows whose loan_id is in previous"] == 1


def test_a_loan_of_another_client_is_no_link(tmp_path: Path) -> None:
    rows = build_rows()
    rows["installments_payments"][0]["SK_ID_CURR"] = 100_005
    assert shares(write_csv(tmp_path, rows))["installments: rows whose loan_id is in previous"] == 7 / 8


def test_a_gap_between_months_is_counted_by_loan(tmp_path: Path) -> None:
    rows = build_rows()
    rows["credit_card_balance"][0]["MONTHS_BALANCE"] = -4
    found = shares(write_csv(tmp_path, rows))
    assert found["card: loans without a gap between months"] == 7 / 8
    assert found["pos: loans without a gap between months"] == 1


def test_a_status_2_must_follow_a_1(tmp_path: Path) -> None:
    rows = build_rows()
    for row, status in zip(rows["bureau_balance"], ["2", "1", "2", "0", "2", "3"], strict=False):
        row["STATUS"] = status  # the first of each pair is the later month
    assert shares(write_csv(tmp_path, rows))["bureau_balance: a status 2 that begins follows a 1"] == 0.5


def test_instalments_that_miss_part_of_the_credit_do_not_add_up(tmp_path: Path) -> None:
    rows = build_rows()
    terms = {"NAME_CONTRACT_STATUS": "Approved", "AMT_CREDIT": 1000.0, "CNT_PAYMENT": 2, "AMT_ANNUITY": 550.0}
    for row in rows["previous_application"]:
        row |= terms | {"DAYS_LAST_DUE": -10}
    instalments = [row | {"AMT_INSTALMENT": 1050.0} for row in rows["installments_payments"]]
    instalments[0]["AMT_INSTALMENT"] = 900.0
    rows["installments_payments"] = instalments
    assert shares(write_csv(tmp_path, rows))["installments: closed loans whose instalments add up"] == 7 / 8
