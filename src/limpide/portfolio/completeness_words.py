"""Sentences on what an application lacks and on what contradicts itself, in both languages."""

from collections.abc import Mapping

from limpide.core.contradictions import Contradiction
from limpide.core.minimum_data import Fact
from limpide.language.wording import Phrase

FACTS: Mapping[Fact, Phrase] = {
    Fact.AMOUNT: Phrase("facts.amount"),
    Fact.INSTALMENT: Phrase("facts.instalment"),
    Fact.INCOME: Phrase("facts.income"),
    Fact.AGE: Phrase("facts.age"),
    Fact.EMPLOYMENT: Phrase("facts.employment"),
    Fact.SOURCE: Phrase("facts.source"),
}
INCOMPLETE = Phrase("completeness.incomplete")
OUTSIDE = Phrase("completeness.outside")
WITHOUT_TABLES = Phrase("completeness.without_tables")
CONTRADICTIONS: Mapping[Contradiction, Phrase] = {
    Contradiction.INSTALMENT_OVER_AMOUNT: Phrase("contradictions.instalment_over_amount"),
    Contradiction.REPAYMENT_TOO_LONG: Phrase("contradictions.repayment_too_long"),
    Contradiction.INSTALMENT_OVER_YEAR_OF_INCOMES: Phrase("contradictions.instalment_over_year_of_incomes"),
    Contradiction.UNDER_AGE: Phrase("contradictions.under_age"),
    Contradiction.IMPOSSIBLE_AGE: Phrase("contradictions.impossible_age"),
    Contradiction.EMPLOYED_BEFORE_BIRTH: Phrase("contradictions.employed_before_birth"),
    Contradiction.SCORE_OUT_OF_RANGE: Phrase("contradictions.score_out_of_range"),
    Contradiction.REPAYMENT_SHORT: Phrase("contradictions.repayment_short"),
    Contradiction.REPAYMENT_LONG: Phrase("contradictions.repayment_long"),
    Contradiction.NO_INCOME: Phrase("contradictions.no_income"),
    Contradiction.INSTALMENT_OVER_INCOME: Phrase("contradictions.instalment_over_income"),
    Contradiction.AMOUNT_OVER_INCOME: Phrase("contradictions.amount_over_income"),
    Contradiction.AMOUNT_OVER_GOODS: Phrase("contradictions.amount_over_goods"),
    Contradiction.GOODS_OVER_AMOUNT: Phrase("contradictions.goods_over_amount"),
    Contradiction.WORK_BEGUN_AS_CHILD: Phrase("contradictions.work_begun_as_child"),
    Contradiction.UNEMPLOYED_WITH_JOB: Phrase("contradictions.unemployed_with_job"),
    Contradiction.CHILDREN_OVER_HOUSEHOLD: Phrase("contradictions.children_over_household"),
    Contradiction.LARGE_HOUSEHOLD: Phrase("contradictions.large_household"),
    Contradiction.CAR_AGE_WITHOUT_CAR: Phrase("contradictions.car_age_without_car"),
    Contradiction.DOCUMENT_BEFORE_BIRTH: Phrase("contradictions.document_before_birth"),
}
