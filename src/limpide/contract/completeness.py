"""Columns of the application behind a required fact and behind a contradiction, by the lender's names."""

from collections.abc import Mapping

from limpide.core.contradictions import Contradiction
from limpide.core.minimum_data import Fact

KIND_OF_CONTRACT, REVOLVING = "NAME_CONTRACT_TYPE", "Revolving loans"
EXTERNAL_SCORES = ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3")

# Any column of a fact is enough; a dated row of a history is an independent source too.
FACT_COLUMNS: Mapping[Fact, tuple[str, ...]] = {
    Fact.AMOUNT: ("AMT_CREDIT",),
    Fact.INSTALMENT: ("AMT_ANNUITY",),
    Fact.INCOME: ("AMT_INCOME_TOTAL",),
    Fact.AGE: ("DAYS_BIRTH",),
    Fact.EMPLOYMENT: ("NAME_INCOME_TYPE", "DAYS_EMPLOYED"),
    Fact.SOURCE: EXTERNAL_SCORES,
}

# The first is the one to look at.
CONTRADICTION_COLUMNS: Mapping[Contradiction, tuple[str, ...]] = {
    Contradiction.INSTALMENT_OVER_AMOUNT: ("AMT_ANNUITY", "AMT_CREDIT"),
    Contradiction.REPAYMENT_TOO_LONG: ("AMT_ANNUITY", "AMT_CREDIT"),
    Contradiction.INSTALMENT_OVER_YEAR_OF_INCOMES: ("AMT_ANNUITY", "AMT_INCOME_TOTAL"),
    Contradiction.UNDER_AGE: ("DAYS_BIRTH",),
    Contradiction.IMPOSSIBLE_AGE: ("DAYS_BIRTH",),
    Contradiction.EMPLOYED_BEFORE_BIRTH: ("DAYS_EMPLOYED", "DAYS_BIRTH"),
    Contradiction.SCORE_OUT_OF_RANGE: EXTERNAL_SCORES,
    Contradiction.REPAYMENT_SHORT: ("AMT_ANNUITY", "AMT_CREDIT"),
    Contradiction.REPAYMENT_LONG: ("AMT_ANNUITY", "AMT_CREDIT"),
    Contradiction.NO_INCOME: ("AMT_INCOME_TOTAL",),
    Contradiction.INSTALMENT_OVER_INCOME: ("AMT_ANNUITY", "AMT_INCOME_TOTAL"),
    Contradiction.AMOUNT_OVER_INCOME: ("AMT_CREDIT", "AMT_INCOME_TOTAL"),
    Contradiction.AMOUNT_OVER_GOODS: ("AMT_GOODS_PRICE", "AMT_CREDIT"),
    Contradiction.GOODS_OVER_AMOUNT: ("AMT_GOODS_PRICE", "AMT_CREDIT"),
    Contradiction.WORK_BEGUN_AS_CHILD: ("DAYS_EMPLOYED", "DAYS_BIRTH"),
    Contradiction.UNEMPLOYED_WITH_JOB: ("NAME_INCOME_TYPE", "DAYS_EMPLOYED"),
    Contradiction.CHILDREN_OVER_HOUSEHOLD: ("CNT_CHILDREN", "CNT_FAM_MEMBERS"),
    Contradiction.LARGE_HOUSEHOLD: ("CNT_CHILDREN", "CNT_FAM_MEMBERS"),
    Contradiction.CAR_AGE_WITHOUT_CAR: ("OWN_CAR_AGE", "FLAG_OWN_CAR"),
    Contradiction.DOCUMENT_BEFORE_BIRTH: ("DAYS_ID_PUBLISH", "DAYS_BIRTH"),
}
