from typing import Any

import pytest
from one_client import OneClient

from limpide.features.bureau import HISTORY


def loan(number: int, **columns: Any) -> dict[str, Any]:
    return {"client_id": 1, "bureau_loan_id": number, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -100} | columns


def months(number: int, statuses: str) -> list[dict[str, Any]]:
    """One month for each letter, the freshest (month -1) first."""
    return [
        {"bureau_loan_id": number, "MONTHS_BALANCE": -1 - ago, "STATUS": status} for ago, status in enumerate(statuses)
    ]


def of(*loans: dict[str, Any], balance: list[dict[str, Any]] | None = None) -> OneClient:
    return OneClient(HISTORY, loans, bureau_balance=balance or [])


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
    assert (
        of(known, loan(2, DAYS_CREDIT=1), loan(3, DAYS_CREDIT_UPDATE=1, AMT_CREDIT_SUM_DEBT=99.0)).features
        == of(known).features
    )


def test_months_in_arrears_are_a_share_of_the_months_in_which_something_was_due() -> None:
    found = of(loan(1), loan(2, DAYS_CREDIT=-101), balance=[*months(1, "0X12C"), *months(2, "0")])
    assert found["bureau_late_months_share"] == 0.5  # statuses 1 and 2 among 0, 1, 2, 0
    assert found["bureau_months_followed"] == 6
    assert found["bureau_most_days_late"] == 31
    assert found["bureau_since_late"] == 3
    assert found["bureau_late_months_in_12m"] == 2


def test_a_late_month_leaves_the_window_after_twelve_months() -> None:
    found = of(loan(1), balance=months(1, "0000000000" + "11"))
    assert found["bureau_late_months_in_12m"] == 1
    assert found["bureau_late_months_in_24m"] == 2


def test_no_window_of_the_follow_up_holds_more_months_than_its_name() -> None:
    every_month = [{"bureau_loan_id": 1, "MONTHS_BALANCE": -ago, "STATUS": "1"} for ago in range(40)]
    found = of(loan(1), balance=every_month)
    assert [found[f"bureau_late_months_in_{window}m"] for window in (3, 6, 12, 24)] == [3, 6, 12, 24]


def test_a_loan_that_is_not_followed_says_nothing_of_arrears() -> None:
    found = of(loan(1))
    assert found["bureau_late_months_share"] is None
    assert found["bureau_late_months_in_12m"] is None


def test_the_follow_up_is_summed_by_loan_then_by_client() -> None:
    found = of(
        loan(1), loan(2, DAYS_CREDIT=-101), loan(3, DAYS_CREDIT=-102), balance=[*months(1, "0120"), *months(2, "00C0X")]
    )
    assert found["bureau_followed_share"] == pytest.approx(2 / 3)
    assert found["bureau_late_loans"] == 1
    assert found["bureau_late_loans_share"] == 0.5  # of the two that are followed
    assert found["bureau_late_share_of_loans"] == 0.25
    assert found["bureau_late_share_worst"] == 0.5
    assert found["bureau_serious_months_share"] == pytest.approx(1 / 7)
    assert found["bureau_since_serious"] == 3
    assert found["bureau_unknown_months_share"] == pytest.approx(1 / 9)
    assert found["bureau_closed_months_share"] == pytest.approx(1 / 9)
    assert found["bureau_due_months_share"] == pytest.approx(7 / 9)
    assert found["bureau_first_month"] == 5


def test_the_windows_of_the_follow_up_count_months_from_the_application() -> None:
    found = of(loan(1), balance=months(1, "01" + "0" * 8 + "1" + "0" * 11 + "3" + "5"))
    assert [found[f"bureau_late_months_in_{window}m"] for window in (3, 6, 12, 24)] == [1, 1, 2, 3]
    assert found["bureau_late_months_share_12m"] == pytest.approx(2 / 11)
    assert found["bureau_late_months_share_24m"] == pytest.approx(3 / 23)
    assert found["bureau_most_days_late_in_12m"] == 1
    assert found["bureau_most_days_late_in_24m"] == 61
    assert found["bureau_serious_months_in_24m"] == 1


def test_arrears_that_grow_have_a_rising_trend() -> None:
    # Newest first: 31 days late, then 1, then none two months before: 15.5 days more each month.
    assert of(loan(1), balance=months(1, "210"))["bureau_late_trend"] == pytest.approx(15.5)
    assert of(loan(1), balance=months(1, "012"))["bureau_late_trend"] == pytest.approx(-15.5)
    assert of(loan(1), balance=months(1, "2"))["bureau_late_trend"] is None
    assert of(loan(1), balance=months(1, "XC"))["bureau_late_trend"] is None


