"""How much of the card's limit is in use, what is owed, and how the limit moved."""

from dataclasses import replace

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, largest, latest, mean, share, smallest, trend
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, Slice, only, within

_3M, _6M, _12M, _24M = within(3), within(6), within(12), within(24)
_YEAR_AGO = Slice("year_ago", "il y a un an", "a year ago", _.months_ago >= 12)

_USE = "card_use"
_COUNT, _EURO, _SHARE, _MONTHS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS

# fmt: off
_CARDS = (
    *Measure("card_held", lambda rows: (_.count(where=rows) > 0).cast("float64"), "Client avec une carte",
             "Client with a card", _USE, Unit.FLAG, absent=0, risk=_MIXED).over(),
    *Measure("card_cards", distinct(_.loan_id), "Nombre de cartes", "Number of cards", _USE, _COUNT, absent=0,
             risk=_MIXED).over(),
    *Measure("card_months", count(), "Nombre de relevés", "Number of statements", _USE, _COUNT, absent=0,
             risk=_FALLS).over(),
    *Measure("card_newest", smallest(_.months_ago), "Temps depuis le dernier relevé de carte",
             "Time since the latest card statement", _USE, _MONTHS, risk=_FALLS).over(),
)
_MEAN = Measure("card_used_mean", mean(_.used), "Part utilisée du plafond, en moyenne",
                "Share of the limit in use, mean", _USE, _SHARE, risk=_RISES)
_MAX = Measure("card_used_max", largest(_.used), "Part utilisée du plafond, au plus haut",
               "Share of the limit in use, highest", _USE, _SHARE, risk=_RISES)
_IN_USE = (
    *Measure("card_used_latest", latest(_.used), "Part utilisée du plafond au dernier relevé",
             "Share of the limit in use, latest statement", _USE, _SHARE, risk=_RISES, change=_LESS).over(),
    *replace(_MEAN, change=_LESS).over(_3M, _6M),
    *_MEAN.over(_12M, EVERY),
    *replace(_MAX, change=_LESS).over(_3M, _6M),
    *_MAX.over(_12M, EVERY),
    *Measure("card_full_share", share(_.full), "Part des mois où plus de 90 % du plafond est utilisé",
             "Share of months with over 90% of the limit in use", _USE, _SHARE, risk=_RISES)
    .over(_6M, EVERY),
    *Measure("card_over_limit_share", share(_.over_limit), "Part des mois au-dessus du plafond",
             "Share of months above the limit", _USE, _SHARE, risk=_RISES).over(_12M),
    *Measure("card_used_range", lambda rows: largest(_.used)(rows) - smallest(_.used)(rows),
             "Écart entre la plus forte et la plus faible part utilisée du plafond",
             "Gap between the highest and lowest share of the limit in use", _USE, _SHARE, risk=_RISES).over(_12M),
    *Measure("card_used_trend", trend(_.used, _.MONTHS_BALANCE, steps=2**24),
             "Évolution mensuelle de la part utilisée du plafond", "Monthly change of the share of the limit in use",
             _USE, _SHARE, risk=_RISES, change=_LESS).over(_6M, _24M),
    *Measure("card_used_change", lambda _rows: mean(_.used)(_3M.rows) - mean(_.used)(_12M.rows),
             "Part utilisée du plafond : 3 derniers mois moins 12 derniers",
             "Share of the limit in use: last 3 months less last 12", _USE, _SHARE, risk=_RISES, change=_LESS).over(),
)
_OWED = (
    *Measure("card_balance_latest", latest(_.balance), "Dernier solde dû", "Latest balance owed", _USE, _EURO,
             risk=_RISES, change=_LESS).over(),
    *Measure("card_balance_max", largest(_.balance), "Solde dû le plus élevé", "Highest balance owed", _USE,
             _EURO, risk=_RISES).over(_12M),
    *Measure("card_balance_over_peak", lambda rows: latest(_.balance)(rows) / largest(_.balance)(rows).nullif(0),
             "Dernier solde dû rapporté au plus élevé", "Latest balance owed over the highest", _USE, _SHARE,
             risk=_RISES, change=_LESS).over(),
    *Measure("card_balance_trend", trend(_.balance, _.MONTHS_BALANCE, steps=1024), "Évolution mensuelle du solde dû",
             "Monthly change of the balance owed", _USE, _EURO, risk=_RISES, change=_LESS).over(_12M),
    *Measure("card_since_owing", smallest(_.months_ago), "Temps depuis le dernier mois où quelque chose était dû",
             "Time since something was last owed", _USE, _MONTHS, risk=_FALLS).over(only(_.balance > 0)),
)
_LIMIT = (
    *Measure("card_limit_latest", latest(_.ceiling), "Plafond actuel", "Present limit", _USE, _EURO,
             risk=_MIXED).over(),
    *Measure("card_limit_raise", lambda rows: latest(_.ceiling)(rows) / smallest(_.ceiling)(rows),
             "Plafond actuel rapporté au plus bas", "Present limit over the lowest", _USE, Unit.RATIO,
             risk=_MIXED).over(),
    *Measure("card_limit_change", lambda rows: latest(_.ceiling)(None) / latest(_.ceiling)(rows),
             "Plafond actuel rapporté à celui d'alors", "Present limit over the one then", _USE, Unit.RATIO,
             risk=_MIXED).over(_YEAR_AGO),
)
# fmt: on

FEATURES = (*_CARDS, *_IN_USE, *_OWED, *_LIMIT)
