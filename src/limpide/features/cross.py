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
    _exposure("debt_over_income", over(_ALL_DEBT, _.AMT_INCOME_TOTAL), "Total des dettes, comparé au revenu",
              "All debts, compared with income"),
    _exposure("all_annuities_over_income", over(_ALL_ANNUITIES, _.AMT_INCOME_TOTAL),
              "Toutes les mensualités, par rapport au revenu déclaré", "All instalments, against declared income",
              _SHARE),
    _exposure("all_monthly_over_income", over(_ALL_MONTHLY, _.AMT_INCOME_TOTAL),
              "Dettes étalées jusqu’à leur terme, par rapport au revenu",
              "Share of income taken by all debts, spread until they end", _SHARE),
    _exposure("due_with_us_over_income",
              over(12 * _.AMT_ANNUITY + known(_.previous_due_12m_active), _.AMT_INCOME_TOTAL),
              "Un an de mensualités chez nous, comparé au revenu",
              "A year of instalments with us, compared with income"),
    _exposure("bureau_debt_over_credit", over(_.bureau_debt_total_active, _.AMT_CREDIT),
              "Encours ailleurs, comparé au crédit demandé", "Debt with other lenders, against the loan requested",
              risk=_MIXED, family="bureau_debt"),
    _exposure("bureau_debt_over_income", over(_owed(_.bureau_debt_total_active), _.AMT_INCOME_TOTAL),
              "Encours chez d’autres prêteurs, comparé au revenu", "Debt with other lenders, compared with income",
              family="bureau_debt"),
    _exposure("previous_debt_over_income", over(_owed(_.previous_amount_left_active), _.AMT_INCOME_TOTAL),
              "Reste à payer chez nous, comparé au revenu", "Sums still owed to us, compared with income"),
    _exposure("card_balance_over_income", over(_owed(_.card_balance_latest), _.AMT_INCOME_TOTAL),
              "Solde dû sur notre carte, comparé au revenu", "Balance of our card, compared with income",
              family="card_use"),
    _exposure("card_limit_over_income", over(_.card_limit_latest, _.AMT_INCOME_TOTAL),
              "Plafond de notre carte, comparé au revenu", "Limit of our card, compared with income", risk=_MIXED,
              change=_NONE, family="card_use"),
    _exposure("loans_open_anywhere", _.bureau_loans_active + _.previous_loans_active,
              "Nombre de crédits en cours, chez nous et ailleurs", "Number of open loans, with us and elsewhere",
              _COUNT),
)
_COMPARED = (
    _exposure("credit_over_previous_max", over(_.AMT_CREDIT, _.previous_credit_max_approved),
              "Crédit demandé, comparé au plus gros accordé chez nous",
              "Loan requested, compared with our largest before", family="loan_amount"),
    _exposure("credit_over_previous_mean", over(_.AMT_CREDIT, _.previous_credit_mean_approved),
              "Crédit demandé, comparé aux crédits accordés chez nous",
              "Loan requested, compared with our mean loan before", family="loan_amount"),
    _exposure("credit_over_previous_latest", over(_.AMT_CREDIT, _.previous_credit_latest_approved),
              "Crédit demandé, comparé au dernier accordé chez nous", "Loan requested, compared with our latest before",
              family="loan_amount"),
    _exposure("credit_over_bureau_max", over(_.AMT_CREDIT, _.bureau_credit_max),
              "Crédit demandé, comparé au plus gros obtenu ailleurs",
              "Loan requested, compared with the largest elsewhere", family="loan_amount"),
    _exposure("annuity_over_previous_max", over(_.AMT_ANNUITY, _.previous_annuity_max_approved),
              "Mensualité demandée, comparée à la plus forte accordée",
              "New instalment, compared with the largest granted"),
    _exposure("annuity_over_instalment_max", over(_.AMT_ANNUITY, _.instalment_max),
              "Mensualité demandée, comparée à la plus forte déjà due",
              "New instalment, compared with the largest due before"),
    _exposure("annuity_over_instalment_mean", over(_.AMT_ANNUITY, _.instalment_mean),
              "Mensualité demandée, comparée à la moyenne déjà due",
              "New instalment, compared with the mean due before"),
    _exposure("annuity_over_paid_yearly", over(12 * _.AMT_ANNUITY, _.instalment_paid_total_12m),
              "Un an de mensualités, comparé à un an de paiements",
              "A year of new instalments, against a year of payments"),
    _exposure("term_over_previous_mean", over(_.term, _.previous_term_mean_approved),
              "Durée demandée, comparée aux crédits accordés chez nous",
              "Length requested, compared with our loans before", risk=_MIXED, change=Change.EITHER,
              family="loan_terms"),
    _exposure("hours_from_usual", _HOURS_APART, "Heures d’écart avec le moment habituel des demandes",
              "Hours apart from the usual time of applications", _INDEX, risk=_MIXED, change=_NONE,
              family="application_timing"),
)
_SCORED = (
    _exposure("bureau_debt_over_external", over(_.bureau_debt_share_active, _.external_mean),
              "Encours ailleurs divisé par les scores externes", "Debt left elsewhere over the external scores", _INDEX,
              family="bureau_debt"),
    _exposure("refused_over_external", over(_.previous_refused_share, _.external_mean),
              "Demandes refusées divisées par les scores externes", "Applications refused over the external scores",
              _INDEX, change=_NONE, family="previous_refusals"),
    _exposure("late_over_external", over(_.instalment_late_share_12m, _.external_mean),
              "Retards de l’année divisés par les scores externes",
              "Late payments of the year over the external scores", _INDEX, change=_NONE,
              family="instalment_punctuality"),
    _exposure("card_used_over_external", over(_.card_used_mean_3m, _.external_mean),
              "Part utilisée de la carte divisée par les scores externes",
              "Share of the card in use over the external scores", _INDEX, family="card_use"),
)
_PAST = (
    _exposure("bureau_history_over_age", over(_.bureau_oldest_age, _.age),
              "Ancienneté du premier crédit divisée par l’âge", "Age of the first loan over the client’s age", _SHARE,
              risk=_FALLS, change=_NONE, family="bureau_history"),
    _exposure("age_at_first_loan", _.age - ibis.greatest(_.bureau_oldest_age, _.previous_oldest),
              "Âge au premier crédit connu", "Age at the first known loan", _YEARS, risk=_MIXED, change=_NONE,
              family="age"),
    _exposure("histories_known", sum(present(first) for first in _HISTORIES), "Nombre d’historiques connus sur cinq",
              "Number of histories known out of five", _COUNT, risk=_MIXED, change=_NONE, family="bureau_history"),
    _exposure("enquiries_over_new_loans", over(_.AMT_REQ_CREDIT_BUREAU_YEAR, _.bureau_loans_12m),
              "Consultations pour chaque crédit obtenu dans l’année", "Enquiries for each loan obtained in the year",
              risk=_RISES, change=_NONE, family="enquiries"),
)
# fmt: on

FEATURES = (*_BURDEN, *_COMPARED, *_SCORED, *_PAST)