def test_months_after_the_application_are_not_counted() -> None:
    later = [{"bureau_loan_id": 1, "MONTHS_BALANCE": 1, "STATUS": "5"}]
    assert of(loan(1), balance=[*later, *months(1, "01")]).features == of(loan(1), balance=months(1, "01")).features


def test_a_loan_reported_twice_under_two_numbers_is_one_loan() -> None:
    once = loan(1, AMT_CREDIT_SUM=100.0, AMT_CREDIT_SUM_DEBT=50.0)
    twice = [once, once | {"bureau_loan_id": 2}]
    assert of(*twice).features == of(once).features
    assert of(*twice, loan(3, AMT_CREDIT_SUM=200.0))["bureau_loans"] == 2


def test_two_loans_alike_whose_months_differ_are_two_loans() -> None:
    found = of(loan(1), loan(2), balance=[*months(1, "000"), *months(2, "111")])
    assert (found["bureau_loans"], found["bureau_late_months_in_6m"]) == (2, 3)
    alike = of(loan(1), loan(2), balance=[*months(1, "011"), *months(2, "011")])
    assert (alike["bureau_loans"], alike["bureau_late_months_in_6m"]) == (1, 2)


def test_amounts_in_another_currency_are_not_added_to_euros() -> None:
    euros = loan(1, AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=500.0, CREDIT_CURRENCY="currency 1")
    foreign = loan(2, AMT_CREDIT_SUM=9000.0, AMT_CREDIT_SUM_DEBT=9000.0, CREDIT_CURRENCY="currency 2")
    found = of(euros, foreign)
    assert found["bureau_loans"] == 2
    assert (found["bureau_credit_total"], found["bureau_debt_total_active"]) == (1000, 500)
    assert found["bureau_debt_share"] == 0.5


def test_a_loan_cannot_end_before_it_began_nor_be_paid_off_after_the_application() -> None:
    found = of(loan(1, DAYS_CREDIT_ENDDATE=-101, DAYS_ENDDATE_FACT=-101), loan(2, DAYS_ENDDATE_FACT=1))
    assert found["bureau_past_end"] == 0
    assert found["bureau_planned_length"] is None
    assert found["bureau_since_closing"] is None


def test_an_instalment_far_larger_than_the_loan_is_not_known() -> None:
    found = of(
        loan(1, AMT_CREDIT_SUM=1000.0, AMT_ANNUITY=1200.0),  # repaid at once, with interest
        loan(2, AMT_CREDIT_SUM=1000.0, AMT_ANNUITY=500_000.0),
        loan(3, AMT_CREDIT_SUM=1000.0, AMT_ANNUITY=0.0),
    )
    assert found["bureau_annuity_total_active"] == 1200
    assert found["bureau_annuity_share_active"] == pytest.approx(1.2)


def test_what_is_left_is_spread_over_the_months_until_the_planned_end() -> None:
    found = of(
        loan(1, DAYS_CREDIT=-31, AMT_CREDIT_SUM_DEBT=1000.0, DAYS_CREDIT_ENDDATE=487),  # 16 months
        loan(2, AMT_CREDIT_SUM_DEBT=30.0, DAYS_CREDIT_ENDDATE=3),  # a month at least
        loan(3, AMT_CREDIT_SUM_DEBT=99.0, DAYS_CREDIT_ENDDATE=-3),  # past its end: no month left
        loan(4, AMT_CREDIT_SUM_DEBT=99.0),
    )
    assert found["bureau_monthly_debt_active"] == pytest.approx(1000 / 16 + 30, abs=1e-3)
    assert found["bureau_ending"] == 1
    assert found["bureau_next_end_active"] == pytest.approx(3 / 30.4375)


def test_a_card_is_full_when_nearly_all_of_its_limit_is_owed() -> None:
    def card(number: int, debt: float | None, left: float | None) -> dict[str, Any]:
        amounts = {"AMT_CREDIT_SUM": 100.0, "AMT_CREDIT_SUM_DEBT": debt, "AMT_CREDIT_SUM_LIMIT": left}
        return loan(number, CREDIT_TYPE="Credit card") | amounts

    found = of(card(1, 95.0, 5.0), card(2, 25.0, 75.0), card(3, 50.0, None), card(4, None, -8.0), loan(5))
    assert found["bureau_debt_share_card"] == pytest.approx(170 / 300)
    assert found["bureau_debt_share_max_card"] == pytest.approx(0.95)
    assert found["bureau_cards_full"] == 1
    assert found["bureau_card_available"] == 80


def test_a_debt_on_a_loan_of_next_to_nothing_does_not_outweigh_the_others() -> None:
    found = of(
        loan(1, AMT_CREDIT_SUM=0.5, AMT_CREDIT_SUM_DEBT=500.0), loan(2, AMT_CREDIT_SUM=10.0, AMT_CREDIT_SUM_DEBT=0.0)
    )
    assert found["bureau_debt_share_mean"] == 1.0  # twice the loan at most
    assert found["bureau_debts_above_credit"] == 1


