"""What was due: how many instalments of how many loans, how large, with how many changes of schedule."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, largest, mean, share, smallest
from limpide.features.feature import Risk
from limpide.features.installments.slices import LAST_3, LAST_12M, LAST_24M
from limpide.features.measures import EVERY, Measure, only

_FAMILY = "previous_loans"
_COUNT, _EURO, _RATIO = Unit.COUNT, Unit.EURO, Unit.RATIO
_FALLS, _MIXED = Risk.FALLS, Risk.MIXED


def _recent_over_usual(_rows: Any) -> Any:
    return mean(_.due)(LAST_12M.rows) / mean(_.due)(None).nullif(0)


_COUNTED = "Nombre de mensualités chez nous", "Number of instalments with us"

# fmt: off
FEATURES = (
    *Measure("instalment_count", count(), *_COUNTED, _FAMILY, _COUNT, absent=0, risk=_FALLS).over(EVERY),
    # Many instalments in recent months are several loans at once as well as experience: no direction is expected.
    *Measure("instalment_count", count(), *_COUNTED, _FAMILY, _COUNT, absent=0, risk=_MIXED).over(LAST_12M, LAST_24M),
    *Measure("instalment_loans", distinct(_.loan_id), "Nombre de crédits à mensualités chez nous",
             "Number of loans with instalments with us", _FAMILY, _COUNT, absent=0, risk=_MIXED).over(EVERY, LAST_12M),
    *Measure("instalment_mean", mean(_.due), "Mensualité moyenne chez nous", "Mean instalment with us", _FAMILY, _EURO,
             risk=_MIXED).over(EVERY, LAST_12M, LAST_3),
    *Measure("instalment_max", largest(_.due), "Mensualité la plus élevée chez nous", "Largest instalment with us",
             _FAMILY, _EURO, risk=_MIXED).over(EVERY, LAST_12M),
    *Measure("instalment_min", smallest(_.due), "Mensualité la plus faible chez nous", "Smallest instalment with us",
             _FAMILY, _EURO, risk=_MIXED).over(),
    *Measure("instalment_recent_over_usual", _recent_over_usual, "Mensualité moyenne de l’année, comparée à la moyenne",
             "Mean instalment of the year over the mean of all", _FAMILY, _RATIO, risk=_MIXED).over(),
    *Measure("instalment_longest_schedule", largest(_.number), "Mensualités du crédit le plus long chez nous",
             "Instalments of the longest loan with us", _FAMILY, _COUNT, risk=_MIXED).over(only(_.version > 0)),
    *Measure("instalment_versions", largest(_.version), "Version de l’échéancier le plus modifié chez nous",
             "Version of the most changed schedule with us", _FAMILY, _COUNT, risk=_MIXED).over(),
    *Measure("instalment_card_share", share(_.version == 0), "Mensualités dues sur nos cartes",
             "Instalments due on our cards", "card_use", Unit.SHARE, risk=_MIXED).over(),
)
# fmt: on
