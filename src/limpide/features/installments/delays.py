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
    *Measure("instalment_days_late_mean", mean(_.days_late), "Retard moyen de paiement",
             "Mean delay of payment", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_3M, LAST_6M, LAST_12M, LAST_24M, LAST_5, LAST_10, LAST_20, FIRST_4),
    *Measure("instalment_days_late_mean_of_late", mean(_.days_late), "Retard moyen des échéances payées en retard",
             "Mean delay of the instalments paid late", _FAMILY, _DAYS, risk=_RISES)
    .over(only(_.late), only(_.late) & LAST_12M),
    *Measure("instalment_days_late_max", largest(_.days_late), "Plus long retard de paiement",
             "Longest delay of payment", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_6M, LAST_12M, LAST_24M, LAST_5, FIRST_4),
    *Measure("instalment_days_late_decayed", decayed(_.days_late, _.months_ago, half=12, steps=1),
             "Retard moyen de paiement, les plus récents comptant davantage",
             "Mean delay of payment, recent ones counting more", _FAMILY, _DAYS, risk=_RISES).over(),
)
_EARLY = (
    *Measure("instalment_days_early_mean", mean(_.days_early), "Avance moyenne de paiement",
             "Mean advance of payment", _FAMILY, _DAYS, risk=_FALLS)
    .over(EVERY, LAST_6M, LAST_12M, LAST_24M, LAST_5, LAST_10),
    *Measure("instalment_days_early_min", smallest(-_.days), "Plus petite avance de paiement (négative : retard)",
             "Smallest advance of payment (negative: delay)", _FAMILY, _DAYS, risk=_FALLS)
    .over(LAST_6M, LAST_12M, LAST_24M, LAST_5),
    *Measure("instalment_days_early_max", largest(_.days_early), "Plus grande avance de paiement",
             "Largest advance of payment", _FAMILY, _DAYS, risk=_FALLS).over(EVERY),
)
_BOTH = (
    *Measure("instalment_weighted_days_mean", mean(_.weighted_days),
             "Retard moyen pondéré par la somme payée (négatif : avance)",
             "Mean delay weighted by the sum paid (negative: advance)", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_6M, LAST_12M, LAST_36M, LAST_10, LAST_20),
    *Measure("instalment_days_spread", spread(_.days, steps=1), "Irrégularité des jours de paiement (écart type)",
             "Irregularity of payment days (standard deviation)", _FAMILY, _DAYS, risk=_RISES)
    .over(EVERY, LAST_12M),
    *Measure("instalment_days_trend", _MONTHLY_TREND, "Évolution mensuelle du retard (négative : il diminue)",
             "Monthly change of the delay (negative: it shrinks)", _FAMILY, _DAYS, risk=_RISES)
    .over(LAST_12M, LAST_24M, LAST_20),
    *Measure("instalment_days_change", _change, "Retard moyen : 6 derniers mois moins 24 derniers",
             "Mean delay: last 6 months less last 24", _FAMILY, _DAYS, risk=_RISES).over(),
)
# fmt: on

FEATURES = (*_LATE, *_EARLY, *_BOTH)
