from typing import Any

import pytest
from histories import features_of

from limpide.features.bureau import HISTORY


def loan(number: int, **columns: Any) -> dict[str, Any]:
    return {"client_id": 1, "bureau_loan_id": number, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -100} | columns


def months(number: int, statuses: str) -> list[dict[str, Any]]:
    """One month for each letter, the freshest (month -1) first."""
    return [
        {"bureau_loan_id": number, "MONTHS_BALANCE": -1 - ago, "STATUS": status} for ago, status in enumerate(statuses)
    ]


def of(*loans: dict[str, Any], balance: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return features_of(HISTORY, bureau=loans, bureau_balance=balance or [])[1]


def test_loans_are_counted_by_state_and_by_window_whose_edge_belongs_to_it() -> None:
    found = of(
        loan(1, DAYS_CREDIT=-365, CREDIT_TYPE="Credit card"),
        loan(2, DAYS_CREDIT=-366, CREDIT_ACTIVE="Closed", CREDIT_TYPE="Mortgage"),
        loan(3, DAYS_CREDIT=-1461, CREDIT_ACTIVE="Sold", CREDIT_TYPE="Loan for working capital replenishment"),
    )
    assert found["bureau_loans"] == 3
    assert found["bureau_loans_12m"] == 1  # 12 months are 365.25 days
    assert found["bureau_loans_24m"] == 2
    assert (found["bureau_loans_active"], found["bureau_loans_closed"], found["bureau_written_off"]) == (1, 1, 1)
    assert (found["bureau_loans_card"], found["bureau_loans_mortgage"], found["bureau_loans_other"]) == (1, 1, 1)
    assert found["bureau_active_share"] == pytest.approx(1 / 3)
    assert found["bureau_oldest_age"] == 4.0
    assert found["bureau_gap"] == pytest.approx((1461 - 365) / 2 / 30.4375)


def test_debt_share_divides_sums_over_the_loans_where_both_are_known() -> None:
    found = of(
        loan(1, AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=250.0),
        loan(2, AMT_CREDIT_SUM=3000.0, AMT_CREDIT_SUM_DEBT=750.0),
        loan(3, AMT_CREDIT_SUM=9000.0),
        loan(4, AMT_CREDIT_SUM_DEBT=9000.0),
    )
    assert found["bureau_debt_share_active"] == 0.25
    assert found["bureau_debt_total_active"] == 10_000


def test_a_zero_credit_gives_a_missing_share_never_an_infinite_one() -> None:
    found = of(loan(1, AMT_CREDIT_SUM=0.0, AMT_CREDIT_SUM_DEBT=500.0))
    assert found["bureau_debt_share"] is None
    assert found["bureau_debt_share_max"] is None


def test_no_open_loan_is_no_debt_but_an_unreported_debt_is_unknown() -> None:
    assert of(loan(1, CREDIT_ACTIVE="Closed", AMT_CREDIT_SUM_DEBT=5.0))["bureau_debt_total_active"] == 0
    assert of(loan(1))["bureau_debt_total_active"] is None


def test_an_overpaid_loan_is_not_a_negative_debt() -> None:
    found = of(loan(1, AMT_CREDIT_SUM_DEBT=-300.0), loan(2, AMT_CREDIT_SUM_DEBT=100.0))
    assert found["bureau_debt_total_active"] == 100


def test_dates_that_cannot_be_are_missing() -> None:
    found = of(
        loan(1, DAYS_CREDIT_ENDDATE=-42_000, DAYS_ENDDATE_FACT=-41_000, CREDIT_ACTIVE="Closed"),
        loan(2, DAYS_CREDIT_ENDDATE=31_000),
    )
    assert found["bureau_since_closing"] is None
    assert found["bureau_planned_length"] is None  # a card "until 2100" has no planned end
    assert found["bureau_time_left_active"] is None


def test_a_loan_still_open_after_its_planned_end_is_counted() -> None:
    found = of(loan(1, DAYS_CREDIT_ENDDATE=-1), loan(2, DAYS_CREDIT_ENDDATE=0), loan(3, DAYS_CREDIT_ENDDATE=1461))
    assert found["bureau_past_end"] == 1
    assert found["bureau_time_left_active"] == 4.0


def test_nothing_reported_after_the_application_is_used() -> None:
    known = loan(1, DAYS_CREDIT_UPDATE=0, AMT_CREDIT_SUM_DEBT=10.0)
    assert of(known, loan(2, DAYS_CREDIT=1), loan(3, DAYS_CREDIT_UPDATE=1, AMT_CREDIT_SUM_DEBT=99.0)) == of(known)


def test_months_in_arrears_are_a_share_of_the_months_in_which_something_was_due() -> None:
    found = of(loan(1), loan(2), balance=[*months(1, "0X12C"), *months(2, "0")])
    assert found["bureau_late_months_share"] == 0.5  # statuses 1 and 2 among 0, 1, 2, 0
    assert found["bureau_months_followed"] == 6
    assert found["bureau_most_days_late"] == 31
    assert found["bureau_since_late"] == 3
    assert found["bureau_late_months_in_12m"] == 2


def test_a_late_month_leaves_the_window_after_twelve_months() -> None:
    found = of(loan(1), balance=months(1, "00000000000" + "11"))
    assert found["bureau_late_months_in_12m"] == 1
    assert found["bureau_late_months_in_24m"] == 2


def test_a_loan_that_is_not_followed_says_nothing_of_arrears() -> None:
    found = of(loan(1))
    assert found["bureau_late_months_share"] is None
    assert found["bureau_late_months_in_12m"] is None


def test_without_loans_there_is_no_row() -> None:
    assert features_of(HISTORY, bureau=[], bureau_balance=months(1, "01")) == {}
