"""How much clients asked for and were granted before, and with which instalments."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import (
    earliest,
    largest,
    latest,
    mean,
    ratio,
    share,
    smallest,
    total,
)
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure
from limpide.features.previous.slices import (
    APPROVED,
    CASH,
    CONSUMER,
    LAST_3,
    LAST_3_LOANS,
    REVOLVING,
    unsaid,
)

_PAST = "previous_loans"
_EURO, _SHARE, _RATIO = Unit.EURO, Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_PURCHASES = unsaid(APPROVED & CONSUMER)


def _latest_over_mean(rows: Any) -> Any:
    return latest(_.credit)(rows) / _.credit.mean(where=rows).nullif(0)


# fmt: off
# To ask for much is no sign of risk, nor of safety: only what was granted shows what was trusted.
_ASKED = (
    *Measure("previous_asked_mean", mean(_.asked), "Montant moyen des demandes chez nous",
             "Mean amount of the applications to us", _PAST, _EURO, risk=_MIXED).over(EVERY, LAST_3),
    *Measure("previous_asked_max", largest(_.asked), "Plus gros montant demandé chez nous",
             "Largest amount asked of us", _PAST, _EURO, risk=_MIXED).over(),
    *Measure("previous_asked_latest", latest(_.asked), "Montant de la dernière demande chez nous",
             "Amount of the latest application to us", _PAST, _EURO, risk=_MIXED).over(),
    *Measure("previous_granted_share", ratio(_.credit, _.asked),
             "Montant accordé sur montant demandé", "Amount granted over amount asked for", _PAST,
             _RATIO, risk=_MIXED).over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER),
    *Measure("previous_granted_latest", latest(_.granted_ratio),
             "Montant accordé sur montant demandé, dernier crédit",
             "Amount granted over amount asked for, latest loan", _PAST, _RATIO, risk=_MIXED).over(APPROVED),
    *Measure("previous_cut_share", share(_.credit < _.asked),
             "Part des demandes avec un crédit inférieur au demandé",
             "Share of applications with a loan below that asked", _PAST, _SHARE, risk=_MIXED).over(),
)
_CREDIT = (
    *Measure("previous_credit_total", total(_.credit), "Montant total des crédits accordés chez nous",
             "Total amount of the loans granted by us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_mean", mean(_.credit), "Montant moyen des crédits chez nous",
             "Mean amount of the loans with us", _PAST, _EURO, risk=_FALLS)
    .over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER, LAST_3_LOANS),
    *Measure("previous_credit_max", largest(_.credit), "Plus gros crédit accordé chez nous",
             "Largest loan granted by us", _PAST, _EURO, risk=_FALLS).over(APPROVED, APPROVED & REVOLVING),
    *Measure("previous_credit_min", smallest(_.credit), "Plus petit crédit accordé chez nous",
             "Smallest loan granted by us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_latest", latest(_.credit), "Montant du dernier crédit accordé chez nous",
             "Amount of the latest loan granted by us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_first", earliest(_.credit), "Montant du premier crédit accordé chez nous",
             "Amount of the first loan granted by us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_latest_over_mean", _latest_over_mean,
             "Dernier crédit chez nous comparé au crédit moyen", "Latest loan with us over the mean loan",
             _PAST, _RATIO, risk=_MIXED).over(APPROVED),
)
_INSTALMENTS = (
    *Measure("previous_annuity_mean", mean(_.annuity), "Mensualité moyenne des crédits chez nous",
             "Mean instalment of the loans with us", _PAST, _EURO, risk=_FALLS)
    .over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER, LAST_3_LOANS),
    *Measure("previous_annuity_max", largest(_.annuity), "Plus forte mensualité d’un crédit chez nous",
             "Largest instalment of a loan with us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_annuity_min", smallest(_.annuity), "Plus faible mensualité d’un crédit chez nous",
             "Smallest instalment of a loan with us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_annuity_latest", latest(_.annuity), "Mensualité du dernier crédit chez nous",
             "Instalment of the latest loan with us", _PAST, _EURO, risk=_FALLS).over(APPROVED),
)
_DOWN = (
    *Measure("previous_down_payment_share", ratio(_.down_payment, _.goods),
             "Part de l’apport dans les achats à crédit chez nous",
             "Down payment share of credit purchases with us", _PAST, _SHARE, risk=_FALLS).over(_PURCHASES),
    *Measure("previous_down_payment_max", largest(_.down_payment), "Plus gros apport pour un achat à crédit chez nous",
             "Largest down payment for a credit purchase with us", _PAST, _EURO, risk=_FALLS).over(_PURCHASES),
    *Measure("previous_fees_share", ratio(_.fees, _.goods), "Frais et assurance financés chez nous",
             "Fees and insurance financed with us", _PAST, _SHARE, risk=_RISES)
    .over(APPROVED & CASH, APPROVED & CONSUMER),
    # Insurance protects the repayment, and makes the loan dearer.
    *Measure("previous_insured_share", share(_.NFLAG_INSURED_ON_APPROVAL == 1),
             "Part des crédits chez nous avec assurance", "Share of loans with us with insurance", _PAST, _SHARE,
             risk=_MIXED)
    .over(APPROVED),
)
# fmt: on

FEATURES = (*_ASKED, *_CREDIT, *_INSTALMENTS, *_DOWN)
