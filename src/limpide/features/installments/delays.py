"""How many days lie between the due day of instalments and their payment: delays, advances, their course."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import decayed, divided, largest, mean, smallest, spread, trend
from limpide.features.feature import Risk
from limpide.features.installments.slices import (
    FIRST_4,
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
from limpide.features.rows import DAYS_PER_MONTH

_FAMILY = "instalment_punctuality"
_DAYS = Unit.DAYS
_RISES, _FALLS = Risk.RISES, Risk.FALLS
_MONTHLY_TREND = divided(trend(_.days, _.due_day, steps=1), 1 / DAYS_PER_MONTH)


def _change(_rows: Any) -> Any:
    delay = mean(_.days)
    return delay(LAST_6M.rows) - delay(LAST_24M.rows)


# fmt: off
_LATE = (
    *Measure("instalment_days_late_mean", mean(_.days_late), "Retard moyen des mensualités chez nous",
             "Mean delay of instalments with us", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_3M, LAST_6M, LAST_12M, LAST_24M, LAST_5, LAST_10, LAST_20, FIRST_4),
    *Measure("instalment_days_late_mean_of_late", mean(_.days_late), "Durée moyenne des retards chez nous",
             "Mean length of delays with us", _FAMILY, _DAYS, risk=_RISES).over(only(_.late), only(_.late) & LAST_12M),
    *Measure("instalment_days_late_max", largest(_.days_late), "Plus long retard de mensualité chez nous",
             "Longest delay of instalments with us", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_6M, LAST_12M, LAST_24M, LAST_5, FIRST_4),
    *Measure("instalment_days_late_decayed", decayed(_.days_late, _.months_ago, half=12, steps=1),
             "Retard moyen chez nous, les récents comptant davantage", "Mean delay with us, recent ones counting more",
             _FAMILY, _DAYS, risk=_RISES).over(),
)
_EARLY = (
    *Measure("instalment_days_early_mean", mean(_.days_early), "Avance moyenne des mensualités chez nous",
             "Mean advance of instalments with us", _FAMILY, _DAYS, risk=_FALLS)
    .over(EVERY, LAST_6M, LAST_12M, LAST_24M, LAST_5, LAST_10),
    *Measure("instalment_days_early_min", smallest(-_.days), "Plus petite avance de mensualité chez nous",
             "Smallest advance of an instalment with us", _FAMILY, _DAYS, risk=_FALLS)
    .over(LAST_6M, LAST_12M, LAST_24M, LAST_5),
    *Measure("instalment_days_early_max", largest(_.days_early), "Plus grande avance de mensualité chez nous",
             "Largest advance of an instalment with us", _FAMILY, _DAYS, risk=_FALLS).over(EVERY),
)
_BOTH = (
    *Measure("instalment_weighted_days_mean", mean(_.weighted_days), "Retard pondéré par la somme payée",
             "Delay weighted by the sum paid", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_6M, LAST_12M, LAST_36M, LAST_10, LAST_20),
    *Measure("instalment_days_spread", spread(_.days, steps=1), "Irrégularité des jours de paiement",
             "Irregularity of payment days", _FAMILY, _DAYS, risk=_RISES).over(EVERY, LAST_12M),
    *Measure("instalment_days_trend", _MONTHLY_TREND, "Évolution mensuelle du retard", "Monthly change of the delay",
             _FAMILY, _DAYS, risk=_RISES).over(LAST_12M, LAST_24M, LAST_20),
    *Measure("instalment_days_change", _change, "Retard moyen : 6 derniers mois moins 24 derniers",
             "Mean delay: last 6 months less last 24", _FAMILY, _DAYS, risk=_RISES).over(),
)
# fmt: on

FEATURES = (*_LATE, *_EARLY, *_BOTH)
