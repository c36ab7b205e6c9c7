"""Which columns of the application reach a feature."""

from limpide.features.applicant import build_engine


def test_a_feature_is_traced_to_the_columns_that_it_is_made_of() -> None:
    lineage = build_engine().lineage
    assert lineage["credit"] == {"AMT_CREDIT"}
    assert lineage["annuity_over_income"] == {"AMT_ANNUITY", "AMT_INCOME_TOTAL"}
    assert lineage["contract_kind"] == {"NAME_CONTRACT_TYPE"}
    assert lineage["bureau_debt_over_income"] == {"bureau_debt_total_active", "AMT_INCOME_TOTAL"}
