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
    *Measure("card_days_late_max", largest(_.SK_DPD), "Plus long retard de paiement de la carte",
             "Longest late payment of the card", _ARREARS, _DAYS, risk=_RISES).over(_12M, EVERY),
    *Measure("card_notable_days_late_max", largest(_.SK_DPD_DEF),
             "Plus long retard de carte, hors petites sommes",
             "Longest late payment of the card, small sums aside", _ARREARS, _DAYS, risk=_RISES).over(),
    *Measure("card_late_share", share(_.late), "Part des mois de carte en retard",
             "Share of card months in arrears", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("card_notably_late_share", share(_.notably_late),
             "Part des mois de carte en retard, hors petites sommes",
             "Share of card months in arrears, small sums aside", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("card_since_late", smallest(_.months_ago), "Temps depuis le dernier retard de carte",
             "Time since the last card month in arrears", _ARREARS, _MONTHS, risk=_FALLS).over(only(_.late)),
    *Measure("card_since_notably_late", smallest(_.months_ago),
             "Temps depuis un retard de carte, hors petites sommes",
             "Time since card arrears, small sums aside", _ARREARS, _MONTHS, risk=_FALLS)
    .over(only(_.notably_late)),
)
# fmt: on
