"""Each earlier loan as a whole, then the client's loans together: lateness, planned length, rescheduling."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, gap, largest, mean, share, smallest, total
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure, last, only, within
from limpide.features.rows import NOT_YET, exact_ratio, ranked, recency


def prepare(rows: Any) -> Any:
    """Return one row for each loan, ranked from the one that started last; a loan's length may change on its way."""
    loans = rows.group_by("client_id", "loan_id").aggregate(
        start=_.months_ago.max(),
        months=_.count(),
        late_months=_.late.sum(),
        days_late=_.days_late.max(),
        first_term=_.term.argmax(_.months_ago, where=_.term.notnull()),
        last_term=_.term.argmin(_.months_ago, where=_.term.notnull()),
        terms=_.term.nunique(),
        ended=_.ended.any(),
    )
    return ranked(
        loans.mutate(
            # A loan without any known month comes before all others.
            recency=recency(-_.start.fill_null(NOT_YET), _.loan_id),
            months_ago=_.start,
            late_part=exact_ratio(_.late_months, _.months),
            length_part=exact_ratio(_.months, _.first_term),
            late=_.late_months > 0,
        )
    )


_LAST = last(1, "", "")  # the measure's own words already say that it is the latest
_LAST_3 = last(3, "3 derniers", "last 3")
_OF_LAST_3 = last(3, "", "")

_LATE, _LOANS = "instalment_punctuality", "previous_loans"
_COUNT, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED

# fmt: off
FEATURES = (
    *Measure("pos_loan_late_share_mean", mean(_.late_part), "Part des mois en retard par crédit chez nous",
             "Share of months overdue per loan with us", _LATE, _SHARE, risk=_RISES).over(EVERY, _LAST_3),
    *Measure("pos_loan_late_share_mean", mean(_.late_part), "Part des mois en retard du dernier crédit chez nous",
             "Share of months overdue of the latest loan with us", _LATE, _SHARE, risk=_RISES).over(_LAST),
    *Measure("pos_loan_late_share_max", largest(_.late_part), "Plus forte part de mois en retard d’un crédit chez nous",
             "Largest share of months overdue of a loan with us", _LATE, _SHARE, risk=_RISES).over(),
    *Measure("pos_late_loans_share", share(_.late), "Part des crédits chez nous avec un retard",
             "Share ever overdue of the loans with us", _LATE, _SHARE, risk=_RISES).over(),
    *Measure("pos_loan_days_late_total", total(_.days_late), "Plus longs retards cumulés, 3 derniers crédits chez nous",
             "Longest delays added up, last 3 loans with us", _LATE, _DAYS, risk=_RISES).over(_OF_LAST_3),
    *Measure("pos_started", count(), "Crédits commencés chez nous", "Loans started with us", _LOANS, _COUNT,
             absent=0, risk=_RISES).over(within(6), within(12), within(24)),
    *Measure("pos_since_start", smallest(_.start), "Temps depuis le début du dernier crédit chez nous",
             "Time since the latest loan with us started", _LOANS, _MONTHS, risk=_FALLS).over(),
    *Measure("pos_gap", gap(_.start), "Temps moyen entre deux crédits chez nous",
             "Mean time between two loans with us", _LOANS, _MONTHS, risk=_FALLS).over(),
    *Measure("pos_term_mean", mean(_.first_term), "Durée prévue moyenne des crédits chez nous",
             "Mean planned length of loans with us", _LOANS, _MONTHS, risk=_MIXED).over(EVERY, _LAST_3),
    *Measure("pos_term_mean", mean(_.first_term), "Durée prévue du dernier crédit chez nous",
             "Planned length of the latest loan with us", _LOANS, _MONTHS, risk=_MIXED).over(_LAST),
    *Measure("pos_length_share", mean(_.length_part), "Durée réelle sur durée prévue, crédits chez nous",
             "Actual over planned length, loans with us", _LOANS, _SHARE, risk=_RISES).over(only(_.ended)),
    *Measure("pos_rescheduled_share", share(_.terms > 1), "Part des crédits chez nous à durée modifiée",
             "Share of loans with us whose length was changed", _LOANS, _SHARE, risk=_MIXED).over(),
    *Measure("pos_lengthened_share", share(_.last_term > _.first_term), "Part des crédits allongés chez nous",
             "Share of loans with us that were lengthened", _LOANS, _SHARE, risk=_RISES).over(),
    *Measure("pos_cut_share", share(_.last_term < _.first_term), "Part des crédits raccourcis chez nous",
             "Share of loans with us that were shortened", _LOANS, _SHARE, risk=_FALLS).over(),
)
# fmt: on
