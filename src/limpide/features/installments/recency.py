"""How long ago instalments were last paid, paid late, left unpaid or only paid in part."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, smallest
from limpide.features.feature import Risk
from limpide.features.measures import Measure, only

_FAMILY, _PAST = "instalment_punctuality", "previous_loans"
_DAYS, _MONTHS = Unit.DAYS, Unit.MONTHS
_FALLS, _MIXED = Risk.FALLS, Risk.MIXED

# fmt: off
FEATURES = (
    *Measure("instalment_since_late", smallest(_.months_ago), "Temps depuis le dernier retard chez nous",
             "Time since the last late payment with us", _FAMILY, _MONTHS, risk=_FALLS).over(only(_.late)),
    *Measure("instalment_since_late_over_7_days", smallest(_.months_ago),
             "Temps depuis un retard de plus de 7 jours chez nous", "Time since a delay of over 7 days with us",
             _FAMILY, _MONTHS, risk=_FALLS).over(only(_.days > 7)),
    *Measure("instalment_since_late_over_30_days", smallest(_.months_ago),
             "Temps depuis un retard de plus de 30 jours chez nous", "Time since a delay of over 30 days with us",
             _FAMILY, _MONTHS, risk=_FALLS).over(only(_.days > 30)),
    *Measure("instalment_since_notably_late", smallest(_.months_ago), "Temps depuis un retard notable chez nous",
             "Time since a notable delay with us", _FAMILY, _MONTHS, risk=_FALLS).over(only(_.notably_late)),
    *Measure("instalment_since_underpaid", smallest(_.months_ago), "Temps depuis une mensualité non soldée chez nous",
             "Time since an instalment not paid in full with us", _FAMILY, _MONTHS,
             risk=_FALLS).over(only(_.underpaid)),
    *Measure("instalment_since_payment", smallest(-_.paid_day), "Temps depuis le dernier paiement chez nous",
             "Time since the last payment with us", _PAST, _DAYS, risk=_MIXED).over(),
    *Measure("instalment_since_due", smallest(-_.due_day), "Temps depuis la dernière mensualité chez nous",
             "Time since the last instalment due with us", _PAST, _DAYS, risk=_MIXED).over(),
    *Measure("instalment_oldest", largest(_.months_ago), "Temps depuis la première mensualité chez nous",
             "Time since the first instalment due with us", _PAST, _MONTHS, risk=_FALLS).over(),
)
# fmt: on
