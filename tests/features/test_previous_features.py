from typing import Any

import pytest
from one_client import OneClient

from limpide.features.previous import HISTORY

NOT_YET = 365_243


def application(number: int, **columns: Any) -> dict[str, Any]:
    granted = {
        "client_id": 1,
        "loan_id": number,
        "NAME_CONTRACT_STATUS": "Approved",
        "NAME_CONTRACT_TYPE": "Cash loans",
        "DAYS_DECISION": -100,
    }
    return granted | columns


def of(*applications: dict[str, Any]) -> OneClient:
    return OneClient(HISTORY, applications)


def refused(number: int, **columns: Any) -> dict[str, Any]:
    return application(number, NAME_CONTRACT_STATUS="Refused", **columns)


def test_refusals_are_counted_by_window_and_by_reason() -> None:
    found = of(
        application(1),
        refused(2, CODE_REJECT_REASON="HC", DAYS_DECISION=-366),
        refused(3, CODE_REJECT_REASON="SCOFR", DAYS_DECISION=-365),
        application(4, NAME_CONTRACT_STATUS="Canceled", CODE_REJECT_REASON="XAP"),
    )
    assert found["previous_refusals"] == 2
    assert found["previous_refused_share"] == 0.5
    assert found["previous_refused_share_12m"] == pytest.approx(1 / 3)
    assert (found["previous_refusals_policy"], found["previous_refusals_score"]) == (1, 1)
    assert found["previous_refusals_limit"] == 0
    assert found["previous_latest_refusal_reason"] == "SCOFR"
    assert found["previous_since_refusal"] == pytest.approx(365 / 30.4375)


def test_two_applications_on_one_day_are_told_apart_by_their_number() -> None:
    same_day = [
        application(8, PRODUCT_COMBINATION="Cash"),
        application(9, PRODUCT_COMBINATION="Card Street"),
        application(7, PRODUCT_COMBINATION="Cash X-Sell: low"),
    ]
    assert of(*same_day)["previous_latest_product"] == "Card Street"
    assert of(*reversed(same_day))["previous_latest_product"] == "Card Street"


def test_a_loan_is_open_when_its_last_due_date_has_not_come() -> None:
    found = of(
        application(1, DAYS_LAST_DUE=NOT_YET),
        application(2, DAYS_LAST_DUE=-40),
        application(3, DAYS_LAST_DUE=NOT_YET, NAME_CONTRACT_STATUS="Refused"),
        application(4),
    )
    assert found["previous_loans_active"] == 1
    assert found["previous_loans_completed"] == 1
    assert found["previous_loans_approved"] == 3


def test_what_remains_to_be_paid_follows_the_calendar() -> None:
    # Ten instalments; those of days -61, -31 and 0 are due: 2 months passed and a third one begun.
    found = of(application(1, DAYS_LAST_DUE=NOT_YET, DAYS_FIRST_DUE=-61, CNT_PAYMENT=10, AMT_ANNUITY=50.0))
    assert found["previous_months_left_active"] == 7
    assert found["previous_amount_left_active"] == 350
    assert found["previous_annuity_total_active"] == 50


def test_a_repaid_loan_leaves_nothing_and_an_old_one_not_less_than_nothing() -> None:
    repaid = application(1, DAYS_LAST_DUE=-10, DAYS_FIRST_DUE=-400, CNT_PAYMENT=12, AMT_ANNUITY=50.0)
    overrun = application(2, DAYS_LAST_DUE=NOT_YET, DAYS_FIRST_DUE=-900, CNT_PAYMENT=12, AMT_ANNUITY=50.0)
    assert of(repaid)["previous_amount_left_active"] == 0
    assert of(overrun)["previous_amount_left_active"] == 0


def test_the_yearly_cost_is_what_is_repaid_above_the_loan() -> None:
    # 12 × 100 repaid for 1000 lent: 200 of interest on about half of it for a year.
    found = of(application(1, AMT_CREDIT=1000.0, AMT_ANNUITY=100.0, CNT_PAYMENT=12))
    assert found["previous_rate_mean_approved"] == pytest.approx(24 * 0.2 / 13, abs=1e-9)


