"""Applications that earn no verdict: empty, thin, contradictory, absurd; what each must be answered with."""

from typing import Any

Histories = dict[str, list[dict[str, Any]]]

COMPLETE: dict[str, Any] = {
    "NAME_CONTRACT_TYPE": "Cash loans",
    "AMT_CREDIT": 300_000,
    "AMT_ANNUITY": 15_000,
    "AMT_GOODS_PRICE": 290_000,
    "AMT_INCOME_TOTAL": 180_000,
    "DAYS_BIRTH": -16_000,
    "DAYS_EMPLOYED": -4_000,
    "NAME_INCOME_TYPE": "Working",
    "CNT_CHILDREN": 1,
    "CNT_FAM_MEMBERS": 3,
    "FLAG_OWN_CAR": "N",
    "EXT_SOURCE_1": 0.9,
    "EXT_SOURCE_2": 0.9,
    "EXT_SOURCE_3": 0.9,
}
_SCORES = ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3")


def without(*names: str, **changed: Any) -> dict[str, Any]:
    """Return a complete, safe application without some columns and with others changed."""
    return {name: value for name, value in {**COMPLETE, **changed}.items() if name not in names}


# Name, application, histories, and what an answer lists of it: facts, contradictions, or the column that is refused.
THIN: list[tuple[str, dict[str, Any], Histories, set[str]]] = [
    ("empty", {}, {}, {"amount", "instalment", "income", "age", "employment", "independent_source"}),
    ("nulls", dict.fromkeys(COMPLETE), {}, {"amount", "income", "age", "employment", "independent_source"}),
    ("amount alone", {"AMT_CREDIT": 300_000}, {}, {"instalment", "income", "age"}),
    ("scores alone", dict.fromkeys(_SCORES, 0.99), {}, {"amount", "instalment", "income", "age", "employment"}),
    ("household alone", {"CNT_CHILDREN": 0, "FLAG_OWN_CAR": "Y"}, {}, {"amount", "independent_source"}),
    ("no amount", without("AMT_CREDIT"), {}, {"amount"}),
    ("no instalment", without("AMT_ANNUITY"), {}, {"instalment"}),
    ("null instalment", without(AMT_ANNUITY=None), {}, {"instalment"}),
    ("no income", without("AMT_INCOME_TOTAL"), {}, {"income"}),
    ("no birth date", without("DAYS_BIRTH"), {}, {"age"}),
    ("no work", without("DAYS_EMPLOYED", "NAME_INCOME_TYPE"), {}, {"employment"}),
    ("no known work", without("DAYS_EMPLOYED", NAME_INCOME_TYPE="Wizard"), {}, {"employment"}),
    ("no job", without("NAME_INCOME_TYPE", DAYS_EMPLOYED=365_243), {}, {"employment"}),
    ("nobody else says anything", without(*_SCORES), {}, {"independent_source"}),
    ("empty histories", without(*_SCORES), {"bureau": [], "previous": []}, {"independent_source"}),
    ("a history of keys", without(*_SCORES), {"bureau": [{"SK_ID_BUREAU": 1}]}, {"independent_source"}),
    (
        "an undated loan",
        without(*_SCORES),
        {"bureau": [{"SK_ID_BUREAU": 1, "AMT_CREDIT_SUM": 9}]},
        {"independent_source"},
    ),
    ("an undated refusal", without(*_SCORES), {"previous": [{"SK_ID_PREV": 1}]}, {"independent_source"}),
    ("no kind, no instalment", without("NAME_CONTRACT_TYPE", "AMT_ANNUITY"), {}, {"instalment"}),
    ("revolving without a limit", without("AMT_CREDIT", NAME_CONTRACT_TYPE="Revolving loans"), {}, {"amount"}),
]
CONTRADICTORY: list[tuple[str, dict[str, Any], Histories, set[str]]] = [
    ("two instalments", without(AMT_CREDIT=20_000, AMT_ANNUITY=15_000, AMT_GOODS_PRICE=None), {}, {"repayment_short"}),
    ("twelve years", without(AMT_ANNUITY=2_000), {}, {"repayment_long"}),
    ("income 0", without(AMT_INCOME_TOTAL=0), {}, {"no_income"}),
    ("instalment over income", without(AMT_INCOME_TOTAL=10_000), {}, {"instalment_over_income"}),
    ("amount over income", without(AMT_INCOME_TOTAL=2_900, AMT_ANNUITY=2_800), {}, {"amount_over_income"}),
    ("goods for little", without(AMT_GOODS_PRICE=50_000), {}, {"amount_over_goods"}),
    ("goods for much", without(AMT_GOODS_PRICE=30_000_000), {}, {"goods_over_amount"}),
    ("20 years of work at 30", without(DAYS_BIRTH=-10_957, DAYS_EMPLOYED=-7_305), {}, {"work_begun_as_child"}),
    ("unemployed with a job", without(NAME_INCOME_TYPE="Unemployed"), {}, {"unemployed_with_job"}),
    ("three children in two", without(CNT_CHILDREN=3, CNT_FAM_MEMBERS=2), {}, {"children_over_household"}),
    ("forty children", without(CNT_CHILDREN=40, CNT_FAM_MEMBERS=42), {}, {"large_household"}),
    ("age of no car", without(OWN_CAR_AGE=3), {}, {"car_age_without_car"}),
    ("old papers", without(DAYS_ID_PUBLISH=-20_000), {}, {"document_before_birth"}),
]
ABSURD: list[tuple[str, dict[str, Any], Histories, set[str]]] = [
    ("instalment over amount", without(AMT_CREDIT=10_000, AMT_ANNUITY=20_000), {}, {"AMT_ANNUITY"}),
    ("200 years", without(AMT_ANNUITY=125), {}, {"AMT_ANNUITY"}),
    ("a million billions", without(AMT_CREDIT=1e15, AMT_ANNUITY=5e13, AMT_INCOME_TOTAL=1), {}, {"AMT_ANNUITY"}),
    ("40 years of work at 30", without(DAYS_BIRTH=-10_957, DAYS_EMPLOYED=-14_610), {}, {"DAYS_EMPLOYED"}),
    ("born tomorrow", without(DAYS_BIRTH=1), {}, {"DAYS_BIRTH"}),
    ("aged 12", without(DAYS_BIRTH=-4_383), {}, {"DAYS_BIRTH"}),
    ("aged 18 less a day", without(DAYS_BIRTH=-6_573), {}, {"DAYS_BIRTH"}),
    ("aged 115", without(DAYS_BIRTH=-42_004, DAYS_EMPLOYED=None), {}, {"DAYS_BIRTH"}),
    ("amount 0", without(AMT_CREDIT=0), {}, {"AMT_CREDIT"}),
    ("instalment 0", without(AMT_ANNUITY=0), {}, {"AMT_ANNUITY"}),
    ("debts as income", without(AMT_INCOME_TOTAL=-5), {}, {"AMT_INCOME_TOTAL"}),
    ("a score of 900", without(EXT_SOURCE_2=900), {}, {"EXT_SOURCE_2"}),
]
ALL = [*THIN, *CONTRADICTORY, *ABSURD]
