from typing import Any

from histories import features_of

from limpide.features.pos import HISTORY


def month(ago: int, left: float | None = 5, *, dpd: int = 0, loan: int = 5, **columns: Any) -> dict[str, Any]:
    row = {
        "client_id": 1,
        "loan_id": loan,
        "MONTHS_BALANCE": -ago,
        "CNT_INSTALMENT": 12,
        "CNT_INSTALMENT_FUTURE": left,
        "NAME_CONTRACT_STATUS": "Active",
        "SK_DPD": dpd,
        "SK_DPD_DEF": 0,
    }
    return row | columns


def of(*months: dict[str, Any]) -> dict[str, Any]:
    return features_of(HISTORY, pos=months)[1]


def test_a_running_loan_says_what_is_left_in_its_last_month() -> None:
    found = of(month(1, 4), month(2, 5), month(3, 6, loan=6), month(1, 2, loan=6))
    assert found["pos_loans_running"] == 2
    assert found["pos_left_running"] == 6
    assert found["pos_left_share_running"] == 0.25


def test_a_loan_ends_with_its_first_month_without_instalments_left() -> None:
    found = of(month(9, 1), month(8, 0), month(7, 0, NAME_CONTRACT_STATUS="Completed"), month(6, 0, dpd=3))
    assert found["pos_loans_ended"] == 1
    assert found["pos_loans_running"] == 0
    assert found["pos_months"] == 2  # what follows the end is left out
    assert found["pos_days_late_max"] == 0


def test_no_instalment_left_but_something_overdue_is_not_the_end() -> None:
    found = of(month(3, 1), month(2, 0, dpd=20), month(1, 0, dpd=50))
    assert found["pos_loans_ended"] == 0
    assert found["pos_days_late_max"] == 50


def test_completed_with_instalments_left_is_still_running() -> None:
    assert of(month(1, 3, NAME_CONTRACT_STATUS="Completed"))["pos_loans_running"] == 1


def test_a_loan_whose_statements_stopped_long_ago_is_not_running() -> None:
    assert of(month(3))["pos_loans_running"] == 1
    assert of(month(4))["pos_loans_running"] == 0


def test_months_before_the_loan_starts_are_left_out() -> None:
    assert of(month(3), month(4, NAME_CONTRACT_STATUS="Signed", dpd=9)) == of(month(3))


def test_statements_after_the_application_are_left_out() -> None:
    assert of(month(3), month(-1, dpd=9)) == of(month(3))


def test_late_months_are_counted_by_window() -> None:
    found = of(month(1), month(12, dpd=2), month(13, dpd=30), month(25, dpd=90))
    assert found["pos_late_share"] == 0.75
    assert found["pos_days_late_max_12m"] == 2
    assert found["pos_days_late_max_6m"] == 0
    assert found["pos_since_late"] == 12


def test_a_loan_paid_off_before_its_planned_length_is_shortened() -> None:
    found = of(month(9, 8), month(8, 0, CNT_INSTALMENT=5), month(9, 1, loan=6), month(8, 0, loan=6))
    assert found["pos_shortened_share"] == 0.5


def test_without_statements_there_is_no_row() -> None:
    assert features_of(HISTORY, pos=[]) == {}
