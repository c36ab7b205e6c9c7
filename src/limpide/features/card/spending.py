"""What the card is used for: how often, how much of the limit each month, how much of it in cash."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, mean, ratio, share, smallest
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only, within

_3M, _6M, _12M, _24M = within(3), within(6), within(12), within(24)

_USE = "card_use"
_COUNT, _SHARE, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _LESS = Risk.RISES, Risk.FALLS, Change.LESS

# fmt: off
_ALL = (
    *Measure("card_drawn_share", ratio(_.drawn, _.ceiling), "Dépenses de carte en part du plafond",
             "Monthly card spending, share of limit", _USE, _SHARE, risk=_RISES, change=_LESS)
    .over(_3M, _6M, _12M, _24M, EVERY),
    *Measure("card_drawn_share_max", largest(_.drawn_part), "Plus fort mois de carte, part du plafond",
             "Highest card month, share of limit", _USE, _SHARE, risk=_RISES).over(_12M, EVERY),
    *Measure("card_drawn_times", mean(_.uses), "Nombre d’utilisations de la carte par mois",
             "Number of card uses a month", _USE, _COUNT, risk=_RISES, change=_LESS).over(_6M),
    *Measure("card_drawn_months_share", share(_.drawn > 0), "Part des mois où la carte a servi",
             "Share of months with use of the card", _USE, _SHARE, risk=_RISES).over(_12M, EVERY),
    *Measure("card_since_use", smallest(_.months_ago), "Temps depuis la dernière utilisation de la carte",
             "Time since the card was last used", _USE, _MONTHS, risk=_FALLS).over(only(_.drawn > 0)),
)
_CASH = (
    *Measure("card_cash_over_limit", ratio(_.drawn_cash, _.ceiling), "Retraits par carte en part du plafond",
             "Card cash withdrawals, share of limit", _USE, _SHARE, risk=_RISES, change=_LESS)
    .over(_6M, _12M, EVERY),
    *Measure("card_cash_share", ratio(_.drawn_cash, _.drawn), "Part des espèces dans l’usage de la carte",
             "Share of cash in the use of the card", _USE, _SHARE, risk=_RISES, change=_LESS).over(_12M, EVERY),
    *Measure("card_cash_times", mean(_.cash_uses), "Nombre de retraits d’espèces par carte et par mois",
             "Number of cash withdrawals by card a month", _USE, _COUNT, risk=_RISES, change=_LESS).over(EVERY),
    *Measure("card_since_cash", smallest(_.months_ago), "Temps depuis le dernier retrait d’espèces par carte",
             "Time since the last cash withdrawal by card", _USE, _MONTHS, risk=_FALLS).over(only(_.drawn_cash > 0)),
)
# fmt: on

FEATURES = (*_ALL, *_CASH)
