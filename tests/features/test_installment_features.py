from typing import Any

import pytest
from one_client import OneClient

from limpide.features.feature import Risk
from limpide.features.installments import HISTORY


def payment(
    number: int, due: int | None, entered: int | None, *, paid: float | None = 100.0, **more: Any
) -> dict[str, Any]:
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


def of(*payments: dict[str, Any]) -> OneClient:
    return OneClient(HISTORY, payments)


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
    assert of(payment(1, -3, 2)).features == of(payment(1, -3, None, paid=None)).features


def test_an_instalment_due_after_the_application_is_left_out() -> None:
    assert of(payment(1, -30, -30), payment(2, 5, -1)).features == of(payment(1, -30, -30)).features


def test_windows_are_counted_from_the_due_day() -> None:
    found = of(payment(1, -182, -181), payment(2, -183, -183), payment(3, -365, -365), payment(4, -366, -300))
    assert found["instalment_late_share_6m"] == 1  # 6 months are 182.6 days
    assert found["instalment_late_share_12m"] == pytest.approx(1 / 3)
    assert found["instalment_late_share_24m"] == 0.5
    assert found["instalment_count_12m"] == 3


def test_nothing_due_gives_a_missing_share_never_an_infinite_one() -> None:
    found = of(payment(1, -10, -10, AMT_INSTALMENT=0.0))
    for name in ("paid_share", "weighted_days_mean", "paid_share_min_12m", "recent_over_usual", "loan_paid_share_mean"):
        assert found[f"instalment_{name}"] is None, name


def test_nothing_paid_gives_no_pace() -> None:
    found = of(payment(1, -10, None, paid=None))
    assert found["instalment_paid_pace_3_12"] is None
    assert found["instalment_days_late_mean"] is None
    assert found["instalment_late_run"] == 1
    assert (found["instalment_unpaid"], found["instalment_unpaid_12m"]) == (1, 1)


def test_a_negative_payment_is_no_payment_of_anything() -> None:
    assert of(payment(1, -10, -10, paid=-5.0))["instalment_paid_total"] == 0


def test_the_latest_instalments_are_counted_by_due_day_then_by_loan() -> None:
    paid_in_time = [payment(number, -400 + number, -400 + number) for number in range(1, 8)]
    found = of(payment(9, -100, -90, loan_id=7), payment(8, -100, -100, loan_id=6), *paid_in_time)
    assert found["instalment_late_share_last_3"] == pytest.approx(1 / 3)
    assert found["instalment_late_share_last_5"] == 0.2
    assert found["instalment_days_late_mean_last_10"] == pytest.approx(10 / 9)
    assert found["instalment_late_run"] == 1
    assert of(payment(8, -100, -90), payment(9, -100, -100))["instalment_late_run"] == 0  # the larger number is later


def test_late_instalments_in_a_row_end_with_one_paid_in_time() -> None:
    late = [payment(number, -number * 30, -number * 30 + 3) for number in (1, 2)]
    assert of(*late)["instalment_late_run"] == 2
    assert of(*late, payment(3, -90, -90), payment(4, -120, -110))["instalment_late_run"] == 2


def test_the_course_of_delays_is_measured() -> None:
    found = of(*(payment(5 - k, -60 * k, -60 * k + 12 - 2 * k) for k in range(1, 5)))  # 10, 8, 6, 4 days late
    assert found["instalment_days_trend_12m"] == pytest.approx(2 / 60 * 30.4375)
    assert found["instalment_days_change"] == pytest.approx((10 + 8 + 6) / 3 - 7)
    assert found["instalment_days_spread"] == pytest.approx((20 / 3) ** 0.5)
    assert found["instalment_days_late_mean"] == 7
    assert 7 < found["instalment_days_late_decayed"] < 8


def test_delays_of_the_late_are_told_from_advances() -> None:
    found = of(payment(1, -400, -392), payment(2, -90, -88), payment(3, -60, -75))
    assert found["instalment_days_late_mean_of_late"] == 5
    assert found["instalment_days_late_mean_of_late_12m"] == 2
    assert found["instalment_days_early_max"] == 15
    assert found["instalment_weighted_days_mean"] == pytest.approx(-5 / 3)


def test_time_since_is_counted_for_each_kind_of_fault() -> None:
    found = of(
        payment(1, -400, -360), payment(2, -300, -290), payment(3, -200, -198), payment(4, -100, -100, paid=90.0)
    )
    for name, days in (("late", 200), ("late_over_7_days", 300), ("late_over_30_days", 400), ("underpaid", 100)):
        assert found[f"instalment_since_{name}"] == pytest.approx(days / 30.4375), name
    assert found["instalment_since_notably_late"] == pytest.approx(200 / 30.4375)
    assert found["instalment_since_due"] == 100
    assert found["instalment_oldest"] == pytest.approx(400 / 30.4375)


