"""The loan that is asked for: amounts, length, burden on the income."""

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import TERMS, known, over, present, total
from limpide.features.feature import category_feature, row_feature

_AMOUNT, _TERMS, _BURDEN, _INCOME = "loan_amount", "loan_terms", "repayment_burden", "income"
_EURO, _SHARE, _RATIO, _YEARS = Unit.EURO, Unit.SHARE, Unit.RATIO, Unit.YEARS
_INSURANCE = _.AMT_CREDIT - _.AMT_GOODS_PRICE

_RATES = [_[f"rate_{months}"] for months in TERMS]
_RATE_COUNT = total(present(rate) for rate in _RATES)

# fmt: off
FEATURES = (
    category_feature("contract_kind", "NAME_CONTRACT_TYPE", "Type de crédit", "Kind of loan", _TERMS),
    row_feature("credit", _.AMT_CREDIT, "Montant du crédit", "Amount of the loan", _AMOUNT, _EURO),
    row_feature("goods_price", _.AMT_GOODS_PRICE, "Prix du bien financé",
                "Price of the goods financed", _AMOUNT, _EURO),
    row_feature("annuity", _.AMT_ANNUITY, "Échéance du crédit", "Instalment of the loan", _BURDEN, _EURO),
    row_feature("income", _.AMT_INCOME_TOTAL, "Revenus", "Income", _INCOME, _EURO),
    row_feature("credit_over_annuity", _.term, "Nombre d'échéances sans intérêts",
                "Number of instalments without interest", _TERMS, Unit.INDEX),
    row_feature("annuity_over_income", over(_.AMT_ANNUITY, _.AMT_INCOME_TOTAL),
                "Part du revenu consacrée à l'échéance", "Share of income taken by the instalment", _BURDEN, _SHARE),
    row_feature("credit_over_income", over(_.AMT_CREDIT, _.AMT_INCOME_TOTAL),
                "Crédit rapporté au revenu", "Loan over income", _BURDEN, _RATIO),
    row_feature("goods_over_income", over(_.AMT_GOODS_PRICE, _.AMT_INCOME_TOTAL),
                "Prix du bien rapporté au revenu", "Price of the goods over income", _BURDEN, _RATIO),
    row_feature("credit_over_goods", over(_.AMT_CREDIT, _.AMT_GOODS_PRICE),
                "Crédit rapporté au prix du bien", "Loan over price of the goods", _TERMS, _RATIO),
    row_feature("insurance", _INSURANCE, "Frais et assurances financés par le crédit",
                "Fees and insurance financed by the loan", _TERMS, _EURO),
    row_feature("insurance_over_income", over(_INSURANCE, _.AMT_INCOME_TOTAL),
                "Frais et assurances rapportés au revenu", "Fees and insurance over income", _BURDEN, _SHARE),
    row_feature("insurance_over_annuity", over(_INSURANCE, _.AMT_ANNUITY),
                "Frais et assurances en nombre d'échéances",
                "Fees and insurance in number of instalments", _TERMS, _RATIO),
    row_feature("annuity_over_goods", over(_.AMT_ANNUITY, _.AMT_GOODS_PRICE),
                "Échéance rapportée au prix du bien", "Instalment over price of the goods", _TERMS, _SHARE),
    row_feature("left_to_live", _.AMT_INCOME_TOTAL - _.AMT_ANNUITY, "Revenu restant après l'échéance",
                "Income left after the instalment", _BURDEN, _EURO),
    row_feature("income_per_child", _.AMT_INCOME_TOTAL / (1 + _.CNT_CHILDREN), "Revenu rapporté au nombre d'enfants",
                "Income over the number of children", _INCOME, _EURO),
    row_feature("annuity_per_child", _.AMT_ANNUITY * (1 + _.CNT_CHILDREN),
                "Échéance multipliée par les personnes à charge",
                "Instalment times dependants", _BURDEN, _EURO),
    row_feature("credit_over_age", over(_.AMT_CREDIT, _.age), "Crédit rapporté à l'âge",
                "Loan over age", _AMOUNT, Unit.INDEX),
    row_feature("annuity_over_age", over(_.AMT_ANNUITY, _.age), "Échéance rapportée à l'âge", "Instalment over age",
                _BURDEN, Unit.INDEX),
    row_feature("income_over_age", over(_.AMT_INCOME_TOTAL, _.age), "Revenu rapporté à l'âge", "Income over age",
                _INCOME, Unit.INDEX),
    row_feature("income_over_employment", over(_.AMT_INCOME_TOTAL, _.employed + 1), "Revenu rapporté à l'ancienneté",
                "Income over years in the job", _INCOME, Unit.INDEX),
    row_feature("credit_over_employment", over(_.AMT_CREDIT, _.employed + 1), "Crédit rapporté à l'ancienneté",
                "Loan over years in the job", _AMOUNT, Unit.INDEX),
    row_feature("term_over_age", over(_.term, _.age), "Durée du crédit rapportée à l'âge",
                "Length of the loan over age",
                _TERMS, Unit.INDEX),
    row_feature("rate_minimum", ibis.least(*_RATES), "Taux annuel du crédit, au moins",
                "Yearly rate of the loan, at least",
                _TERMS, _SHARE),
    row_feature("rate_maximum", ibis.greatest(*_RATES), "Taux annuel du crédit, au plus",
                "Yearly rate of the loan, at most", _TERMS, _SHARE),
    row_feature("rate_mean", total(known(rate) for rate in _RATES) / _RATE_COUNT.nullif(0),
                "Taux annuel moyen des durées possibles", "Mean yearly rate of the possible lengths", _TERMS, _SHARE),
    row_feature("rate_count", _RATE_COUNT, "Nombre de durées possibles du crédit",
                "Number of possible lengths of the loan",
                _TERMS, Unit.COUNT),
    row_feature("age_at_end", _.age + _.term / 12, "Âge à la fin du crédit",
                "Age at the end of the loan", _TERMS, _YEARS),
    category_feature("weekday", "WEEKDAY_APPR_PROCESS_START", "Jour de la demande", "Day of the application",
                "application_timing"),
    row_feature("hour", _.HOUR_APPR_PROCESS_START, "Heure de la demande", "Hour of the application",
                "application_timing", Unit.HOUR),
    row_feature("enquiries_hour", _.AMT_REQ_CREDIT_BUREAU_HOUR, "Demandes à d'autres prêteurs (dernière heure)",
                "Enquiries by other lenders (last hour)", "enquiries", Unit.COUNT),
    row_feature("enquiries_day", _.AMT_REQ_CREDIT_BUREAU_DAY, "Demandes à d'autres prêteurs (dernier jour)",
                "Enquiries by other lenders (last day)", "enquiries", Unit.COUNT),
    row_feature("enquiries_week", _.AMT_REQ_CREDIT_BUREAU_WEEK, "Demandes à d'autres prêteurs (dernière semaine)",
                "Enquiries by other lenders (last week)", "enquiries", Unit.COUNT),
    row_feature("enquiries_month", _.AMT_REQ_CREDIT_BUREAU_MON, "Demandes à d'autres prêteurs (dernier mois)",
                "Enquiries by other lenders (last month)", "enquiries", Unit.COUNT),
    row_feature("enquiries_quarter", _.AMT_REQ_CREDIT_BUREAU_QRT, "Demandes à d'autres prêteurs (dernier trimestre)",
                "Enquiries by other lenders (last quarter)", "enquiries", Unit.COUNT),
    row_feature("enquiries_year", _.AMT_REQ_CREDIT_BUREAU_YEAR, "Demandes à d'autres prêteurs (dernière année)",
                "Enquiries by other lenders (last year)", "enquiries", Unit.COUNT),
    row_feature("enquiries_recent_share",
                over(_.AMT_REQ_CREDIT_BUREAU_MON + _.AMT_REQ_CREDIT_BUREAU_QRT, _.AMT_REQ_CREDIT_BUREAU_YEAR),
                "Demandes à d'autres prêteurs : dernier trimestre rapporté à l'année",
                "Enquiries by other lenders: last quarter over year", "enquiries", _RATIO),
)
# fmt: on
