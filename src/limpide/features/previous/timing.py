"""When clients applied before, how far apart, and how long they have been with us."""

from dataclasses import replace
from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import divided, gap, largest, mean, smallest
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure, only
from limpide.features.previous.slices import (
    APPROVED,
    APPROVED_APPLICATIONS,
    CASH,
    COMPLETED,
    CONSUMER,
    LAST_3,
    REVOLVING,
    unsaid,
)
from limpide.features.rows import DAYS_PER_MONTH, years_before

_PAST = "previous_loans"
_YEARS, _DAYS, _MONTHS = Unit.YEARS, Unit.DAYS, Unit.MONTHS
_FALLS, _MIXED = Risk.FALLS, Risk.MIXED
_REVOLVING = replace(REVOLVING, fr="renouvelable", en="revolving")


def _latest_gap(_rows: Any) -> Any:
    return gap(_.months_ago)(_.rank <= 2)


# fmt: off
FEATURES = (
    *Measure("previous_newest", smallest(_.months_ago), "Temps depuis la dernière demande chez nous",
             "Time since the latest application to us", _PAST, _MONTHS, risk=_FALLS)
    .over(EVERY, CASH, CONSUMER, _REVOLVING),
    *Measure("previous_newest_loan", smallest(_.months_ago), "Temps depuis le dernier crédit accordé chez nous",
             "Time since the latest loan granted by us", _PAST, _MONTHS, risk=_FALLS).over(only(_.approved)),
    *Measure("previous_newest_abandoned", smallest(_.months_ago),
             "Temps depuis la dernière demande abandonnée chez nous",
             "Time since an application to us was last given up", _PAST, _MONTHS, risk=_MIXED).over(only(_.abandoned)),
    *Measure("previous_oldest", largest(years_before(_.DAYS_DECISION)), "Temps depuis la première demande chez nous",
             "Time since the first application to us", _PAST, _YEARS, risk=_FALLS).over(),
    *Measure("previous_mean_age", divided(mean(-_.DAYS_DECISION), DAYS_PER_MONTH),
             "Ancienneté moyenne des demandes chez nous", "Mean age of the applications to us", _PAST, _MONTHS,
             risk=_FALLS).over(EVERY, APPROVED_APPLICATIONS, CASH, LAST_3),
    *Measure("previous_gap", gap(_.months_ago), "Temps moyen entre deux demandes chez nous",
             "Mean time between two applications to us", _PAST, _MONTHS, risk=_FALLS)
    .over(EVERY, APPROVED_APPLICATIONS),
    *Measure("previous_gap_latest", _latest_gap, "Temps entre les deux dernières demandes chez nous",
             "Time between the two latest applications to us", _PAST, _MONTHS, risk=_FALLS).over(),
    *Measure("previous_since_end", smallest(_.months_since_end),
             "Temps depuis la fin du dernier crédit chez nous", "Time since the latest loan with us ended",
             _PAST, _MONTHS, risk=_MIXED).over(unsaid(COMPLETED)),
    *Measure("previous_to_first_due", mean(_.days_to_first_due),
             "Temps moyen entre l’accord et la première mensualité",
             "Mean time from approval to the first instalment", _PAST, _DAYS, risk=_MIXED).over(APPROVED),
)
# fmt: on
