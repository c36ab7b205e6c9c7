from typing import Any

import pytest
from one_client import OneClient

from limpide.features.card import HISTORY
from limpide.features.feature import Risk


def month(ago: int, **columns: Any) -> dict[str, Any]:
    row = {
        "client_id": 1,
        "loan_id": 5,
        "MONTHS_BALANCE": -ago,
        "AMT_BALANCE": 500.0,
        "AMT_CREDIT_LIMIT_ACTUAL": 1000.0,
        "SK_DPD": 0,
    }
    return row | columns


def of(*months: dict[str, Any]) -> OneClient:
    return OneClient(HISTORY, months)


def near(value: float) -> Any:
    return pytest.approx(value, abs=1e-8)


def test_use_of_the_limit_is_measured_by_window() -> None:
    found = of(month(1), month(3, AMT_BALANCE=900.0), month(4, AMT_BALANCE=1000.0), month(12), month(13))
    assert found["card_used_mean_3m"] == near(0.7)
    assert found["card_used_mean"] == near(0.68)
    assert found["card_used_max_6m"] == 1
    assert found["card_used_latest"] == 0.5
    assert found["card_used_range_12m"] == 0.5
    assert found["card_balance_max_12m"] == 1000
    assert found["card_balance_over_peak"] == 0.5
    assert found["card_months"] == 5
    assert (found["card_held"], found["card_cards"], found["card_newest"]) == (1, 1, 1)


def test_a_growing_debt_has_a_rising_slope_and_a_single_statement_has_none() -> None:
    grown = [month(ago, AMT_BALANCE=600.0 - 100 * ago) for ago in (1, 2, 5)]
    found = of(*grown, month(13, AMT_BALANCE=0.0))
    assert found["card_balance_trend_12m"] == 100
    assert found["card_used_trend_6m"] == pytest.approx(0.1, abs=1e-6)
    assert found["card_used_change"] == near(0.45 - 1 / 3)
    assert of(month(1))["card_balance_trend_12m"] is None


def test_a_card_is_full_above_nine_tenths_and_over_the_limit_above_it() -> None:
    found = of(month(1, AMT_BALANCE=900.0), month(2, AMT_BALANCE=901.0), month(3, AMT_BALANCE=1000.0),
               month(4, AMT_BALANCE=1001.0))  # fmt: skip
    assert found["card_full_share_6m"] == 0.75
    assert found["card_over_limit_share_12m"] == 0.25


def test_a_limit_of_zero_is_not_known_and_gives_no_infinite_use() -> None:
    found = of(month(1, AMT_CREDIT_LIMIT_ACTUAL=0.0, AMT_DRAWINGS_CURRENT=10.0, AMT_INST_MIN_REGULARITY=5.0))
    for name in (
        "card_used_mean",
        "card_used_latest",
        "card_drawn_share",
        "card_drawn_share_max",
        "card_limit_latest",
        "card_limit_raise",
        "card_limit_change_year_ago",
        "card_minimum_over_limit_3m",
        "card_repaid_share",
    ):
        assert found[name] is None, name


def test_a_balance_in_the_clients_favour_is_not_owed() -> None:
    found = of(month(1, AMT_BALANCE=-50.0))
    assert (found["card_balance_latest"], found["card_used_mean"]) == (0, 0)
    assert found["card_since_owing"] is None
    assert found["card_balance_over_peak"] is None


def test_time_since_something_was_owed_is_counted() -> None:
    found = of(month(1, AMT_BALANCE=0.0), month(2), month(3), month(4, AMT_BALANCE=0.0))
    assert found["card_since_owing"] == 2


def test_the_latest_of_two_cards_is_told_by_the_loan_number() -> None:
    months = [month(1, AMT_BALANCE=1.0), month(1, AMT_BALANCE=2.0, loan_id=6), month(2, AMT_BALANCE=3.0)]
    assert of(*months)["card_balance_latest"] == 2
    assert of(*reversed(months))["card_balance_latest"] == 2
    assert of(*months)["card_cards"] == 2


def test_negative_drawings_are_not_known() -> None:
    found = of(
        month(1, AMT_DRAWINGS_CURRENT=100.0, AMT_DRAWINGS_ATM_CURRENT=25.0),
        month(2, AMT_DRAWINGS_CURRENT=-80.0, AMT_DRAWINGS_ATM_CURRENT=-80.0),
    )
    assert found["card_cash_share"] == 0.25
    assert found["card_drawn_share"] == 0.1
    assert found["card_since_use"] == 1
    assert found["card_drawn_months_share"] == 1


def test_a_month_without_any_use_has_no_cash_withdrawal_though_its_field_is_blank() -> None:
    found = of(
        month(1, AMT_DRAWINGS_CURRENT=0.0, CNT_DRAWINGS_CURRENT=0),
        month(2, AMT_DRAWINGS_CURRENT=200.0, AMT_DRAWINGS_ATM_CURRENT=100.0, CNT_DRAWINGS_CURRENT=3,
              CNT_DRAWINGS_ATM_CURRENT=2),
        month(3, AMT_DRAWINGS_CURRENT=50.0),
    )  # fmt: skip
    assert found["card_cash_over_limit_6m"] == 0.05  # of months 1 and 2: what month 3 drew in cash is unknown
    assert found["card_cash_times"] == 1
    assert found["card_cash_share"] == 0.5
    assert found["card_since_cash"] == 2


