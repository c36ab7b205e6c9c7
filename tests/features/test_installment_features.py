from typing import Any

import pytest
from histories import features_of

from limpide.features.installments import HISTORY


def payment(number: int, due: int, entered: int | None, *, paid: float | None = 100.0, **more: Any) -> dict[str, Any]:
    row = {
        "client_id": 1,
        "loan_id": 5,
        "NUM_INSTALMENT_VERSION": 1,
        "NUM_INSTALMENT_NUMBER": number,
        "DAYS_INSTALMENT": due,
        "DAYS_ENTRY_PAYMENT": entered,
        "AMT_INSTALMENT": 100.0,
        "AMT_PAYMENT": paid,
    }
    return row | more


def of(*payments: dict[str, Any]) -> dict[str, Any]:
    return features_of(HISTORY, installments=payments)[1]


def test_paid_after_the_due_day_is_late_and_before_it_is_not() -> None:
    found = of(payment(1, -100, -95), payment(2, -70, -70), payment(3, -40, -50), payment(4, -10, -11))
    assert found["instalment_late_share"] == 0.25
    assert found["instalment_days_late_max"] == 5
    assert found["instalment_days_late_mean"] == 1.25
    assert found["instalment_days_early_mean"] == 2.75  # 0, 0, 10, 1
    assert found["instalment_days_early_min_12m"] == -5
    assert found["instalment_since_late"] == pytest.approx(100 / 30.4375)
    assert found["instalment_since_payment"] == 11


def test_early_payers_are_never_late() -> None:
    found = of(payment(1, -100, -130), payment(2, -70, -90))
    assert found["instalment_late_share"] == 0
    assert found["instalment_days_late_max"] == 0
    assert found["instalment_since_late"] is None


def test_an_instalment_paid_in_several_rows_is_one_instalment() -> None:
    found = of(payment(1, -100, -110, paid=60.0), payment(1, -100, -98, paid=40.0))
    assert found["instalment_count"] == 1
    assert found["instalment_paid_total"] == 100
    assert found["instalment_paid_share"] == 1
    assert found["instalment_underpaid_share"] == 0
    assert found["instalment_days_late_max"] == 2  # it is paid when its last part is


def test_a_late_remainder_is_notable_above_a_twentieth_of_the_instalment() -> None:
    trifle = (payment(1, -100, -100, paid=95.0), payment(1, -100, -90, paid=5.0))
    notable = (payment(1, -100, -100, paid=94.0), payment(1, -100, -90, paid=6.0))
    assert of(*trifle)["instalment_notably_late_share_12m"] == 0
    assert of(*notable)["instalment_notably_late_share_12m"] == 1
    assert of(*trifle)["instalment_late_share"] == 1


def test_thresholds_of_lateness_are_passed_not_reached() -> None:
    found = of(payment(1, -100, -93), payment(2, -80, -72), payment(3, -60, -30), payment(4, -50, -19))
    assert found["instalment_late_over_7_days_share"] == 0.75
    assert found["instalment_late_over_30_days_share"] == 0.25


def test_an_unpaid_instalment_is_unpaid_neither_late_nor_early() -> None:
    found = of(payment(1, -100, None, paid=None), payment(2, -70, -70))
    assert found["instalment_unpaid"] == 1
    assert found["instalment_late_share"] == 0
    assert found["instalment_paid_share"] == 0.5
    assert found["instalment_missing_sum"] == 100


def test_a_payment_entered_after_the_application_is_not_known_yet() -> None:
    assert of(payment(1, -3, 2)) == of(payment(1, -3, None, paid=None))


def test_an_instalment_due_after_the_application_is_left_out() -> None:
    assert of(payment(1, -30, -30), payment(2, 5, -1)) == of(payment(1, -30, -30))


def test_windows_are_counted_from_the_due_day() -> None:
    found = of(payment(1, -182, -181), payment(2, -183, -183), payment(3, -365, -365), payment(4, -366, -300))
    assert found["instalment_late_share_6m"] == 1  # 6 months are 182.6 days
    assert found["instalment_late_share_12m"] == pytest.approx(1 / 3)
    assert found["instalment_late_share_24m"] == 0.5
    assert found["instalment_count_12m"] == 3


def test_nothing_due_gives_a_missing_share_never_an_infinite_one() -> None:
    found = of(payment(1, -10, -10, AMT_INSTALMENT=0.0))
    assert found["instalment_paid_share"] is None
    assert found["instalment_weighted_days_mean"] is None


def test_versions_of_the_schedule_are_different_instalments() -> None:
    assert of(payment(1, -100, -100), payment(1, -70, -70, NUM_INSTALMENT_VERSION=2))["instalment_count"] == 2


def test_without_instalments_there_is_no_row() -> None:
    assert features_of(HISTORY, installments=[]) == {}
