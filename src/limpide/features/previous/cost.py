"""How long earlier loans last and what they cost."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import decayed, largest, latest, mean, ratio, smallest, total, trend
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure
from limpide.features.previous.slices import APPROVED, CASH, CONSUMER, LAST_3, LAST_3_LOANS

_PAST = "previous_loans"
_EURO, _SHARE, _MONTHS = Unit.EURO, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED

# fmt: off
FEATURES = (
    *Measure("previous_term_mean", mean(_.term), "Durée moyenne des crédits chez nous",
             "Mean length of the loans with us", _PAST, _MONTHS, risk=_RISES)
    .over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER, LAST_3_LOANS),
    *Measure("previous_term_max", largest(_.term), "Durée du plus long crédit accordé chez nous",
             "Length of the longest loan granted by us", _PAST, _MONTHS, risk=_RISES).over(APPROVED),
    *Measure("previous_term_latest", latest(_.term), "Durée du dernier crédit accordé chez nous",
             "Length of the latest loan granted by us", _PAST, _MONTHS, risk=_RISES).over(APPROVED),
    *Measure("previous_term_asked", mean(_.term), "Durée de crédit moyenne des demandes chez nous",
             "Mean length of the loans asked of us", _PAST, _MONTHS, risk=_RISES).over(EVERY, LAST_3),
    *Measure("previous_rate_mean", mean(_.rate), "Coût annuel moyen des crédits chez nous",
             "Mean yearly cost of the loans with us", _PAST, _SHARE, risk=_RISES)
    .over(APPROVED, APPROVED & CASH, APPROVED & CONSUMER, LAST_3_LOANS),
    *Measure("previous_rate_max", largest(_.rate), "Coût annuel du crédit le plus cher chez nous",
             "Yearly cost of the dearest loan with us", _PAST, _SHARE, risk=_RISES).over(APPROVED),
    *Measure("previous_rate_min", smallest(_.rate), "Coût annuel du crédit le moins cher chez nous",
             "Yearly cost of the cheapest loan with us", _PAST, _SHARE, risk=_RISES).over(APPROVED),
    *Measure("previous_rate_latest", latest(_.rate), "Coût annuel du dernier crédit accordé chez nous",
             "Yearly cost of the latest loan granted by us", _PAST, _SHARE, risk=_RISES).over(APPROVED),
    *Measure("previous_rate_asked", latest(_.rate), "Coût annuel du dernier crédit demandé chez nous",
             "Yearly cost of the latest loan asked of us", _PAST, _SHARE, risk=_RISES).over(),
    *Measure("previous_rate_decayed", decayed(_.rate, _.months_ago, half=12, steps=2**20),
             "Coût annuel moyen chez nous, surtout crédits récents",
             "Mean yearly cost with us, mostly of recent loans", _PAST, _SHARE, risk=_RISES).over(APPROVED),
    *Measure("previous_rate_trend", trend(_.rate, -_.rank, steps=2**20),
             "Évolution du coût annuel d’un crédit au suivant",
             "Change of the yearly cost from one loan to the next",
             _PAST, _SHARE, risk=_RISES).over(APPROVED),
    *Measure("previous_interest_total", total(_.interest), "Total des intérêts des crédits accordés chez nous",
             "Total interest of the loans granted by us", _PAST, _EURO, risk=_MIXED).over(APPROVED),
    *Measure("previous_interest_share", ratio(_.interest, _.credit), "Intérêts en part des crédits accordés chez nous",
             "Interest as a share of the loans granted by us", _PAST, _SHARE, risk=_RISES).over(APPROVED),
)
# fmt: on
