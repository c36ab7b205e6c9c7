"""Features that combine the application with the histories: total burden, new loan against old ones."""

from typing import Any

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import known, over, present
from limpide.features.feature import Change, Feature, Risk, row_feature

_SHARE, _RATIO, _YEARS, _COUNT, _INDEX = Unit.SHARE, Unit.RATIO, Unit.YEARS, Unit.COUNT, Unit.INDEX
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_LESS, _NONE = Change.LESS, Change.NONE


def _owed(sum_owed: Any) -> Any:
    """A sum owed, 0 when the lender owes the client: over a larger income it must not rise."""
    return sum_owed.clip(lower=0)


_ALL_DEBT = _.AMT_CREDIT + known(_owed(_.bureau_debt_total_active)) + known(_owed(_.previous_amount_left_active))
_ANNUITIES_WITH_US = _.AMT_ANNUITY + known(_.previous_annuity_total_active)
_ALL_ANNUITIES = _ANNUITIES_WITH_US + known(_.bureau_annuity_total_active)
_ALL_MONTHLY = _ANNUITIES_WITH_US + known(_.bureau_monthly_debt_active)
_HISTORIES = (_.bureau_oldest_age, _.previous_oldest, _.instalment_oldest, _.pos_oldest, _.card_newest)
_HOURS_APART = (_.HOUR_APPR_PROCESS_START - _.previous_hour_mean).abs()


def _exposure(
    name: str,
    expression: object,
    fr: str,
    en: str,
    unit: Unit = _RATIO,
    *,
    risk: Risk = _RISES,
    change: Change = _LESS,
    family: str = "repayment_burden",
) -> Feature:
    return row_feature(name, expression, fr, en, family, unit, risk=risk, change=change)


