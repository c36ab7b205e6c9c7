"""Months on time, late, closed or unknown in the follow-up of loans with other lenders."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, largest, mean, ratio, share, smallest, total
from limpide.features.bureau.slices import ACTIVE, CLOSED
from limpide.features.feature import Feature, Risk
from limpide.features.measures import EVERY, Measure, only


def _count_late(months: int) -> Feature:
    return Measure(f"bureau_late_months_in_{months}m", total(_[f"months_late_{months}m"]),
                   f"Mois en retard, tous crédits cumulés ({months} derniers mois)",
                   f"Months overdue, all loans added up (last {months} months)", _ARREARS, _COUNT,
                   risk=_RISES).over()[0]  # fmt: skip


def _share_late(months: int) -> Feature:
    """The part of the months in which something was due."""
    return Measure(f"bureau_late_months_share_{months}m",
                   ratio(_[f"months_late_{months}m"], _[f"months_due_{months}m"]),
                   f"Part des mois en retard chez d'autres prêteurs ({months} derniers mois)",
                   f"Share of months overdue with other lenders (last {months} months)", _ARREARS, _SHARE,
                   risk=_RISES).over()[0]  # fmt: skip


def _slope(rows: Any) -> Any:
    """Slope of the least-squares line through days late against time, over the months of all loans together."""
    months, ago, late = (_[name].sum(where=rows).cast("float64") for name in ("months_due", "sum_ago", "sum_late"))
    ago_ago, ago_late = (_[name].sum(where=rows).cast("float64") for name in ("sum_ago_ago", "sum_ago_late"))
    return (ago * late - months * ago_late) / (months * ago_ago - ago * ago).nullif(0)


_HISTORY, _ARREARS = "bureau_history", "bureau_arrears"
_COUNT, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED

# fmt: off
_FOLLOWED = (
    *Measure("bureau_months_followed", total(_.months_followed),
             "Mois de suivi chez d'autres prêteurs, tous crédits cumulés",
             "Months followed with other lenders, all loans added up", _HISTORY, _COUNT, risk=_FALLS).over(),
    *Measure("bureau_followed_share", share(_.months_followed.notnull()),
             "Part des crédits suivis mois par mois chez d'autres prêteurs",
             "Share of loans followed month by month with other lenders", _HISTORY, _SHARE, risk=_MIXED).over(),
    *Measure("bureau_first_month", largest(_.first_month), "Temps depuis le premier mois de suivi",
             "Time since the first month followed", _HISTORY, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_unknown_months_share", ratio(_.months_unknown, _.months_followed),
             "Part des mois de suivi sans information", "Share of the months followed without news", _HISTORY,
             _SHARE, risk=_MIXED).over(),
    *Measure("bureau_closed_months_share", ratio(_.months_closed, _.months_followed),
             "Part des mois de suivi après la fin du crédit", "Share of the months followed after the loan's end",
             _HISTORY, _SHARE, risk=_FALLS).over(),
    *Measure("bureau_due_months_share", ratio(_.months_due, _.months_followed),
             "Part des mois de suivi où quelque chose était dû",
             "Share of the months followed in which something was due", _HISTORY, _SHARE, risk=_MIXED)
    .over(),
)
_LATE = (
    *Measure("bureau_late_months_share", ratio(_.months_late, _.months_due),
             "Part des mois en retard chez d'autres prêteurs", "Share of months overdue with other lenders",
             _ARREARS, _SHARE, risk=_RISES).over(EVERY, CLOSED, ACTIVE),
    *(_count_late(months) for months in (3, 6, 12, 24)),
    *(_share_late(months) for months in (12, 24)),
    *Measure("bureau_serious_months_share", ratio(_.months_serious, _.months_due),
             "Part des mois avec plus de 30 jours de retard", "Share of months over 30 days late", _ARREARS,
             _SHARE, risk=_RISES).over(),
    *Measure("bureau_serious_months_in_24m", total(_.months_serious_24m),
             "Mois avec plus de 30 jours de retard, tous crédits cumulés (24 derniers mois)",
             "Months over 30 days late, all loans added up (last 24 months)", _ARREARS, _COUNT, risk=_RISES).over(),
    *Measure("bureau_late_loans", count(), "Nombre de crédits ayant eu un mois en retard",
             "Number of loans with a month overdue", _ARREARS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.months_late > 0)),
    *Measure("bureau_late_loans_share", share(_.months_late > 0),
             "Part des crédits suivis ayant eu un mois en retard", "Share of the loans followed with a month overdue",
             _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_late_share_of_loans", mean(_.late_share),
             "Part des mois en retard d'un crédit d'autres prêteurs, en moyenne",
             "Share of months overdue of a loan with other lenders, on average",
             _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_late_share_worst", largest(_.late_share),
             "Part des mois en retard du crédit le plus en retard",
             "Share of months overdue of the loan most often late", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_most_days_late", largest(_.most_days_late),
             "Retard le plus long chez d'autres prêteurs, au moins",
             "Longest delay with other lenders, at least", _ARREARS, _DAYS, risk=_RISES).over(),
    *Measure("bureau_most_days_late_in_12m", largest(_.most_days_late_12m),
             "Retard le plus long chez d'autres prêteurs, au moins (12 derniers mois)",
             "Longest delay with other lenders, at least (last 12 months)", _ARREARS, _DAYS, risk=_RISES).over(),
    *Measure("bureau_most_days_late_in_24m", largest(_.most_days_late_24m),
             "Retard le plus long chez d'autres prêteurs, au moins (24 derniers mois)",
             "Longest delay with other lenders, at least (last 24 months)", _ARREARS, _DAYS, risk=_RISES).over(),
    *Measure("bureau_since_late", smallest(_.months_since_late),
             "Temps depuis le dernier mois en retard chez d'autres prêteurs",
             "Time since the last month overdue with other lenders", _ARREARS, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_since_serious", smallest(_.months_since_serious),
             "Temps depuis le dernier retard de plus de 30 jours chez d'autres prêteurs",
             "Time since the last delay of over 30 days with other lenders", _ARREARS, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_late_trend", _slope, "Évolution des jours de retard chez d'autres prêteurs, par mois",
             "Change of the days overdue with other lenders, per month", _ARREARS, _DAYS, risk=_RISES).over(),
)
# fmt: on

FEATURES = (*_FOLLOWED, *_LATE)
