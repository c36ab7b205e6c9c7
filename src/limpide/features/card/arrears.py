"""Days late on the card: how many, how often, how long ago."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, share, smallest
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only, within

_12M, _24M = within(12), within(24)

_ARREARS = "instalment_punctuality"
_SHARE, _DAYS, _MONTHS = Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _LESS = Risk.RISES, Risk.FALLS, Change.LESS

# fmt: off
FEATURES = (
    *Measure("card_days_late_max", largest(_.SK_DPD), "Retard le plus long sur la carte",
             "Longest delay on the card", _ARREARS, _DAYS, risk=_RISES).over(_12M, EVERY),
    *Measure("card_notable_days_late_max", largest(_.SK_DPD_DEF),
             "Retard le plus long sur la carte (petites sommes ignorées)",
             "Longest delay on the card (small sums ignored)", _ARREARS, _DAYS, risk=_RISES).over(),
    *Measure("card_late_share", share(_.late), "Part des mois de carte en retard",
             "Share of card months overdue", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("card_notably_late_share", share(_.notably_late),
             "Part des mois de carte en retard (petites sommes ignorées)",
             "Share of card months overdue (small sums ignored)", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("card_since_late", smallest(_.months_ago), "Temps depuis le dernier mois de carte en retard",
             "Time since the last card month overdue", _ARREARS, _MONTHS, risk=_FALLS).over(only(_.late)),
    *Measure("card_since_notably_late", smallest(_.months_ago),
             "Temps depuis le dernier mois de carte en retard (petites sommes ignorées)",
             "Time since the last card month overdue (small sums ignored)", _ARREARS, _MONTHS, risk=_FALLS)
    .over(only(_.notably_late)),
)
# fmt: on