def test_recent_payments_are_compared_with_earlier_ones() -> None:
    found = of(payment(1, -300, -300, paid=100.0), payment(2, -30, -30, paid=300.0, AMT_INSTALMENT=200.0))
    assert found["instalment_paid_pace_3_12"] == 3
    assert found["instalment_paid_less_due_mean"] == 50
    assert found["instalment_recent_over_usual"] == 1
    assert (found["instalment_paid_min_12m"], found["instalment_paid_max_12m"]) == (100, 300)
    assert (found["instalment_overpaid_share"], found["instalment_paid_share_min_12m"]) == (0.5, 1)


def test_shortfalls_are_added_up_without_what_was_overpaid() -> None:
    found = of(payment(1, -300, -300, paid=40.0), payment(2, -30, -30, paid=500.0))
    assert found["instalment_missing_sum"] == 60
    assert found["instalment_underpaid_share"] == 0.5


def test_an_instalment_paid_in_parts_is_split() -> None:
    found = of(payment(1, -100, -110, paid=60.0), payment(1, -100, -98, paid=40.0), payment(2, -70, -70))
    assert found["instalment_split_share"] == 0.5


def test_instalments_of_a_card_are_told_by_their_version() -> None:
    found = of(payment(50, -100, -100, NUM_INSTALMENT_VERSION=0, loan_id=9), payment(7, -70, -70))
    assert found["instalment_card_share"] == 0.5
    assert found["instalment_longest_schedule"] == 7


def test_each_loan_counts_the_same_however_many_instalments_it_has() -> None:
    short = payment(1, -500, -490, loan_id=4)
    long = [payment(number, -100 - number, -102 - number) for number in range(1, 10)]
    found = of(short, *long)
    assert found["instalment_loan_late_share_mean"] == 0.5
    assert found["instalment_loan_late_share_max"] == 1
    assert found["instalment_loan_days_mean"] == 4
    assert found["instalment_loan_days_max"] == 10
    assert found["instalment_loan_days_late_mean"] == 5
    assert found["instalment_late_share"] == 0.1


def test_the_latest_loan_is_the_one_that_began_last() -> None:
    early = [payment(1, -500, -440, loan_id=9), payment(2, -10, -10, loan_id=9)]
    found = of(*early, payment(1, -300, -300, loan_id=4))
    assert found["instalment_loan_late_share_mean_last_1"] == 0
    assert found["instalment_first_late_share"] == 0.5
    assert found["instalment_first_late_share_last_1"] == 0
    assert found["instalment_first_days_max"] == 60
    assert found["instalment_loans_late_over_30_days"] == 1
    assert found["instalment_loan_longest_delay_mean"] == 30


def test_a_loan_without_a_due_day_is_the_earliest() -> None:
    loans = [payment(1, -500, -440), *(payment(1, None, -9, loan_id=loan, AMT_INSTALMENT=loan) for loan in (8, 9))]
    for rows in (loans, loans[::-1]):
        assert of(*rows)["instalment_loan_largest_mean_last_1"] == 100


def test_what_loans_were_paid_is_compared_with_what_was_due() -> None:
    found = of(payment(1, -500, -500, paid=50.0, loan_id=4), payment(1, -300, -300), payment(2, -30, -30, paid=300.0))
    assert found["instalment_loan_paid_share_mean"] == 1.25
    assert found["instalment_loan_paid_share_min"] == 0.5
    assert found["instalment_loan_gap_mean"] == 25  # loan 4 lacks 50, the other has 100 too much on the mean
    assert found["instalment_loan_largest_mean"] == 100


def test_a_payment_delivered_twice_is_one() -> None:
    assert of(payment(1, -30, -30), payment(1, -30, -30)).features == of(payment(1, -30, -30)).features


def test_neither_the_order_of_payments_nor_other_clients_matter() -> None:
    payments = [payment(number, -30 * number, -30 * number + number % 3, loan_id=number % 2) for number in range(1, 9)]
    assert of(*payments).features == of(*reversed(payments), payment(1, -5, -1, client_id=2, loan_id=8)).features


def test_every_feature_says_what_is_expected_of_it() -> None:
    assert [feature.name for feature in HISTORY.every_feature if not isinstance(feature.risk, Risk)] == []


def test_versions_of_the_schedule_are_different_instalments() -> None:
    assert of(payment(1, -100, -100), payment(1, -70, -70, NUM_INSTALMENT_VERSION=2))["instalment_count"] == 2


def test_without_instalments_there_is_no_row() -> None:
    assert of().features == {}
