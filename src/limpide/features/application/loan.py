"""The loan that is asked for: its amounts, and its burden on the income."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import FEES, over
from limpide.features.feature import Change, Risk, row_feature

_AMOUNT, _BURDEN, _INCOME, _FINANCING = "loan_amount", "repayment_burden", "income", "financing"
_EURO, _SHARE, _RATIO = Unit.EURO, Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_LESS, _MORE = Change.LESS, Change.MORE
_INSURANCE = FEES

# fmt: off
FEATURES = (
    row_feature("credit", _.AMT_CREDIT, "Montant du crédit demandé", "Amount of the loan requested", _AMOUNT, _EURO,
                risk=_RISES, change=_LESS),
    row_feature("goods_price", _.AMT_GOODS_PRICE, "Prix du bien financé", "Price of the goods financed",
                _AMOUNT, _EURO, risk=_MIXED, change=_LESS),
    row_feature("annuity", _.AMT_ANNUITY, "Mensualité du crédit demandé", "Instalment of the loan requested", _BURDEN,
                _EURO, risk=_RISES, change=_LESS),
    row_feature("income", _.AMT_INCOME_TOTAL, "Revenu déclaré", "Declared income", _INCOME, _EURO, risk=_FALLS,
                change=_MORE),
    row_feature("annuity_over_income", over(_.AMT_ANNUITY, _.AMT_INCOME_TOTAL),
                "Part du revenu prise par la mensualité demandée", "Share of income taken by the new instalment",
                _BURDEN, _SHARE, risk=_RISES, change=_LESS),
    row_feature("credit_over_income", over(_.AMT_CREDIT, _.AMT_INCOME_TOTAL), "Crédit demandé, comparé au revenu",
                "Loan requested, compared with income", _BURDEN, _RATIO, risk=_RISES, change=_LESS),
    row_feature("goods_over_income", over(_.AMT_GOODS_PRICE, _.AMT_INCOME_TOTAL), "Prix du bien, comparé au revenu",
                "Price of the goods, compared with income", _BURDEN, _RATIO, risk=_RISES, change=_LESS),
    row_feature("insurance_over_income", over(_INSURANCE, _.AMT_INCOME_TOTAL),
                "Frais et assurances financés, en part du revenu", "Fees and insurance financed, as a share of income",
                _FINANCING, _SHARE, risk=_RISES, change=_LESS),
    row_feature("left_to_live", _.AMT_INCOME_TOTAL - _.AMT_ANNUITY, "Reste à vivre après la mensualité demandée",
                "Income left after the new instalment", _BURDEN, _EURO, risk=_FALLS, change=_MORE),
    row_feature("income_per_child", _.AMT_INCOME_TOTAL / (1 + _.CNT_CHILDREN),
                "Revenu par personne à charge, client compris", "Income per dependant, the client included", _INCOME,
                _EURO, risk=_FALLS, change=_MORE),
    row_feature("annuity_per_child", _.AMT_ANNUITY * (1 + _.CNT_CHILDREN),
                "Mensualité multipliée par les personnes à charge", "Instalment times dependants", _BURDEN, _EURO,
                risk=_RISES, change=_LESS),
    row_feature("credit_over_age", over(_.AMT_CREDIT, _.age), "Crédit par année d’âge", "Loan per year of age", _AMOUNT,
                _EURO, risk=_RISES, change=_LESS),
    row_feature("annuity_over_age", over(_.AMT_ANNUITY, _.age), "Mensualité par année d’âge",
                "Instalment per year of age", _BURDEN, _EURO, risk=_RISES, change=_LESS),
    row_feature("income_over_age", over(_.AMT_INCOME_TOTAL, _.age), "Revenu par année d’âge", "Income per year of age",
                _INCOME, _EURO, risk=_MIXED, change=_MORE),
    row_feature("income_over_employment", over(_.AMT_INCOME_TOTAL, _.employed + 1), "Revenu par année d’ancienneté",
                "Income per year in the job", _INCOME, _EURO, risk=_MIXED),
    row_feature("credit_over_employment", over(_.AMT_CREDIT, _.employed + 1), "Crédit par année d’ancienneté",
                "Loan per year in the job", _AMOUNT, _EURO, risk=_RISES, change=_LESS),
)
# fmt: on
