from typing import Any

import pytest
from one_client import OneClient

from limpide.features.feature import Risk
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


def of(*months: dict[str, Any]) -> OneClient:
    return OneClient(HISTORY, months)


def test_a_running_loan_says_what_is_left_in_its_last_month() -> None:
    found = of(month(1, 4), month(2, 5), month(3, 6, loan=6), month(1, 2, loan=6))
    assert found["pos_loans_running"] == 2
    assert found["pos_left_running"] == 6
    assert found["pos_left_share_running"] == 0.25
    assert found["pos_longest_term_running"] == 12


def test_a_loan_ends_with_its_first_month_without_instalments_left() -> None:
    found = of(month(9, 1), month(8, 0), month(7, 0, NAME_CONTRACT_STATUS="Completed"), month(6, 0, dpd=3))
    assert found["pos_loans_ended"] == 1
    assert found["pos_loans_running"] == 0
    assert found["pos_months"] == 2  # what follows the end is left out
    assert found["pos_days_late_max"] == 0
    assert found["pos_since_ended"] == 8


def test_no_instalment_left_but_something_overdue_is_not_the_end() -> None:
    found = of(month(3, 1), month(2, 0, dpd=20), month(1, 0, dpd=50))
    assert found["pos_loans_ended"] == 0
    assert found["pos_days_late_max"] == 50


def test_completed_with_instalments_left_is_still_running() -> None:
    assert of(month(1, 3, NAME_CONTRACT_STATUS="Completed"))["pos_loans_running"] == 1


def test_returned_goods_end_the_loan() -> None:
    found = of(month(1, None, NAME_CONTRACT_STATUS="Returned to the store"), month(2, 12))
    assert (found["pos_loans_running"], found["pos_loans_ended"]) == (0, 1)


def test_goods_returned_before_the_first_instalment_end_nothing() -> None:
    returned: dict[str, Any] = {"NAME_CONTRACT_STATUS": "Returned to the store"}
    later = [month(ago, ago, dpd=45 * (ago < 3)) for ago in range(1, 8)]
    assert of(month(9, 12, **returned), month(8, None, **returned), *later).features == of(*later).features
    assert of(*later)["pos_days_late_max"] == 45
    assert of(month(2, 12, **returned), month(2, 12), month(3, 12))["pos_loans_running"] == 1


def test_a_loan_of_which_only_a_return_is_known_has_not_started() -> None:
    assert of(month(2, None, NAME_CONTRACT_STATUS="Returned to the store")).features == {}


def test_a_loan_whose_statements_stopped_long_ago_is_not_running() -> None:
    assert of(month(3))["pos_loans_running"] == 1
    assert of(month(4))["pos_loans_running"] == 0


def test_months_before_the_loan_starts_are_left_out() -> None:
    assert of(month(3), month(4, NAME_CONTRACT_STATUS="Signed", dpd=9)).features == of(month(3)).features


def test_statements_after_the_application_are_left_out() -> None:
    assert of(month(3), month(-1, dpd=9)).features == of(month(3)).features


def test_a_statement_delivered_twice_is_one() -> None:
    assert of(month(3), month(4), month(4)).features == of(month(3), month(4)).features


def test_of_two_statements_that_contradict_one_another_the_larger_numbers_count_in_any_order() -> None:
    two = [month(3, 4, dpd=0, CNT_INSTALMENT=10), month(3, 5, dpd=7)]
    assert of(*two).features == of(*reversed(two)).features == of(month(3, 5, dpd=7)).features


def test_neither_the_order_of_statements_nor_other_clients_matter() -> None:
    months = [month(1, 4, dpd=3), month(2, 5), month(3, 6, loan=6), month(1, 2, loan=6)]
    assert of(*months).features == of(*reversed(months), month(1, 1, dpd=9, client_id=2, loan=7)).features


