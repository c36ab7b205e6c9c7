"""Features that combine the application with the histories: total burden, new loan against old ones."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import known, over
from limpide.features.feature import Feature, row_feature

_SHARE, _RATIO, _YEARS = Unit.SHARE, Unit.RATIO, Unit.YEARS
_ALL_DEBT = _.AMT_CREDIT + known(_.bureau_debt_total_active) + known(_.previous_amount_left_active)
_ALL_ANNUITIES = _.AMT_ANNUITY + known(_.bureau_annuity_total_active) + known(_.previous_annuity_total_active)


def _exposure(name: str, expression: object, fr: str, en: str, unit: Unit = _RATIO) -> Feature:
    return row_feature(name, expression, fr, en, "exposure", unit)


# fmt: off
FEATURES = (
    _exposure("debt_over_income", over(_ALL_DEBT, _.AMT_INCOME_TOTAL),
              "Total des dettes, nouveau crédit compris, rapporté au revenu",
              "All debts, the new loan included, over income"),
    _exposure("all_annuities_over_income", over(_ALL_ANNUITIES, _.AMT_INCOME_TOTAL),
              "Part du revenu consacrée à toutes les échéances", "Share of income taken by all instalments", _SHARE),
    _exposure("bureau_debt_over_credit", over(_.bureau_debt_total_active, _.AMT_CREDIT),
              "Dettes chez les autres prêteurs rapportées au crédit demandé",
              "Debts with other lenders over the loan requested"),
    _exposure("bureau_debt_over_income", over(_.bureau_debt_total_active, _.AMT_INCOME_TOTAL),
              "Dettes chez les autres prêteurs rapportées au revenu", "Debts with other lenders over income"),
    _exposure("bureau_debt_over_external", over(_.bureau_debt_share_active, _.external_mean),
              "Part de dette restante rapportée aux scores externes", "Share of debt left over the external scores",
              Unit.INDEX),
    _exposure("credit_over_previous_max", over(_.AMT_CREDIT, _.previous_credit_max_approved),
              "Crédit demandé rapporté au plus grand crédit accordé", "Loan requested over the largest granted before"),
    _exposure("credit_over_previous_mean", over(_.AMT_CREDIT, _.previous_credit_mean_approved),
              "Crédit demandé rapporté aux crédits accordés", "Loan requested over the mean of those granted before"),
    _exposure("annuity_over_previous_max", over(_.AMT_ANNUITY, _.previous_annuity_max_approved),
              "Échéance demandée rapportée à la plus forte échéance accordée",
              "Instalment requested over the largest granted before"),
    _exposure("annuity_over_instalment_max", over(_.AMT_ANNUITY, _.instalment_max),
              "Échéance demandée rapportée à la plus forte échéance remboursée",
              "Instalment requested over the largest repaid before"),
    _exposure("annuity_over_instalment_mean", over(_.AMT_ANNUITY, _.instalment_mean),
              "Échéance demandée rapportée aux échéances remboursées",
              "Instalment requested over the mean of those repaid before"),
    _exposure("term_over_previous_mean", over(_.term, _.previous_term_mean_approved),
              "Durée demandée rapportée aux durées précédentes", "Length requested over the previous lengths"),
    _exposure("card_balance_over_income", over(_.card_balance_latest, _.AMT_INCOME_TOTAL),
              "Solde de la carte rapporté au revenu", "Card balance over income"),
    _exposure("bureau_history_over_age", over(_.bureau_oldest_age, _.age),
              "Ancienneté du premier crédit rapportée à l'âge", "Age of the first loan over the client's age", _SHARE),
)
# fmt: on
