import math
import re
from typing import Any

import ibis
import pyarrow as pa
import pytest

from limpide.features import cross
from limpide.features.catalogue import CATALOGUE

NAMES = {feature.name for _, feature in CATALOGUE}
MADE_OF = sorted(set(re.findall(r"_\.(\w+)", " ".join(str(feature.expression) for feature in cross.FEATURES))))
COUNTS = ("bureau_loans_active", "previous_loans_active", "bureau_loans_12m")
APPLICANT = {"AMT_CREDIT": 120_000.0, "AMT_ANNUITY": 6_000.0, "AMT_INCOME_TOTAL": 60_000.0, "age": 40.0, "term": 20.0}


def of(**known: float | None) -> dict[str, Any]:
    """Cross features of an applicant without any history but what is given."""
    row: dict[str, float | None] = {**dict.fromkeys(MADE_OF), **dict.fromkeys(COUNTS, 0.0), **APPLICANT, **known}
    table = pa.table({name: pa.array([value], type=pa.float64()) for name, value in row.items()})
    engine = ibis.duckdb.connect()
    try:
        rows = engine.create_table("rows", table)
        asked = {feature.name: feature.expression.cast("float64") for feature in cross.FEATURES}
        found: dict[str, Any] = engine.to_pyarrow(rows.select(**asked)).to_pylist()[0]
    finally:
        engine.disconnect()
    return found


def test_what_is_combined_exists() -> None:
    columns = {name for name in MADE_OF if name.isupper()} | {"external_mean", "age", "term"}
    assert set(MADE_OF) - columns <= NAMES


def test_a_client_without_history_owes_the_new_loan_alone() -> None:
    found = of()
    assert found["debt_over_income"] == 2
    assert found["all_annuities_over_income"] == found["all_monthly_over_income"] == pytest.approx(0.1)
    assert found["due_with_us_over_income"] == pytest.approx(1.2)
    assert (found["histories_known"], found["loans_open_anywhere"]) == (0, 0)
    for name in ("credit_over_previous_max", "bureau_debt_over_income", "age_at_first_loan", "late_over_external"):
        assert found[name] is None, name


def test_debts_and_instalments_everywhere_are_added_up() -> None:
    found = of(
        bureau_debt_total_active=30_000.0,
        previous_amount_left_active=30_000.0,
        previous_annuity_total_active=1_500.0,
        bureau_annuity_total_active=3_000.0,
        bureau_monthly_debt_active=4_500.0,
        previous_due_12m_active=18_000.0,
    )
    assert found["debt_over_income"] == 3
    assert found["all_annuities_over_income"] == pytest.approx(0.175)
    assert found["all_monthly_over_income"] == pytest.approx(0.2)
    assert found["due_with_us_over_income"] == pytest.approx(1.5)
    assert found["previous_debt_over_income"] == 0.5


def test_the_new_loan_is_compared_with_the_old_ones() -> None:
    found = of(
        previous_credit_latest_approved=60_000.0,
        bureau_credit_max=480_000.0,
        instalment_paid_total_12m=36_000.0,
        HOUR_APPR_PROCESS_START=10.0,
        previous_hour_mean=14.5,
    )
    assert found["credit_over_previous_latest"] == 2
    assert found["credit_over_bureau_max"] == 0.25
    assert found["annuity_over_paid_yearly"] == 2
    assert found["hours_from_usual"] == 4.5


def test_the_first_loan_is_the_oldest_known_anywhere() -> None:
    assert of(bureau_oldest_age=5.0, previous_oldest=7.0)["age_at_first_loan"] == 33
    assert of(previous_oldest=7.0)["age_at_first_loan"] == 33


def test_histories_and_open_loans_are_counted() -> None:
    found = of(bureau_oldest_age=1.0, card_newest=2.0, bureau_loans_active=2.0, previous_loans_active=1.0)
    assert (found["histories_known"], found["loans_open_anywhere"]) == (2, 3)


def test_no_zero_makes_an_infinite_value() -> None:
    found = of(**dict.fromkeys(MADE_OF, 0.0) | {"AMT_CREDIT": 1.0})
    for name, value in found.items():
        assert value is None or math.isfinite(value), name


def test_every_cross_feature_says_what_is_expected_of_it() -> None:
    assert not [feature.name for feature in cross.FEATURES if feature.risk is None]