# fmt: off
_BURDEN = (
    _exposure("debt_over_income", over(_ALL_DEBT, _.AMT_INCOME_TOTAL),
              "Total des dettes, nouveau crédit compris, rapporté au revenu",
              "All debts, the new loan included, over income"),
    _exposure("all_annuities_over_income", over(_ALL_ANNUITIES, _.AMT_INCOME_TOTAL),
              "Part du revenu consacrée à toutes les échéances", "Share of income taken by all instalments", _SHARE),
    _exposure("all_monthly_over_income", over(_ALL_MONTHLY, _.AMT_INCOME_TOTAL),
              "Part du revenu consacrée à toutes les dettes, étalées jusqu'à leur fin",
              "Share of income taken by all debts, spread until they end", _SHARE),
    _exposure("due_with_us_over_income",
              over(12 * _.AMT_ANNUITY + known(_.previous_due_12m_active), _.AMT_INCOME_TOTAL),
              "Échéances d'un an chez nous, nouveau crédit compris, rapportées au revenu",
              "A year's instalments with us, the new loan included, over income"),
    _exposure("bureau_debt_over_credit", over(_.bureau_debt_total_active, _.AMT_CREDIT),
              "Dettes chez les autres prêteurs rapportées au crédit demandé",
              "Debts with other lenders over the loan requested", risk=_MIXED),
    _exposure("bureau_debt_over_income", over(_owed(_.bureau_debt_total_active), _.AMT_INCOME_TOTAL),
              "Dettes chez les autres prêteurs rapportées au revenu", "Debts with other lenders over income"),
    _exposure("previous_debt_over_income", over(_owed(_.previous_amount_left_active), _.AMT_INCOME_TOTAL),
              "Sommes restant à nous payer rapportées au revenu", "Sums still to be paid to us over income"),
    _exposure("card_balance_over_income", over(_owed(_.card_balance_latest), _.AMT_INCOME_TOTAL),
              "Solde de la carte rapporté au revenu", "Card balance over income"),
    _exposure("card_limit_over_income", over(_.card_limit_latest, _.AMT_INCOME_TOTAL),
              "Plafond de la carte rapporté au revenu", "Card limit over income", risk=_MIXED, change=_NONE),
    _exposure("loans_open_anywhere", _.bureau_loans_active + _.previous_loans_active,
              "Nombre de crédits en cours, chez nous et ailleurs", "Number of open loans, with us and elsewhere",
              _COUNT),
)
_COMPARED = (
    _exposure("credit_over_previous_max", over(_.AMT_CREDIT, _.previous_credit_max_approved),
              "Crédit demandé rapporté au plus grand crédit accordé", "Loan requested over the largest granted before"),
    _exposure("credit_over_previous_mean", over(_.AMT_CREDIT, _.previous_credit_mean_approved),
              "Crédit demandé rapporté aux crédits accordés", "Loan requested over the mean of those granted before"),
    _exposure("credit_over_previous_latest", over(_.AMT_CREDIT, _.previous_credit_latest_approved),
              "Crédit demandé rapporté au dernier crédit accordé", "Loan requested over the latest granted before"),
    _exposure("credit_over_bureau_max", over(_.AMT_CREDIT, _.bureau_credit_max),
              "Crédit demandé rapporté au plus grand obtenu ailleurs",
              "Loan requested over the largest obtained elsewhere"),
    _exposure("annuity_over_previous_max", over(_.AMT_ANNUITY, _.previous_annuity_max_approved),
              "Échéance demandée rapportée à la plus forte échéance accordée",
              "Instalment requested over the largest granted before"),
    _exposure("annuity_over_instalment_max", over(_.AMT_ANNUITY, _.instalment_max),
              "Échéance demandée rapportée à la plus forte échéance remboursée",
              "Instalment requested over the largest repaid before"),
    _exposure("annuity_over_instalment_mean", over(_.AMT_ANNUITY, _.instalment_mean),
              "Échéance demandée rapportée aux échéances remboursées",
              "Instalment requested over the mean of those repaid before"),
    _exposure("annuity_over_paid_yearly", over(12 * _.AMT_ANNUITY, _.instalment_paid_total_12m),
              "Un an de nouvelles échéances rapporté aux paiements des 12 derniers mois",
              "A year of new instalments over what was paid in the last 12 months"),
    _exposure("term_over_previous_mean", over(_.term, _.previous_term_mean_approved),
              "Durée demandée rapportée aux durées précédentes", "Length requested over the previous lengths",
              risk=_MIXED, change=Change.EITHER),
    _exposure("hours_from_usual", _HOURS_APART, "Heures d'écart avec le moment habituel des demandes",
              "Hours apart from the usual time of applications", _INDEX, risk=_MIXED, change=_NONE,
              family="application_timing"),
)
_SCORED = (
    _exposure("bureau_debt_over_external", over(_.bureau_debt_share_active, _.external_mean),
              "Part de dette restante rapportée aux scores externes", "Share of debt left over the external scores",
              _INDEX),
    _exposure("refused_over_external", over(_.previous_refused_share, _.external_mean),
              "Part de demandes refusées rapportée aux scores externes",
              "Share of applications refused over the external scores", _INDEX, change=_NONE,
              family="previous_refusals"),
    _exposure("late_over_external", over(_.instalment_late_share_12m, _.external_mean),
              "Part d'échéances en retard sur 12 mois rapportée aux scores externes",
              "Share of instalments paid late in 12 months over the external scores", _INDEX, change=_NONE,
              family="instalment_punctuality"),
    _exposure("card_used_over_external", over(_.card_used_mean_3m, _.external_mean),
              "Part utilisée du plafond de la carte rapportée aux scores externes",
              "Share of the card's limit in use over the external scores", _INDEX, family="card_use"),
)
_PAST = (
    _exposure("bureau_history_over_age", over(_.bureau_oldest_age, _.age),
              "Ancienneté du premier crédit rapportée à l'âge", "Age of the first loan over the client's age", _SHARE,
              risk=_FALLS, change=_NONE),
    _exposure("age_at_first_loan", _.age - ibis.greatest(_.bureau_oldest_age, _.previous_oldest),
              "Âge au premier crédit connu", "Age at the first known loan", _YEARS, risk=_MIXED, change=_NONE),
    _exposure("histories_known", sum(present(first) for first in _HISTORIES),
              "Nombre d'historiques connus sur cinq", "Number of histories known out of five", _COUNT,
              risk=_MIXED, change=_NONE),
    _exposure("enquiries_over_new_loans", over(_.AMT_REQ_CREDIT_BUREAU_YEAR, _.bureau_loans_12m),
              "Demandes à d'autres prêteurs rapportées aux crédits obtenus dans l'année",
              "Enquiries by other lenders over the loans obtained in the year", risk=_RISES, change=_NONE,
              family="enquiries"),
)
# fmt: on

FEATURES = (*_BURDEN, *_COMPARED, *_SCORED, *_PAST)
