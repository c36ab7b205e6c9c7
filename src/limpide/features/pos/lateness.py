"""Months of earlier loans that were overdue: how many days, how often, how long ago."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, mean, share, smallest, trend
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure, Slice, only, within

_6M, _12M, _24M, _36M = within(6), within(12), within(24), within(36)
_FIRST = Slice("first", "6 premiers mois", "first 6 months", _.age < 6)

_FAMILY = "instalment_punctuality"
_SHARE, _DAYS, _MONTHS = Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS = Risk.RISES, Risk.FALLS


def _change_of_late_share(_rows: Any) -> Any:
    late = share(_.late)
    return late(_12M.rows) - late(None)


# fmt: off
FEATURES = (
    *Measure("pos_days_late_max", largest(_.days_late), "Plus long retard relevé chez nous",
             "Longest delay recorded with us", _FAMILY, _DAYS, risk=_RISES).over(EVERY, _6M, _12M, _24M),
    *Measure("pos_notable_days_late_max", largest(_.notable_days_late),
             "Plus long retard notable relevé chez nous",
             "Longest notable delay recorded with us", _FAMILY, _DAYS, risk=_RISES).over(EVERY, _12M),
    *Measure("pos_days_late_mean", mean(_.days_counted), "Retard moyen par mois de crédit chez nous",
             "Mean delay per loan month with us", _FAMILY, _DAYS, risk=_RISES).over(),
    *Measure("pos_late_share", share(_.late), "Part des mois en retard sur nos crédits",
             "Share of months overdue on our loans", _FAMILY, _SHARE, risk=_RISES)
    .over(EVERY, _12M, _24M, _36M, _FIRST),
    *Measure("pos_notably_late_share", share(_.notably_late),
             "Part des mois en retard notable sur nos crédits",
             "Share of months notably overdue on our loans", _FAMILY, _SHARE, risk=_RISES).over(),
    *Measure("pos_late_share_change", _change_of_late_share,
             "Part des mois en retard sur nos crédits : un an moins tout",
             "Share of months overdue on our loans: a year less all", _FAMILY, _SHARE, risk=_RISES).over(),
    *Measure("pos_days_late_trend", trend(_.days_counted, _.month, steps=1),
             "Évolution mensuelle du retard sur nos crédits",
             "Monthly change of the delay on our loans", _FAMILY, _DAYS, risk=_RISES).over(_24M),
    *Measure("pos_since_late", smallest(_.months_ago), "Temps depuis le dernier mois en retard sur nos crédits",
             "Time since the last month overdue on our loans", _FAMILY, _MONTHS, risk=_FALLS).over(only(_.late)),
    *Measure("pos_since_notably_late", smallest(_.months_ago),
             "Temps depuis le dernier retard notable sur nos crédits",
             "Time since the last notable delay on our loans", _FAMILY, _MONTHS, risk=_FALLS)
    .over(only(_.notably_late)),
)
# fmt: on
