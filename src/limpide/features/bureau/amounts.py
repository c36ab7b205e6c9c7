"""How much was borrowed from other lenders, on which loans, and whether the loans grow."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import earliest, largest, latest, mean, total
from limpide.features.bureau.slices import (
    ACTIVE,
    CARD,
    CLOSED,
    CONSUMER,
    LAST_3,
    M12,
)
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure

_HISTORY, _DEBT = "bureau_history", "bureau_debt"
_EURO, _RATIO = Unit.EURO, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _recent_over_all(_rows: Any) -> Any:
    """Mean of the last three loans over the mean of all: above 1, the loans grow."""
    return _.credit.mean(where=_.rank <= 3) / _.credit.mean().nullif(0)


def _latest_over_largest(rows: Any) -> Any:
    return latest(_.credit)(rows) / _.credit.max(where=rows).nullif(0)


# fmt: off
FEATURES = (
    *Measure("bureau_credit_total", total(_.credit), "Montant total emprunté", "Total borrowed", _DEBT, _EURO,
             risk=_MIXED).over(EVERY, ACTIVE, CONSUMER, CARD, M12),
    *Measure("bureau_credit_total", total(_.credit), "Montant total emprunté", "Total borrowed", _HISTORY, _EURO,
             risk=_FALLS).over(CLOSED),
    *Measure("bureau_credit_mean", mean(_.credit), "Montant moyen des crédits", "Mean amount of the loans",
             _DEBT, _EURO, risk=_FALLS).over(EVERY, ACTIVE, CLOSED, CONSUMER, CARD, LAST_3),
    *Measure("bureau_credit_max", largest(_.credit), "Montant du plus gros crédit",
             "Amount of the largest loan", _DEBT, _EURO, risk=_FALLS).over(EVERY, ACTIVE, CONSUMER),
    *Measure("bureau_credit_latest", latest(_.credit), "Montant du dernier crédit obtenu",
             "Amount of the latest loan obtained", _DEBT, _EURO, risk=_FALLS).over(),
    *Measure("bureau_credit_first", earliest(_.credit), "Montant du premier crédit obtenu",
             "Amount of the first loan obtained", _HISTORY, _EURO, risk=_FALLS).over(),
    *Measure("bureau_credit_growth", _recent_over_all, "Montant des 3 derniers crédits rapporté à la moyenne",
             "Amount of the last 3 loans over the mean", _DEBT, _RATIO, risk=_MIXED).over(),
    *Measure("bureau_credit_latest_over_max", _latest_over_largest,
             "Montant du dernier crédit rapporté au plus gros", "Amount of the latest loan over the largest", _DEBT,
             _RATIO, risk=_MIXED).over(),
)
# fmt: on
