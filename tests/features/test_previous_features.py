from typing import Any

import pytest
from histories import features_of

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


def of(*applications: dict[str, Any]) -> dict[str, Any]:
    return features_of(HISTORY, previous=applications)[1]


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


def test_a_decision_after_the_application_is_not_known() -> None:
    assert of(application(1), refused(2, DAYS_DECISION=1)) == of(application(1))


def test_without_applications_there_is_no_row() -> None:
    assert features_of(HISTORY, previous=[]) == {}
