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


# fmt: off
FEATURES = (
    *Measure("instalment_count", count(), "Nombre d'échéances", "Number of instalments", _FAMILY, _COUNT,
             absent=0, risk=_FALLS).over(EVERY, LAST_12M, LAST_24M),
    *Measure("instalment_loans", distinct(_.loan_id), "Nombre de crédits ayant eu des échéances",
             "Number of loans with instalments", _FAMILY, _COUNT, absent=0, risk=_MIXED).over(EVERY, LAST_12M),
    *Measure("instalment_mean", mean(_.due), "Échéance moyenne", "Mean instalment", _FAMILY, _EURO, risk=_MIXED)
    .over(EVERY, LAST_12M, LAST_3),
    *Measure("instalment_max", largest(_.due), "Échéance la plus élevée", "Largest instalment", _FAMILY, _EURO,
             risk=_MIXED).over(EVERY, LAST_12M),
    *Measure("instalment_min", smallest(_.due), "Échéance la plus faible", "Smallest instalment", _FAMILY, _EURO,
             risk=_MIXED).over(),
    *Measure("instalment_recent_over_usual", _recent_over_usual,
             "Échéance moyenne des 12 derniers mois rapportée à la moyenne de toutes",
             "Mean instalment of the last 12 months over the mean of all", _FAMILY, _RATIO, risk=_MIXED).over(),
    *Measure("instalment_longest_schedule", largest(_.number), "Nombre d'échéances du crédit le plus long",
             "Number of instalments of the longest loan", _FAMILY, _COUNT, risk=_MIXED).over(only(_.version > 0)),
    *Measure("instalment_versions", largest(_.version), "Plus grand nombre de versions d'un échéancier",
             "Largest number of versions of a schedule", _FAMILY, _COUNT, risk=_MIXED).over(),
    *Measure("instalment_card_share", share(_.version == 0), "Part des échéances d'une carte",
             "Share of instalments of a card", _FAMILY, Unit.SHARE, risk=_MIXED).over(),
)
# fmt: on
