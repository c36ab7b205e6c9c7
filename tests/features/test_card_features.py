from typing import Any

import pytest
from histories import features_of

from limpide.features.card import HISTORY


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


def of(*months: dict[str, Any]) -> dict[str, Any]:
    return features_of(HISTORY, card=months)[1]


def test_use_of_the_limit_is_measured_by_window() -> None:
    found = of(month(1), month(3, AMT_BALANCE=900.0), month(4, AMT_BALANCE=1000.0), month(12), month(13))
    assert found["card_used_mean_3m"] == pytest.approx(0.7, abs=1e-9)
    assert found["card_used_max_6m"] == 1
    assert found["card_balance_max_12m"] == 1000
    assert found["card_months"] == 5


def test_a_limit_of_zero_is_not_known_and_gives_no_infinite_use() -> None:
    found = of(month(1, AMT_CREDIT_LIMIT_ACTUAL=0.0, AMT_DRAWINGS_CURRENT=10.0))
    for name in ("card_used_mean", "card_drawn_share", "card_limit_latest", "card_limit_raise"):
        assert found[name] is None


def test_a_balance_in_the_clients_favour_is_not_owed() -> None:
    found = of(month(1, AMT_BALANCE=-50.0))
    assert (found["card_balance_latest"], found["card_used_mean"]) == (0, 0)


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


def test_a_raised_limit_is_compared_with_the_lowest() -> None:
    found = of(month(3, AMT_CREDIT_LIMIT_ACTUAL=400.0), month(2, AMT_CREDIT_LIMIT_ACTUAL=2000.0), month(1))
    assert found["card_limit_raise"] == 2.5
    assert found["card_limit_latest"] == 1000


def test_payments_are_compared_with_the_minimum_where_one_is_due() -> None:
    found = of(
        month(1, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_CURRENT=40.0),
        month(2, AMT_INST_MIN_REGULARITY=50.0, AMT_PAYMENT_CURRENT=110.0),
        month(3, AMT_INST_MIN_REGULARITY=0.0, AMT_PAYMENT_CURRENT=1000.0),
    )
    assert found["card_paid_over_minimum"] == 1.5
    assert found["card_underpaid_share"] == 0.5


def test_days_late_are_measured_by_window() -> None:
    found = of(month(1), month(12, SK_DPD=7), month(13, SK_DPD=31), month(14))
    assert found["card_days_late_max"] == 31
    assert found["card_days_late_max_12m"] == 7
    assert found["card_late_share"] == 0.5
    assert found["card_since_late"] == 12


def test_statements_after_the_application_are_left_out() -> None:
    assert of(month(1), month(-1, AMT_BALANCE=9.0)) == of(month(1))


def test_without_statements_there_is_no_row() -> None:
    assert features_of(HISTORY, card=[]) == {}
