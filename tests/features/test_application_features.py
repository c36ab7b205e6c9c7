import math
from functools import cache
from typing import Any

import duckdb
import pytest
from histories import Question, table_of

from limpide.features.application import APPLICATION

ROW = {
    "client_id": 1,
    "AMT_CREDIT": 240_000.0,
    "AMT_ANNUITY": 12_000.0,
    "AMT_GOODS_PRICE": 200_000.0,
    "AMT_INCOME_TOTAL": 120_000.0,
    "CNT_CHILDREN": 1,
    "DAYS_BIRTH": -14_610,
    "DAYS_EMPLOYED": -3_652,
    "DAYS_REGISTRATION": -7_305,
    "DAYS_ID_PUBLISH": -3_652,
    "DAYS_LAST_PHONE_CHANGE": -1_461,
    "EXT_SOURCE_2": 0.6,
    "EXT_SOURCE_3": 0.4,
}


@cache
def question() -> Question:
    asked = {
        feature.name: feature.expression.cast("string" if feature.is_category else "float64")
        for feature in APPLICATION.features
    }
    return Question(lambda tables: APPLICATION.prepare(tables).select(**asked))


def of(**columns: Any) -> dict[str, Any]:
    with duckdb.connect() as connection:
        question().lay_out(connection, {"application": table_of("application", [{**ROW, **columns}])})
        found: dict[str, Any] = connection.sql(question().sql).to_arrow_table().to_pylist()[0]
    return found


def test_the_tariff_is_the_instalment_per_ten_thousand_borrowed_as_a_category() -> None:
    found = of(AMT_CREDIT=100_000.0, AMT_ANNUITY=4_876.0)
    assert (found["tariff"], found["tariff_fine"]) == ("490", "490")
    found = of(AMT_CREDIT=100_000.0, AMT_ANNUITY=4_844.0)
    assert (found["tariff"], found["tariff_fine"]) == ("480", "485")
    assert found["annuity_over_credit"] == pytest.approx(0.04844)


@pytest.mark.parametrize(
    ("credit", "annuity", "tariff"), [(1.0, 1e12, "2000"), (1e12, 1.0, "100"), (1000.0, None, None), (0.0, 10.0, None)]
)
def test_odd_amounts_make_no_new_tariff(credit: float, annuity: float | None, tariff: str | None) -> None:
    found = of(AMT_CREDIT=credit, AMT_ANNUITY=annuity)
    assert (found["tariff"], found["tariff_fine"]) == (tariff, tariff)


def test_the_yearly_rates_are_those_that_a_lender_would_ask() -> None:
    found = of(AMT_CREDIT=100_000.0, AMT_ANNUITY=5_000.0)
    rates = {months: (0.05 * months) ** (12 / months) - 1 for months in range(6, 66, 6)}
    asked = {months: rate for months, rate in rates.items() if rate > 0.085}
    assert found["rate_count"] == len(asked)
    assert found["shortest_term"] == min(asked)
    assert found["rate_minimum"] == pytest.approx(min(asked.values()))
    assert found["rate_mean"] == pytest.approx(sum(asked.values()) / len(asked))
    assert found["rate_spread"] == pytest.approx(max(asked.values()) - min(asked.values()))


def test_without_an_instalment_the_terms_are_not_known() -> None:
    found = of(AMT_ANNUITY=None)
    for name in ("tariff", "rate_minimum", "rate_mean", "rate_spread", "shortest_term", "age_at_end"):
        assert found[name] is None, name
    assert found["rate_count"] == 0


def test_one_possible_length_has_no_spread_of_rates() -> None:
    found = of(AMT_CREDIT=100_000.0, AMT_ANNUITY=2_550.0)
    assert (found["rate_count"], found["rate_spread"], found["shortest_term"]) == (1, 0, 60)
    none = of(AMT_CREDIT=100_000.0, AMT_ANNUITY=1_000.0)
    assert (none["rate_count"], none["rate_spread"], none["shortest_term"]) == (0, None, None)


