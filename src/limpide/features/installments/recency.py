"""How long ago instalments were last paid, paid late, left unpaid or only paid in part."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, smallest
from limpide.features.feature import Risk
from limpide.features.measures import Measure, only

_FAMILY = "instalment_punctuality"
_DAYS, _MONTHS = Unit.DAYS, Unit.MONTHS
_FALLS, _MIXED = Risk.FALLS, Risk.MIXED

# fmt: off
FEATURES = (
    *Measure("instalment_since_late", smallest(_.months_ago),
             "Temps depuis la dernière échéance payée en retard", "Time since the last instalment paid late",
             _FAMILY, _MONTHS, risk=_FALLS).over(only(_.late)),
    *Measure("instalment_since_late_over_7_days", smallest(_.months_ago),
             "Temps depuis la dernière échéance payée avec plus de 7 jours de retard",
             "Time since the last instalment paid more than 7 days late", _FAMILY, _MONTHS, risk=_FALLS)
    .over(only(_.days > 7)),
    *Measure("instalment_since_late_over_30_days", smallest(_.months_ago),
             "Temps depuis la dernière échéance payée avec plus de 30 jours de retard",
             "Time since the last instalment paid more than 30 days late", _FAMILY, _MONTHS, risk=_FALLS)
    .over(only(_.days > 30)),
    *Measure("instalment_since_notably_late", smallest(_.months_ago),
             "Temps depuis la dernière échéance dont une somme notable a été payée en retard",
             "Time since the last instalment of which a notable part was paid late", _FAMILY, _MONTHS, risk=_FALLS)
    .over(only(_.notably_late)),
    *Measure("instalment_since_underpaid", smallest(_.months_ago),
             "Temps depuis la dernière échéance payée en partie seulement",
             "Time since the last instalment paid only in part", _FAMILY, _MONTHS, risk=_FALLS)
    .over(only(_.underpaid)),
    *Measure("instalment_since_payment", smallest(-_.paid_day), "Temps depuis le dernier paiement",
             "Time since the last payment", _FAMILY, _DAYS, risk=_MIXED).over(),
    *Measure("instalment_since_due", smallest(-_.due_day), "Temps depuis la dernière échéance",
             "Time since the last instalment was due", _FAMILY, _DAYS, risk=_MIXED).over(),
    *Measure("instalment_oldest", largest(_.months_ago), "Temps depuis la première échéance",
             "Time since the first instalment was due", _FAMILY, _MONTHS, risk=_FALLS).over(),
)
# fmt: on
