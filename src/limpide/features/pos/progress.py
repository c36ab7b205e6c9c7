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

_LOANS = "previous_loans"
_COUNT, _SHARE, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS

_FOLLOWED = Measure("pos_loans", distinct(_.loan_id), "Nombre de crédits suivis", "Number of loans followed", _LOANS,
                    _COUNT, absent=0, risk=_FALLS)  # fmt: skip

# fmt: off
FEATURES = (
    *_FOLLOWED.over(EVERY, _ENDED, _ENDED & _12M, _ENDED & _24M),
    *replace(_FOLLOWED, risk=_RISES, change=_LESS).over(_RUNNING),
    *replace(_FOLLOWED, risk=_MIXED).over(_12M),
    *Measure("pos_months", count(), "Mois de suivi, tous crédits cumulés",
             "Months followed, all loans added up", _LOANS, _COUNT, absent=0, risk=_FALLS).over(EVERY, _24M),
    *Measure("pos_newest", smallest(_.months_ago), "Temps depuis le dernier relevé",
             "Time since the latest statement", _LOANS, _MONTHS, risk=_MIXED).over(),
    *Measure("pos_oldest", largest(_.months_ago), "Temps depuis le premier relevé", "Time since the first statement",
             _LOANS, _MONTHS, risk=_FALLS).over(),
    *Measure("pos_since_ended", smallest(_.months_ago), "Temps depuis le dernier crédit suivi jusqu'au bout",
             "Time since the last loan followed to its end", _LOANS, _MONTHS, risk=_MIXED).over(only(_.ended)),
    *Measure("pos_left", total(_.left), "Nombre d'échéances restant à payer",
             "Number of instalments left to pay", _LOANS, _COUNT, risk=_RISES, change=_LESS).over(_RUNNING),
    *Measure("pos_left_share", ratio(_.left, _.term), "Part des échéances restant à payer",
             "Share of instalments left to pay", _LOANS, _SHARE, risk=_RISES, change=_LESS).over(_RUNNING),
    *Measure("pos_shortened_share", share(_.shortened), "Part des crédits soldés avant la durée prévue",
             "Share of loans paid off before their planned length", _LOANS, _SHARE, risk=_FALLS).over(only(_.ended)),
    *Measure("pos_longest_term", largest(_.term), "Durée du crédit le plus long",
             "Length of the longest loan", _LOANS, _MONTHS, risk=_MIXED).over(EVERY, _RUNNING),
    *Measure("pos_called_in", distinct(_.loan_id), "Nombre de crédits dont tout le solde a été exigé",
             "Number of loans whose whole balance was called in", _LOANS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.called_in)),
)
# fmt: on
