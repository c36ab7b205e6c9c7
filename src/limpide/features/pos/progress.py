"""How far earlier loans are: running or paid off, instalments left, since when."""

from dataclasses import replace

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, largest, ratio, share, smallest, total
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, Slice, only, within

_RUNNING = Slice("running", "en cours", "open", _.running)
_ENDED = Slice("ended", "soldés", "paid off", _.ended)
_12M, _24M = within(12), within(24)
# The measure's own words already say that the loans are open.
_OPEN = Slice("running", "", "", _.running)

_LOANS = "previous_loans"
_COUNT, _SHARE, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS

_FOLLOWED = Measure("pos_loans", distinct(_.loan_id), "Crédits chez nous, hors cartes",
                    "Loans with us, excluding cards", _LOANS, _COUNT, absent=0, risk=_FALLS)  # fmt: skip

# fmt: off
FEATURES = (
    *_FOLLOWED.over(EVERY, _ENDED, _ENDED & _12M, _ENDED & _24M),
    *replace(_FOLLOWED, risk=_RISES, change=_LESS).over(_RUNNING),
    *replace(_FOLLOWED, risk=_MIXED).over(_12M),
    *Measure("pos_months", count(), "Mois de suivi de nos crédits",
             "Months of record of our loans", _LOANS, _COUNT, absent=0, risk=_FALLS).over(EVERY, _24M),
    *Measure("pos_newest", smallest(_.months_ago), "Temps depuis le dernier relevé de nos crédits",
             "Time since the latest statement of our loans", _LOANS, _MONTHS, risk=_MIXED).over(),
    *Measure("pos_oldest", largest(_.months_ago), "Temps depuis le premier relevé de nos crédits",
             "Time since the first statement of our loans", _LOANS, _MONTHS, risk=_FALLS).over(),
    *Measure("pos_since_ended", smallest(_.months_ago), "Temps depuis la fin du dernier crédit suivi chez nous",
             "Time since the end of the last loan followed with us", _LOANS, _MONTHS, risk=_MIXED).over(only(_.ended)),
    *Measure("pos_left", total(_.left), "Mensualités à venir, crédits en cours chez nous",
             "Instalments to come on open loans with us", _LOANS, _COUNT, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("pos_left_share", ratio(_.left, _.term), "Part des mensualités à venir, crédits en cours chez nous",
             "Share of instalments to come, open loans with us", _LOANS, _SHARE, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("pos_shortened_share", share(_.shortened), "Part des crédits soldés en avance chez nous",
             "Share of loans with us paid off early", _LOANS, _SHARE, risk=_FALLS).over(only(_.ended)),
    *Measure("pos_longest_term", largest(_.term), "Durée du plus long de nos crédits",
             "Length of the longest of our loans", _LOANS, _MONTHS, risk=_MIXED).over(EVERY, _RUNNING),
    *Measure("pos_called_in", distinct(_.loan_id), "Crédits chez nous dont le solde a été exigé",
             "Loans with us whose balance was called in", _LOANS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.called_in)),
)
# fmt: on