@pytest.mark.parametrize(
    ("age", "issued_at", "after", "outdated"),
    [(40, 20.5, 0.5, 0), (40, 19.0, 5.0, 1), (46, 44.0, 24.0, 1), (46, 45.0, 0.0, 0), (30, 13.0, None, None)],
)
def test_identity_documents_are_dated_by_the_ages_of_renewal(
    age: float, issued_at: float, after: float | None, outdated: int | None
) -> None:
    days = 365.25
    found = of(DAYS_BIRTH=-math.ceil(age * days), DAYS_ID_PUBLISH=-math.floor((age - issued_at) * days))
    assert found["identified_after_renewal"] == (None if after is None else pytest.approx(after, abs=0.01))
    assert found["identity_outdated"] == outdated


def test_the_sentinel_for_no_job_leaves_everything_about_the_job_unknown() -> None:
    found = of(DAYS_EMPLOYED=365243)
    for name in ("employed", "employed_over_age", "age_when_hired", "registered_to_hired", "income_over_employment"):
        assert found[name] is None, name
    assert found["not_employed"] == 1


def test_the_gap_between_job_and_address_is_in_years() -> None:
    assert of()["registered_to_hired"] == pytest.approx((3_652 - 7_305) / 365.25)


def test_enquiries_of_periods_that_do_not_overlap_are_added_up() -> None:
    periods = dict(zip(("HOUR", "DAY", "WEEK", "MON", "QRT", "YEAR"), (0, 1, 0, 2, 3, 4), strict=True))
    found = of(**{f"AMT_REQ_CREDIT_BUREAU_{name}": count for name, count in periods.items()})
    assert (found["enquiries_last_3_months"], found["enquiries_total"]) == (6, 10)
    assert found["enquiries_recent_share"] == 1.25
    assert of()["enquiries_total"] is None


def test_counts_of_contacts_and_of_different_addresses() -> None:
    ways = dict.fromkeys(("FLAG_EMP_PHONE", "FLAG_WORK_PHONE", "FLAG_PHONE", "FLAG_EMAIL", "FLAG_CONT_MOBILE"), 0)
    assert of(**ways)["contacts"] == 0
    assert of(**ways | {"FLAG_EMAIL": 1, "FLAG_PHONE": 1})["contacts"] == 2
    apart = (
        "REG_REGION_NOT_LIVE_REGION", "REG_REGION_NOT_WORK_REGION", "LIVE_REGION_NOT_WORK_REGION",
        "REG_CITY_NOT_LIVE_CITY", "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY",
    )  # fmt: skip
    assert of(**dict.fromkeys(apart, 0) | {"REG_CITY_NOT_WORK_CITY": 1})["address_mismatches"] == 1


def test_nobody_observed_means_no_share_of_late_acquaintances() -> None:
    assert of(OBS_60_CNT_SOCIAL_CIRCLE=0, DEF_60_CNT_SOCIAL_CIRCLE=0)["circle_late_share_60"] is None
    assert of(OBS_60_CNT_SOCIAL_CIRCLE=4, DEF_60_CNT_SOCIAL_CIRCLE=1)["circle_late_share_60"] == 0.25


def test_a_building_is_summed_up_by_what_is_known_of_it() -> None:
    found = of(APARTMENTS_AVG=0.2, ELEVATORS_AVG=0.4)
    assert found["building_known"] == 2
    assert found["building_mean"] == pytest.approx(0.3)
    assert found["building_spread"] == pytest.approx(0.1)
    assert (of()["building_mean"], of()["building_spread"]) == (None, None)


def test_zero_amounts_give_no_infinite_ratio() -> None:
    found = of(AMT_INCOME_TOTAL=0.0, AMT_GOODS_PRICE=0.0, AMT_ANNUITY=0.0, DAYS_BIRTH=0)
    for name, value in found.items():
        assert value is None or isinstance(value, str) or math.isfinite(value), name
    assert found["annuity_over_income"] is None
    assert found["credit_over_goods"] is None


def test_external_scores_are_averaged_over_those_that_are_known() -> None:
    found = of()
    assert found["external_mean"] == pytest.approx(0.5)
    assert found["external_weighted"] == pytest.approx((0.6 + 3 * 0.4) / 4)
    assert (found["external_count"], found["external_product"]) == (2, None)
    assert of(EXT_SOURCE_2=None, EXT_SOURCE_3=None)["external_mean"] is None


def test_every_feature_of_the_application_says_what_is_expected_of_it() -> None:
    assert not [feature.name for feature in APPLICATION.features if feature.risk is None]