def test_the_zeros_of_cancelled_and_revolving_applications_are_not_amounts() -> None:
    found = of(application(1, AMT_CREDIT=0.0, AMT_APPLICATION=0.0, AMT_ANNUITY=0.0, CNT_PAYMENT=0))
    for name in ("credit_mean", "annuity_mean", "term_mean", "granted_share", "rate_mean"):
        assert found[f"previous_{name}_approved"] is None


def test_the_sentinel_of_the_first_contract_is_no_early_repayment() -> None:
    found = of(
        application(1, DAYS_LAST_DUE=-100, DAYS_LAST_DUE_1ST_VERSION=NOT_YET),
        application(2, DAYS_LAST_DUE=-100, DAYS_LAST_DUE_1ST_VERSION=-40),
        application(3, DAYS_LAST_DUE=-100, DAYS_LAST_DUE_1ST_VERSION=-100),
    )
    assert found["previous_early_days_completed"] == 30
    assert found["previous_early_share_completed"] == 0.5


def test_repeats_of_one_application_count_once() -> None:
    found = of(
        application(1),
        refused(2, FLAG_LAST_APPL_PER_CONTRACT="N"),
        refused(3, NFLAG_LAST_APPL_IN_DAY=0),
    )
    assert (found["previous_applications"], found["previous_refusals"]) == (1, 0)


def test_a_loan_that_was_granted_is_no_repeat() -> None:
    later = application(4, NFLAG_LAST_APPL_IN_DAY=0, DAYS_LAST_DUE=NOT_YET)
    assert of(application(1), later)["previous_loans_active"] == 1


def test_a_decision_after_the_application_is_not_known() -> None:
    assert of(application(1), refused(2, DAYS_DECISION=1)).features == of(application(1)).features


def test_outcomes_are_shares_of_all_and_of_the_last_applications() -> None:
    outcomes = ("Approved", "Refused", "Canceled", "Unused offer", "Approved", "Refused")
    found = of(
        *(
            application(number, NAME_CONTRACT_STATUS=outcome, DAYS_DECISION=-100 * number)
            for number, outcome in enumerate(outcomes, start=1)
        )
    )
    assert found["previous_approved_share"] == pytest.approx(2 / 6)
    assert found["previous_approved_share_last_3"] == pytest.approx(1 / 3)
    assert found["previous_abandoned_share_last_5"] == 0.4
    assert found["previous_refused_share_last_3"] == pytest.approx(1 / 3)
    assert found["previous_unused"] == 1
    assert (found["previous_latest_outcome"], found["previous_outcome_before"]) == ("Approved", "Refused")
    assert found["previous_newest_abandoned"] == pytest.approx(300 / 30.4375)
    assert found["previous_gap_latest"] == pytest.approx(100 / 30.4375)


def test_refusals_in_a_row_are_those_since_a_loan_was_last_granted() -> None:
    earlier = refused(4, DAYS_DECISION=-400)
    granted = application(3, DAYS_DECISION=-300)
    since = [refused(1, DAYS_DECISION=-100), refused(2, DAYS_DECISION=-200)]
    cancelled = application(5, NAME_CONTRACT_STATUS="Canceled", DAYS_DECISION=-50)
    assert of(earlier, granted, *since, cancelled)["previous_refusals_in_a_row"] == 2
    assert of(*since, earlier)["previous_refusals_in_a_row"] == 3
    assert of(granted, earlier)["previous_refusals_in_a_row"] == 0