def test_the_last_loans_are_those_that_began_last_whatever_the_order_of_rows() -> None:
    loans = [
        loan(number, DAYS_CREDIT=-100 * number, AMT_CREDIT_SUM=1000.0 * number, CREDIT_ACTIVE=state, CREDIT_TYPE=kind)
        for number, state, kind in (
            (1, "Active", "Microloan"),
            (2, "Closed", "Credit card"),
            (3, "Active", "Consumer credit"),
            (4, "Active", "Mortgage"),
        )
    ]
    found = of(*loans)
    assert found["bureau_credit_mean_last_3"] == 2000
    assert found["bureau_credit_growth"] == pytest.approx(2000 / 2500)
    assert found["bureau_credit_latest"] == 1000
    assert found["bureau_credit_first"] == 4000
    assert found["bureau_credit_latest_over_max"] == 0.25
    assert found["bureau_active_share_last_3"] == pytest.approx(2 / 3)
    assert (found["bureau_latest_kind"], found["bureau_first_kind"]) == ("Microloan", "Mortgage")
    assert found["bureau_gap_latest"] == pytest.approx(100 / 30.4375)
    assert found["bureau_gap_change"] == pytest.approx(1)
    assert of(*reversed(loans)).features == found.features


def test_one_loan_has_no_gap_no_spread_and_no_trend() -> None:
    found = of(loan(1, AMT_CREDIT_SUM=10.0, AMT_CREDIT_SUM_DEBT=1.0))
    names = ("gap", "gap_latest", "gap_change", "age_spread", "debt_share_trend")
    assert [found[f"bureau_{name}"] for name in names] == [None] * 5


def test_recent_loans_count_more_in_a_decayed_mean() -> None:
    fresh = loan(1, DAYS_CREDIT=0, AMT_CREDIT_SUM=100.0, AMT_CREDIT_SUM_DEBT=100.0, AMT_CREDIT_MAX_OVERDUE=9.0)
    old = loan(2, DAYS_CREDIT=-365, AMT_CREDIT_SUM=100.0, AMT_CREDIT_SUM_DEBT=0.0, AMT_CREDIT_MAX_OVERDUE=0.0)
    found = of(fresh, old)  # a year ago counts half
    assert found["bureau_debt_share_decayed"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["bureau_ever_overdue_decayed"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["bureau_debt_share_trend"] == 1.0  # from the old loan to the fresh one


def test_loans_begun_and_paid_off_in_a_year_are_weighed_against_each_other() -> None:
    found = of(
        loan(1, DAYS_CREDIT=-100),
        loan(2, DAYS_CREDIT=-200),
        loan(3, DAYS_CREDIT=-900, CREDIT_ACTIVE="Closed", DAYS_ENDDATE_FACT=-300, DAYS_CREDIT_ENDDATE=-200),
        loan(4, DAYS_CREDIT=-900, CREDIT_ACTIVE="Closed", DAYS_ENDDATE_FACT=-500, DAYS_CREDIT_ENDDATE=-600),
    )
    assert found["bureau_more_open"] == 1
    assert found["bureau_paid_off"] == 1
    assert found["bureau_early_share_closed"] == 0.5
    assert found["bureau_late_closing_share_closed"] == 0.5
    assert found["bureau_actual_over_planned_closed"] == pytest.approx((600 + 400) / (700 + 300))
    assert found["bureau_recent_share_of_36m"] == 0.5


def test_overdue_amounts_are_compared_with_the_debt_and_with_the_loan() -> None:
    found = of(
        loan(1, AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=400.0, AMT_CREDIT_SUM_OVERDUE=20.0, CREDIT_DAY_OVERDUE=12),
        loan(2, AMT_CREDIT_SUM=500.0, AMT_CREDIT_SUM_DEBT=0.0, AMT_CREDIT_MAX_OVERDUE=50.0, DAYS_CREDIT=-1461),
        loan(3, AMT_CREDIT_SUM=0.0, AMT_CREDIT_MAX_OVERDUE=50.0),
    )
    assert found["bureau_overdue_over_debt_active"] == 0.05
    assert found["bureau_worst_overdue_share"] == pytest.approx(0.1)
    assert found["bureau_days_overdue_max"] == 12
    assert found["bureau_ever_overdue"] == 2
    assert found["bureau_ever_overdue_share_24m"] == 1.0
    assert found["bureau_worst_overdue_latest"] == 50


def test_without_loans_there_is_no_row() -> None:
    assert of(balance=months(1, "01")).features == {}
