"""How often instalments are paid late, and how much so."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, share
from limpide.features.feature import Risk
from limpide.features.installments.slices import (
    FIRST_4,
    LAST_3,
    LAST_3M,
    LAST_5,
    LAST_6M,
    LAST_10,
    LAST_12M,
    LAST_20,
    LAST_24M,
    LAST_36M,
)
from limpide.features.measures import EVERY, Measure, only

_FAMILY = "instalment_punctuality"
_COUNT, _SHARE = Unit.COUNT, Unit.SHARE
_RISES = Risk.RISES


def _change_of_late_share(_rows: Any) -> Any:
    late = share(_.late)
    return late(LAST_12M.rows) - late(None)


def _late_run(_rows: Any) -> Any:
    """The instalments before the latest one that was paid in time, or all of them."""
    return _.rank.min(where=_.days <= 0).cast("float64").fill_null(_.count() + 1) - 1


# fmt: off
FEATURES = (
    *Measure("instalment_late_share", share(_.late), "Mensualités en retard chez nous", "Instalments paid late with us",
             _FAMILY, _SHARE, risk=_RISES)
    .over(EVERY, LAST_3M, LAST_6M, LAST_12M, LAST_24M, LAST_36M, LAST_3, LAST_5, LAST_10, LAST_20, FIRST_4),
    *Measure("instalment_late_share_change", _change_of_late_share,
             "Mensualités en retard : 12 derniers mois moins toutes", "Instalments paid late: last 12 months less all",
             _FAMILY, _SHARE, risk=_RISES).over(),
    *Measure("instalment_late_over_7_days_share", share(_.days > 7), "Mensualités à plus de 7 jours de retard",
             "Instalments over 7 days late with us", _FAMILY, _SHARE, risk=_RISES).over(EVERY, LAST_12M, LAST_10),
    *Measure("instalment_late_over_15_days_share", share(_.days > 15), "Mensualités à plus de 15 jours de retard",
             "Instalments over 15 days late with us", _FAMILY, _SHARE, risk=_RISES).over(LAST_12M),
    *Measure("instalment_late_over_30_days_share", share(_.days > 30), "Mensualités à plus de 30 jours de retard",
             "Instalments over 30 days late with us", _FAMILY, _SHARE, risk=_RISES).over(EVERY, LAST_24M),
    *Measure("instalment_late_over_60_days", count(), "Nombre de retards de plus de 60 jours chez nous",
             "Number of instalments over 60 days late with us", _FAMILY, _COUNT, absent=0, risk=_RISES)
    .over(only(_.days > 60)),
    *Measure("instalment_notably_late_share", share(_.notably_late), "Mensualités en retard notable chez nous",
             "Instalments notably late with us", _FAMILY, _SHARE, risk=_RISES).over(EVERY, LAST_6M, LAST_12M, LAST_20),
    *Measure("instalment_late_run", _late_run, "Nombre de retards d’affilée à ce jour chez nous",
             "Number of late instalments in a row with us today", _FAMILY, _COUNT, absent=0, risk=_RISES).over(),
    *Measure("instalment_unpaid", count(), "Nombre de mensualités impayées chez nous",
             "Number of unpaid instalments with us", _FAMILY, _COUNT, absent=0, risk=_RISES)
    .over(only(_.unpaid), only(_.unpaid) & LAST_12M),
)
# fmt: on