def test_refusals_are_told_apart_by_kind_of_loan_and_by_how_lately() -> None:
    found = of(
        application(1, NAME_CONTRACT_TYPE="Consumer loans"),
        refused(2, CODE_REJECT_REASON="SCO", DAYS_DECISION=-800, AMT_CREDIT=3000.0),
        refused(3, CODE_REJECT_REASON="SCOFR", DAYS_DECISION=-700, AMT_CREDIT=1000.0),
        refused(4, CODE_REJECT_REASON="LIMIT", DAYS_DECISION=-10, NAME_CONTRACT_TYPE="Revolving loans"),
        refused(5, CODE_REJECT_REASON="XNA", DAYS_DECISION=-5),
    )
    assert (found["previous_refusals_score"], found["previous_refusals_score_24m"]) == (2, 1)
    assert found["previous_refusals_score_of_risk"] == 1
    assert (found["previous_refusals_12m"], found["previous_refusals_24m"], found["previous_refusals_cash"]) == (
        2,
        3,
        3,
    )
    assert found["previous_refused_share_consumer"] == 0.0
    assert found["previous_since_score_refusal"] == pytest.approx(700 / 30.4375)
    assert found["previous_refused_credit_mean"] == 2000
    assert found["previous_refused_credit_latest"] == 1000
    assert found["previous_latest_refusal_reason"] == "LIMIT"  # the lender's "not stated" is no reason


def test_refused_amounts_are_compared_with_granted_ones() -> None:
    found = of(application(1, AMT_CREDIT=1000.0), refused(2, AMT_CREDIT=4000.0), refused(3, AMT_CREDIT=0.0))
    assert found["previous_refused_over_granted"] == 4.0
    assert of(application(1, AMT_CREDIT=1000.0))["previous_refused_over_granted"] is None
    assert of(refused(1, AMT_CREDIT=1000.0))["previous_refused_over_granted"] is None


def test_instalments_of_the_future_are_those_of_loans_that_last_long_enough() -> None:
    def running(number: int, left: int, annuity: float) -> dict[str, Any]:
        # First due a month ahead: nothing has passed yet, all instalments are left.
        return application(
            number, DAYS_DECISION=-1, DAYS_LAST_DUE=NOT_YET, CNT_PAYMENT=left, AMT_ANNUITY=annuity, AMT_CREDIT=900.0
        )

    found = of(running(1, 3, 100.0), running(2, 24, 10.0), application(3, AMT_CREDIT=200.0, DAYS_LAST_DUE=-5))
    assert [found[f"previous_due_in_{months}m"] for months in (3, 6, 12, 18, 24)] == [110, 10, 10, 10, 10]
    assert found["previous_amount_left_active"] == 540
    assert found["previous_due_12m_active"] == 420
    assert found["previous_next_end_active"] == 3
    assert found["previous_credit_left_active"] == 1800
    assert found["previous_credit_left_share_active"] == 1.0
    assert found["previous_completed_share"] == pytest.approx(1 / 3)


def test_an_open_revolving_loan_has_no_end_and_is_due_every_month() -> None:
    found = of(
        application(1, NAME_CONTRACT_TYPE="Revolving loans", DAYS_LAST_DUE=NOT_YET, CNT_PAYMENT=0, AMT_ANNUITY=9.0)
    )
    assert found["previous_loans_active_revolving"] == 1
    assert found["previous_months_left_active"] is None
    assert found["previous_amount_left_active"] is None
    assert found["previous_annuity_total_active"] == 9
    assert found["previous_due_12m_active"] == 108
    assert (found["previous_due_in_3m"], found["previous_due_in_24m"]) == (9, 9)


def test_a_contract_that_has_ended_is_not_open() -> None:
    ended = application(1, DAYS_LAST_DUE=NOT_YET, DAYS_TERMINATION=-10, CNT_PAYMENT=12, AMT_ANNUITY=50.0)
    assert of(ended)["previous_loans_active"] == 0
    assert of(ended)["previous_amount_left_active"] == 0
    assert of(ended | {"DAYS_TERMINATION": NOT_YET})["previous_loans_active"] == 1


def test_interest_is_what_is_repaid_above_the_loan_and_never_negative() -> None:
    dear = application(1, AMT_CREDIT=1000.0, AMT_ANNUITY=100.0, CNT_PAYMENT=12, NAME_CONTRACT_TYPE="Consumer loans")
    odd = application(2, AMT_CREDIT=1000.0, AMT_ANNUITY=10.0, CNT_PAYMENT=12)
    found = of(dear, odd)
    assert found["previous_interest_total_approved"] == 200
    assert found["previous_interest_share_approved"] == pytest.approx(0.2)
    assert found["previous_rate_mean_approved_cash"] is None
    assert found["previous_rate_min_approved"] == found["previous_rate_max_approved"] == pytest.approx(0.4 * 12 / 13)


