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


_LAST = last(1, "dernier crédit", "latest loan")
_LAST_3 = last(3, "3 derniers crédits", "last 3 loans")

_LATE, _LOANS = "instalment_punctuality", "previous_loans"
_COUNT, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED

# fmt: off
FEATURES = (
    *Measure("pos_loan_late_share_mean", mean(_.late_part), "Part des mois en retard d'un crédit suivi, en moyenne",
             "Share of months overdue of a loan followed, mean", _LATE, _SHARE, risk=_RISES)
    .over(EVERY, _LAST, _LAST_3),
    *Measure("pos_loan_late_share_max", largest(_.late_part), "Part des mois en retard du crédit le moins ponctuel",
             "Share of months overdue of the least punctual loan", _LATE, _SHARE, risk=_RISES).over(),
    *Measure("pos_late_loans_share", share(_.late), "Part des crédits suivis ayant connu un retard",
             "Share of loans followed that were overdue at some time", _LATE, _SHARE, risk=_RISES).over(),
    *Measure("pos_loan_days_late_total", total(_.days_late), "Somme des plus longs retards de chaque crédit",
             "Total of the longest delay of each loan", _LATE, _DAYS, risk=_RISES).over(_LAST_3),
    *Measure("pos_started", count(), "Nombre de crédits commencés", "Number of loans started", _LOANS, _COUNT,
             absent=0, risk=_RISES).over(within(6), within(12), within(24)),
    *Measure("pos_since_start", smallest(_.start), "Temps depuis le début du dernier crédit suivi",
             "Time since the latest loan followed started", _LOANS, _MONTHS, risk=_FALLS).over(),
    *Measure("pos_gap", gap(_.start), "Temps moyen entre deux crédits suivis", "Mean time between two loans followed",
             _LOANS, _MONTHS, risk=_FALLS).over(),
    *Measure("pos_term_mean", mean(_.first_term), "Durée prévue d'un crédit, en moyenne",
             "Planned length of a loan, mean", _LOANS, _MONTHS, risk=_MIXED).over(EVERY, _LAST, _LAST_3),
    *Measure("pos_length_share", mean(_.length_part), "Durée effective des crédits soldés rapportée à la durée prévue",
             "Actual over planned length of the loans paid off", _LOANS, _SHARE, risk=_RISES).over(only(_.ended)),
    *Measure("pos_rescheduled_share", share(_.terms > 1), "Part des crédits dont la durée a été modifiée",
             "Share of loans whose length was changed", _LOANS, _SHARE, risk=_MIXED).over(),
    *Measure("pos_lengthened_share", share(_.last_term > _.first_term), "Part des crédits allongés en cours de route",
             "Share of loans made longer on the way", _LOANS, _SHARE, risk=_RISES).over(),
    *Measure("pos_cut_share", share(_.last_term < _.first_term), "Part des crédits raccourcis en cours de route",
             "Share of loans made shorter on the way", _LOANS, _SHARE, risk=_FALLS).over(),
)
# fmt: on
