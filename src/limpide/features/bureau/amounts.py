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
_FALLS, _MIXED = Risk.FALLS, Risk.MIXED

_TOTAL_FR, _TOTAL_EN = "Total des crédits d’autres prêteurs", "Total amount of other lenders’ loans"
_MEAN_FR, _MEAN_EN = "Montant moyen des crédits d’autres prêteurs", "Mean amount of loans with other lenders"
_MAX_FR, _MAX_EN = "Plus gros crédit chez d’autres prêteurs", "Largest loan with other lenders"


def _recent_over_all(_rows: Any) -> Any:
    """Mean of the last three loans over the mean of all: above 1, the loans grow."""
    return _.credit.mean(where=_.rank <= 3) / _.credit.mean().nullif(0)


def _latest_over_largest(rows: Any) -> Any:
    return latest(_.credit)(rows) / _.credit.max(where=rows).nullif(0)


# fmt: off
FEATURES = (
    *Measure("bureau_credit_total", total(_.credit), _TOTAL_FR, _TOTAL_EN, _HISTORY, _EURO, risk=_MIXED)
    .over(EVERY, CONSUMER, CARD, M12),
    *Measure("bureau_credit_total", total(_.credit), _TOTAL_FR, _TOTAL_EN, _DEBT, _EURO, risk=_MIXED).over(ACTIVE),
    *Measure("bureau_credit_total", total(_.credit), _TOTAL_FR, _TOTAL_EN, _HISTORY, _EURO, risk=_FALLS)
    .over(CLOSED),
    *Measure("bureau_credit_mean", mean(_.credit), _MEAN_FR, _MEAN_EN, _HISTORY, _EURO, risk=_FALLS)
    .over(EVERY, CLOSED, CONSUMER, CARD),
    *Measure("bureau_credit_mean", mean(_.credit), _MEAN_FR, _MEAN_EN, _HISTORY, _EURO, risk=_MIXED)
    .over(ACTIVE, LAST_3),
    *Measure("bureau_credit_max", largest(_.credit), _MAX_FR, _MAX_EN, _HISTORY, _EURO, risk=_FALLS)
    .over(EVERY, CONSUMER),
    *Measure("bureau_credit_max", largest(_.credit), _MAX_FR, _MAX_EN, _HISTORY, _EURO, risk=_MIXED).over(ACTIVE),
    *Measure("bureau_credit_latest", latest(_.credit), "Montant du dernier crédit chez un autre prêteur",
             "Amount of the latest loan with another lender", _HISTORY, _EURO, risk=_MIXED).over(),
    *Measure("bureau_credit_first", earliest(_.credit), "Montant du premier crédit chez un autre prêteur",
             "Amount of the first loan with another lender", _HISTORY, _EURO, risk=_MIXED).over(),
    *Measure("bureau_credit_growth", _recent_over_all, "Montant des 3 derniers crédits sur la moyenne, ailleurs",
             "Amount of the last 3 loans over the mean, elsewhere", _HISTORY, _RATIO, risk=_MIXED).over(),
    *Measure("bureau_credit_latest_over_max", _latest_over_largest,
             "Montant du dernier crédit sur le plus gros, ailleurs", "Latest loan over the largest, elsewhere",
             _HISTORY, _RATIO, risk=_MIXED).over(),
)
# fmt: on