def test_the_last_loans_are_the_last_granted_whatever_was_refused_since() -> None:
    loans = [
        application(number, DAYS_DECISION=-100 * number, AMT_CREDIT=1000.0 * number, CNT_PAYMENT=6 * number)
        for number in (2, 3, 4, 5)
    ]
    since = [refused(1, DAYS_DECISION=-100, AMT_CREDIT=1.0), refused(9, DAYS_DECISION=-90, AMT_CREDIT=1.0)]
    found = of(*loans, *since)
    assert found["previous_credit_mean_last_3_loans"] == 3000
    assert found["previous_term_mean_last_3_loans"] == 18
    assert found["previous_credit_latest_approved"] == 2000
    assert found["previous_credit_first_approved"] == 5000
    assert found["previous_credit_latest_over_mean_approved"] == pytest.approx(2 / 3.5)
    assert found["previous_rate_trend_approved"] is None  # no instalment is known
    assert of(*reversed(since), *reversed(loans)).features == found.features


def test_dearer_loans_with_time_have_a_rising_trend_and_weigh_more() -> None:
    old = application(1, DAYS_DECISION=-365, AMT_CREDIT=1000.0, AMT_ANNUITY=100.0, CNT_PAYMENT=10)
    new = application(2, DAYS_DECISION=0, AMT_CREDIT=1000.0, AMT_ANNUITY=155.0, CNT_PAYMENT=10)
    found = of(old, new)
    assert found["previous_rate_latest_approved"] == pytest.approx(24 * 0.55 / 11)
    assert found["previous_rate_trend_approved"] == pytest.approx(1.2, rel=1e-5)
    assert found["previous_rate_decayed_approved"] == pytest.approx(1.2 * 2 / 3, rel=1e-3)


def test_what_the_goods_cost_is_compared_with_loan_and_down_payment() -> None:
    found = of(
        application(1, NAME_CONTRACT_TYPE="Consumer loans", AMT_GOODS_PRICE=1000.0, AMT_CREDIT=950.0,
                    AMT_DOWN_PAYMENT=200.0, AMT_APPLICATION=800.0, NFLAG_INSURED_ON_APPROVAL=1),
        application(2, NAME_CONTRACT_TYPE="Consumer loans", AMT_GOODS_PRICE=1000.0, AMT_CREDIT=900.0,
                    AMT_APPLICATION=1000.0, NFLAG_INSURED_ON_APPROVAL=0),
    )  # fmt: skip
    assert found["previous_down_payment_share_approved_consumer"] == 0.1
    assert found["previous_down_payment_max_approved_consumer"] == 200
    assert found["previous_fees_share_approved_consumer"] == 0.075
    assert found["previous_granted_share_approved"] == pytest.approx(1850 / 1800)
    assert found["previous_cut_share"] == 0.5
    assert found["previous_insured_share_approved"] == 0.5


def test_words_that_say_nothing_are_no_category() -> None:
    found = of(
        application(1, DAYS_DECISION=-10, NAME_GOODS_CATEGORY="XNA", NAME_CASH_LOAN_PURPOSE="XAP",
                    NAME_YIELD_GROUP="XNA", CHANNEL_TYPE="Stone"),
        application(2, DAYS_DECISION=-20, NAME_GOODS_CATEGORY="Mobile", NAME_YIELD_GROUP="high",
                    CHANNEL_TYPE="Contact center", PRODUCT_COMBINATION="Cash"),
    )  # fmt: skip
    assert found["previous_latest_goods"] == "Mobile"
    assert found["previous_latest_purpose"] is None
    assert found["previous_latest_rate_class"] == "high"
    assert found["previous_latest_channel"] == "Stone"
    assert found["previous_product_before"] == "Cash"
    assert found["previous_high_rate_share"] == 1.0
    assert found["previous_contact_share"] == 0.5


def test_several_applications_on_a_day_are_seen() -> None:
    found = of(application(1), application(2), application(3), application(4, DAYS_DECISION=-1))
    assert found["previous_per_day"] == 2.0


def test_without_applications_there_is_no_row() -> None:
    assert of().features == {}
