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
)

_PAST = "previous_loans"
_EURO, _SHARE, _RATIO = Unit.EURO, Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _latest_over_mean(rows: Any) -> Any:
    return latest(_.credit)(rows) / _.credit.mean(where=rows).nullif(0)


# fmt: off
_ASKED = (
    *Measure("previous_asked_mean", mean(_.asked), "Montant moyen demandé", "Mean amount asked for", _PAST, _EURO,
             risk=_FALLS).over(EVERY, LAST_3),
    *Measure("previous_asked_max", largest(_.asked), "Plus gros montant demandé", "Largest amount asked for", _PAST,
             _EURO, risk=_MIXED).over(),
    *Measure("previous_asked_latest", latest(_.asked), "Montant de la dernière demande",
             "Amount of the latest application", _PAST, _EURO, risk=_MIXED).over(),
    *Measure("previous_granted_share", ratio(_.credit, _.asked),
             "Montant accordé rapporté au montant demandé", "Sum granted over sum asked for", _PAST,
             _RATIO, risk=_MIXED).over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER),
    *Measure("previous_granted_latest", latest(_.granted_ratio),
             "Montant accordé rapporté au montant demandé, dernier crédit",
             "Sum granted over sum asked for, latest loan", _PAST, _RATIO, risk=_MIXED).over(APPROVED),
    *Measure("previous_cut_share", share(_.credit < _.asked),
             "Part des demandes réduites par rapport au montant demandé",
             "Share of applications cut below the sum asked for", _PAST, _SHARE, risk=_MIXED).over(),
)
_CREDIT = (
    *Measure("previous_credit_total", total(_.credit), "Montant total des crédits", "Total amount of the loans", _PAST,
             _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_mean", mean(_.credit), "Montant moyen des crédits", "Mean amount of the loans",
             _PAST, _EURO, risk=_FALLS)
    .over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER, LAST_3_LOANS),
    *Measure("previous_credit_max", largest(_.credit), "Montant du plus gros crédit",
             "Amount of the largest loan", _PAST, _EURO, risk=_FALLS).over(APPROVED, APPROVED & REVOLVING),
    *Measure("previous_credit_min", smallest(_.credit), "Montant du plus petit crédit",
             "Amount of the smallest loan", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_latest", latest(_.credit), "Montant du dernier crédit",
             "Amount of the latest loan", _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_first", earliest(_.credit), "Montant du premier crédit", "Amount of the first loan",
             _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_credit_latest_over_mean", _latest_over_mean, "Montant du dernier crédit rapporté à la moyenne",
             "Amount of the latest loan over the mean", _PAST, _RATIO, risk=_MIXED).over(APPROVED),
)
_INSTALMENTS = (
    *Measure("previous_annuity_mean", mean(_.annuity), "Échéance moyenne", "Mean instalment", _PAST, _EURO,
             risk=_FALLS).over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER, LAST_3_LOANS),
    *Measure("previous_annuity_max", largest(_.annuity), "Échéance la plus élevée", "Largest instalment",
             _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_annuity_min", smallest(_.annuity), "Échéance la plus faible", "Smallest instalment",
             _PAST, _EURO, risk=_FALLS).over(APPROVED),
    *Measure("previous_annuity_latest", latest(_.annuity), "Échéance du dernier crédit",
             "Instalment of the latest loan", _PAST, _EURO, risk=_FALLS).over(APPROVED),
)
_DOWN = (
    *Measure("previous_down_payment_share", ratio(_.down_payment, _.goods),
             "Part de l'apport dans le prix d'achat", "Down payment as a share of the price", _PAST, _SHARE,
             risk=_FALLS).over(APPROVED & CONSUMER),
    *Measure("previous_down_payment_max", largest(_.down_payment), "Apport le plus élevé", "Largest down payment",
             _PAST, _EURO, risk=_FALLS).over(APPROVED & CONSUMER),
    *Measure("previous_fees_share", ratio(_.fees, _.goods), "Frais et assurances rapportés au prix d'achat",
             "Fees and insurance over the price", _PAST, _SHARE, risk=_RISES)
    .over(APPROVED & CASH, APPROVED & CONSUMER),
    *Measure("previous_insured_share", share(_.NFLAG_INSURED_ON_APPROVAL == 1),
             "Part des crédits avec assurance", "Share of loans with insurance", _PAST, _SHARE, risk=_RISES)
    .over(APPROVED),
)
# fmt: on

FEATURES = (*_ASKED, *_CREDIT, *_INSTALMENTS, *_DOWN)