def test_late_months_are_counted_by_window() -> None:
    found = of(month(1), month(12, dpd=2), month(13, dpd=30, SK_DPD_DEF=30), month(25, dpd=90))
    assert found["pos_late_share"] == 0.75
    assert found["pos_late_share_12m"] == 0.5
    assert found["pos_late_share_change"] == -0.25
    assert found["pos_days_late_max_12m"] == 2
    assert found["pos_days_late_max_6m"] == 0
    assert found["pos_notably_late_share"] == 0.25
    assert found["pos_notable_days_late_max_12m"] == 0
    assert found["pos_since_late"] == 12
    assert found["pos_since_notably_late"] == 13


def test_a_delay_that_lasts_for_years_counts_ninety_days_in_means() -> None:
    found = of(month(1, dpd=1500), month(2, dpd=30), month(3))
    assert found["pos_days_late_max"] == 1500
    assert found["pos_days_late_mean"] == 40
    assert found["pos_days_late_trend_24m"] == 45


def test_lateness_at_the_start_of_a_loan_is_told_apart() -> None:
    found = of(*(month(20 - age, dpd=5 if age in (5, 6) else 0) for age in range(10)))
    assert found["pos_late_share_first"] == pytest.approx(1 / 6)
    assert found["pos_late_share"] == 0.2


def test_a_loan_paid_off_before_its_planned_length_is_shortened() -> None:
    found = of(month(9, 8), month(8, 0, CNT_INSTALMENT=5), month(9, 1, loan=6), month(8, 0, loan=6))
    assert found["pos_shortened_share"] == 0.5
    assert found["pos_cut_share"] == 0.5
    assert found["pos_rescheduled_share"] == 0.5
    assert found["pos_lengthened_share"] == 0
    assert found["pos_length_share"] == pytest.approx(1 / 6)  # 2 months of 12


def test_a_loan_made_longer_is_told_from_one_made_shorter() -> None:
    found = of(month(3, 8), month(2, 14, CNT_INSTALMENT=18))
    assert (found["pos_lengthened_share"], found["pos_cut_share"]) == (1, 0)
    assert found["pos_term_mean"] == 12  # as first planned


def test_loans_are_compared_as_wholes_however_long_they_are() -> None:
    long = [month(ago, dpd=0, loan=5) for ago in range(20, 30)]
    short = [month(5, dpd=7, loan=6), month(4, loan=6)]
    found = of(*long, *short)
    assert found["pos_loan_late_share_mean"] == 0.25
    assert found["pos_loan_late_share_max"] == 0.5
    assert found["pos_late_share"] == pytest.approx(1 / 12)
    assert found["pos_late_loans_share"] == 0.5


def test_the_latest_loans_are_those_that_started_last() -> None:
    started = {5: 30, 6: 20, 7: 10, 8: 2}
    found = of(*(month(ago, dpd=ago, loan=loan) for loan, ago in started.items()))
    assert found["pos_loan_days_late_total_last_3"] == 32
    assert found["pos_since_start"] == 2
    assert found["pos_gap"] == pytest.approx(28 / 3)
    assert (found["pos_started_6m"], found["pos_started_12m"], found["pos_started_24m"]) == (1, 2, 3)


def test_a_balance_called_in_is_counted() -> None:
    found = of(month(2, dpd=40), month(1, 0, dpd=70, NAME_CONTRACT_STATUS="Demand"))
    assert found["pos_called_in"] == 1


def test_a_term_of_zero_gives_a_missing_share_never_an_infinite_one() -> None:
    found = of(month(1, 3, CNT_INSTALMENT=0))
    assert found["pos_left_share_running"] is None
    assert found["pos_term_mean"] is None
    assert found["pos_length_share"] is None


def test_without_statements_there_is_no_row() -> None:
    assert of().features == {}


def test_every_feature_says_what_is_expected_of_it() -> None:
    assert [feature.name for feature in HISTORY.every_feature if not isinstance(feature.risk, Risk)] == []
