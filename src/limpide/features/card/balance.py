"""How much of the card's limit is in use, what is owed, and how the limit moved."""

from dataclasses import replace

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, largest, latest, mean, share, smallest, trend
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, Slice, only, within

_3M, _6M, _12M, _24M = within(3), within(6), within(12), within(24)
_YEAR_AGO = Slice("year_ago", "", "", _.months_ago >= 12)

_USE, _PAST, _DEBT = "card_use", "previous_loans", "debt_with_us"
_COUNT, _EURO, _SHARE, _MONTHS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS

# fmt: off
_CARDS = (
    *Measure("card_held", lambda rows: (_.count(where=rows) > 0).cast("float64"), "Carte de crédit chez nous",
             "Credit card with us", _PAST, Unit.FLAG, absent=0, risk=_MIXED).over(),
    *Measure("card_cards", distinct(_.loan_id), "Nombre de cartes de crédit chez nous",
             "Number of credit cards with us", _PAST, _COUNT, absent=0, risk=_MIXED).over(),
    *Measure("card_months", count(), "Nombre de relevés de carte chez nous",
             "Number of card statements with us", _PAST, _COUNT, absent=0, risk=_FALLS).over(),
    # The age of the last statement says whether the card is still open, and how fresh our data are.
    *Measure("card_newest", smallest(_.months_ago), "Temps depuis le dernier relevé de carte chez nous",
             "Time since the latest card statement with us", _PAST, _MONTHS, risk=_MIXED).over(),
)
_MEAN = Measure("card_used_mean", mean(_.used), "Utilisation moyenne du plafond de carte",
                "Mean share of the card limit in use", _USE, _SHARE, risk=_RISES)
_MAX = Measure("card_used_max", largest(_.used), "Utilisation maximale du plafond de carte",
               "Highest share of the card limit in use", _USE, _SHARE, risk=_RISES)
_IN_USE = (
    *Measure("card_used_latest", latest(_.used), "Utilisation du plafond de carte au dernier relevé",
             "Latest share of the card limit in use", _USE, _SHARE, risk=_RISES, change=_LESS).over(),
    *replace(_MEAN, change=_LESS).over(_3M, _6M),
    *_MEAN.over(_12M, EVERY),
    *replace(_MAX, change=_LESS).over(_3M, _6M),
    *_MAX.over(_12M, EVERY),
    *Measure("card_full_share", share(_.full), "Part des mois de carte presque au plafond",
             "Share of card months close to the limit", _USE, _SHARE, risk=_RISES)
    .over(_6M, EVERY),
    *Measure("card_over_limit_share", share(_.over_limit), "Part des mois de carte au-delà du plafond",
             "Share of card months above the limit", _USE, _SHARE, risk=_RISES).over(_12M),
    *Measure("card_used_range", lambda rows: largest(_.used)(rows) - smallest(_.used)(rows),
             "Écart d’utilisation du plafond de carte",
             "Range of the share of the card limit in use", _USE, _SHARE, risk=_RISES).over(_12M),
    *Measure("card_used_trend", trend(_.used, _.MONTHS_BALANCE, steps=2**24),
             "Évolution mensuelle de l’usage du plafond de carte",
             "Monthly change of the card limit in use", _USE, _SHARE, risk=_RISES, change=_LESS).over(_6M, _24M),
    *Measure("card_used_change", lambda _rows: mean(_.used)(_3M.rows) - mean(_.used)(_12M.rows),
             "Usage du plafond de carte : 3 mois contre 12",
             "Card limit in use: 3 months against 12", _USE, _SHARE, risk=_RISES, change=_LESS).over(),
)
_OWED = (
    *Measure("card_balance_latest", latest(_.balance), "Dernier solde de carte dû chez nous",
             "Latest card balance owed to us", _DEBT, _EURO, risk=_RISES, change=_LESS).over(),
    *Measure("card_balance_max", largest(_.balance), "Plus fort solde de carte dû chez nous",
             "Highest card balance owed to us", _DEBT, _EURO, risk=_RISES).over(_12M),
    *Measure("card_balance_over_peak", lambda rows: latest(_.balance)(rows) / largest(_.balance)(rows).nullif(0),
             "Dernier solde de carte par rapport au plus élevé", "Latest card balance over the highest", _DEBT, _SHARE,
             risk=_RISES, change=_LESS).over(),
    *Measure("card_balance_trend", trend(_.balance, _.MONTHS_BALANCE, steps=1024),
             "Évolution mensuelle du solde de carte dû", "Monthly change of the card balance owed", _DEBT, _EURO,
             risk=_RISES, change=_LESS).over(_12M),
    *Measure("card_since_owing", smallest(_.months_ago), "Temps depuis le dernier solde de carte dû",
             "Time since a card balance was last owed", _DEBT, _MONTHS, risk=_FALLS).over(only(_.balance > 0)),
)
_LIMIT = (
    *Measure("card_limit_latest", latest(_.ceiling), "Plafond actuel de la carte", "Present card limit", _USE, _EURO,
             risk=_MIXED).over(),
    *Measure("card_limit_raise", lambda rows: latest(_.ceiling)(rows) / smallest(_.ceiling)(rows),
             "Plafond actuel de carte par rapport au plus bas", "Present card limit over the lowest", _USE, Unit.RATIO,
             risk=_MIXED).over(),
    *Measure("card_limit_change", lambda rows: latest(_.ceiling)(None) / latest(_.ceiling)(rows),
             "Plafond actuel de carte par rapport à il y a un an", "Present card limit over that of a year ago", _USE,
             Unit.RATIO, risk=_MIXED).over(_YEAR_AGO),
)
# fmt: on

FEATURES = (*_CARDS, *_IN_USE, *_OWED, *_LIMIT)