def test_spending_is_compared_with_the_limit() -> None:
    found = of(
        month(1, AMT_DRAWINGS_CURRENT=100.0, CNT_DRAWINGS_CURRENT=4),
        month(7, AMT_DRAWINGS_CURRENT=0.0, CNT_DRAWINGS_CURRENT=0),
        month(13, AMT_DRAWINGS_CURRENT=1100.0, CNT_DRAWINGS_CURRENT=8),
    )
    assert found["card_drawn_share"] == 0.4
    assert found["card_drawn_share_3m"] == 0.1
    assert found["card_drawn_share_max"] == near(1.1)
    assert found["card_drawn_share_max_12m"] == near(0.1)
    assert found["card_drawn_months_share_12m"] == 0.5
    assert found["card_drawn_times_6m"] == 4


def test_a_raised_limit_is_compared_with_the_lowest_and_with_that_of_a_year_ago() -> None:
    found = of(
        month(14, AMT_CREDIT_LIMIT_ACTUAL=400.0), month(12, AMT_CREDIT_LIMIT_ACTUAL=500.0),
        month(2, AMT_CREDIT_LIMIT_ACTUAL=2000.0), month(1),
    )  # fmt: skip
    assert found["card_limit_raise"] == 2.5
    assert found["card_limit_change_year_ago"] == 2
    assert found["card_limit_latest"] == 1000
    assert of(month(1))["card_limit_change_year_ago"] is None


def test_payments_are_compared_with_the_minimum_where_one_is_due() -> None:
    found = of(
        month(1, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_TOTAL_CURRENT=40.0),
        month(2, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_TOTAL_CURRENT=110.0),
        month(3, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_TOTAL_CURRENT=55.0),
        month(4, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_TOTAL_CURRENT=95.0),
        month(5, AMT_INST_MIN_REGULARITY=0.0, AMT_PAYMENT_TOTAL_CURRENT=1000.0),
    )
    assert found["card_paid_over_minimum"] == 1.5
    assert found["card_underpaid_share"] == 0.25
    assert found["card_minimum_only_share"] == 0.5
    assert found["card_since_underpaid"] == 1
    assert found["card_minimum_over_limit_3m"] == 0.05


def test_an_old_payment_that_the_statement_repeats_is_not_paid_again() -> None:
    found = of(month(1, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_CURRENT=90.0, AMT_PAYMENT_TOTAL_CURRENT=0.0))
    assert found["card_underpaid_share"] == 1
    assert of(month(1, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_CURRENT=90.0))["card_underpaid_share"] == 0


def test_payments_are_compared_with_balance_and_spending() -> None:
    found = of(
        month(1, AMT_PAYMENT_TOTAL_CURRENT=100.0, AMT_DRAWINGS_CURRENT=300.0),
        month(2, AMT_PAYMENT_TOTAL_CURRENT=100.0, AMT_DRAWINGS_CURRENT=100.0),
    )
    assert found["card_paid_share"] == 0.2
    assert found["card_paid_over_drawn"] == 0.5
    assert found["card_repaid_share"] == -0.1


def test_what_is_receivable_beyond_the_principal_is_cost() -> None:
    found = of(month(1, AMT_RECEIVABLE_PRINCIPAL=300.0, AMT_TOTAL_RECEIVABLE=400.0))
    assert found["card_cost_share"] == 0.25
    assert of(month(1, AMT_RECEIVABLE_PRINCIPAL=0.0, AMT_TOTAL_RECEIVABLE=0.0))["card_cost_share"] is None


def test_days_late_are_measured_by_window() -> None:
    found = of(month(1), month(12, SK_DPD=7), month(13, SK_DPD=31, SK_DPD_DEF=3), month(14))
    assert found["card_days_late_max"] == 31
    assert found["card_days_late_max_12m"] == 7
    assert found["card_notable_days_late_max"] == 3
    assert found["card_late_share"] == 0.5
    assert found["card_since_late"] == 12
    assert found["card_since_notably_late"] == 13


def test_statements_after_the_application_are_left_out() -> None:
    assert of(month(1), month(-1, AMT_BALANCE=9.0)).features == of(month(1)).features


def test_a_statement_delivered_twice_is_one() -> None:
    assert of(month(1), month(2), month(2)).features == of(month(1), month(2)).features


def test_of_two_statements_that_contradict_one_another_the_larger_numbers_count_in_any_order() -> None:
    two = [month(1, AMT_BALANCE=700.0, SK_DPD=0), month(1, AMT_BALANCE=100.0, SK_DPD=7)]
    assert of(*two).features == of(*reversed(two)).features == of(month(1, AMT_BALANCE=700.0, SK_DPD=7)).features


def test_neither_the_order_of_statements_nor_other_clients_matter() -> None:
    months = [month(1, AMT_BALANCE=1.0), month(2, AMT_BALANCE=2.0), month(3, AMT_BALANCE=3.0, loan_id=6)]
    other = month(1, client_id=2, AMT_BALANCE=9.0)
    assert of(*months).features == of(*reversed(months), other).features


def test_without_statements_there_is_no_row() -> None:
    assert of().features == {}


def test_every_feature_says_what_is_expected_of_it() -> None:
    assert [feature.name for feature in HISTORY.every_feature if not isinstance(feature.risk, Risk)] == []
