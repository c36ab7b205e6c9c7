"""Months on time, late, closed or unknown in the follow-up of loans with other lenders."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, largest, mean, ratio, share, smallest, total
from limpide.features.bureau.slices import ACTIVE, CLOSED
from limpide.features.feature import Feature, Risk
from limpide.features.measures import EVERY, Measure, Slice, only


def _recent(months: int, prefix: str = "") -> Slice:
    """The last months of every loan: the column measured is already summed up over them."""
    return Slice(f"{prefix}{months}m", f"{months} derniers mois", f"last {months} months", None)


def _count_late(months: int) -> Feature:
    return Measure("bureau_late_months", total(_[f"months_late_{months}m"]), "Mois en retard chez d’autres prêteurs",
                   "Months overdue with other lenders", _ARREARS, _COUNT,
                   risk=_RISES).over(_recent(months, "in_"))[0]  # fmt: skip


def _share_late(months: int) -> Feature:
    """The part of the months in which something was due."""
    return Measure("bureau_late_months_share", ratio(_[f"months_late_{months}m"], _[f"months_due_{months}m"]),
                   _SHARE_FR, _SHARE_EN, _ARREARS, _SHARE, risk=_RISES).over(_recent(months))[0]  # fmt: skip


def _most_days_late(months: int) -> Feature:
    return Measure("bureau_most_days_late", largest(_[f"most_days_late_{months}m"]), _LONGEST_FR, _LONGEST_EN,
                   _ARREARS, _DAYS, risk=_RISES).over(_recent(months, "in_"))[0]  # fmt: skip


def _slope(rows: Any) -> Any:
    """Slope of the least-squares line through days late against time, over the months of all loans together."""
    months, ago, late = (_[name].sum(where=rows).cast("float64") for name in ("months_due", "sum_ago", "sum_late"))
    ago_ago, ago_late = (_[name].sum(where=rows).cast("float64") for name in ("sum_ago_ago", "sum_ago_late"))
    return (ago * late - months * ago_late) / (months * ago_ago - ago * ago).nullif(0)


_HISTORY, _ARREARS = "bureau_history", "bureau_arrears"
_COUNT, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_SHARE_FR, _SHARE_EN = "Part des mois en retard, autres prêteurs", "Share of months overdue with other lenders"
_LONGEST_FR, _LONGEST_EN = "Plus long retard chez d’autres prêteurs", "Longest delay with other lenders"
_CLOSED_LOANS = Slice("closed", "crédits soldés", "closed loans", CLOSED.rows)
_OPEN_LOANS = Slice("active", "crédits en cours", "open loans", ACTIVE.rows)

# fmt: off
_FOLLOWED = (
    *Measure("bureau_months_followed", total(_.months_followed),
             "Mois de suivi des crédits d’autres prêteurs",
             "Months of record of other lenders’ loans", _HISTORY, _COUNT, risk=_FALLS).over(),
    *Measure("bureau_followed_share", share(_.months_followed.notnull()),
             "Part suivie par mois des crédits d’autres prêteurs",
             "Share of other lenders’ loans with a monthly record", _HISTORY, _SHARE, risk=_MIXED).over(),
    *Measure("bureau_first_month", largest(_.first_month), "Ancienneté du suivi des crédits d’autres prêteurs",
             "Age of the record of other lenders’ loans", _HISTORY, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_unknown_months_share", ratio(_.months_unknown, _.months_followed),
             "Part des mois sans information, autres prêteurs",
             "Share of months without news, other lenders’ loans", _HISTORY, _SHARE, risk=_MIXED).over(),
    *Measure("bureau_closed_months_share", ratio(_.months_closed, _.months_followed),
             "Part des mois suivant la fin, crédits d’autres prêteurs",
             "Share of months after the end, other lenders’ loans",
             _HISTORY, _SHARE, risk=_FALLS).over(),
    *Measure("bureau_due_months_share", ratio(_.months_due, _.months_followed),
             "Part des mois avec une somme due, autres prêteurs",
             "Share of months with a sum due, other lenders’ loans", _HISTORY, _SHARE, risk=_MIXED)
    .over(),
)
_LATE = (
    *Measure("bureau_late_months_share", ratio(_.months_late, _.months_due),
             _SHARE_FR, _SHARE_EN, _ARREARS, _SHARE,
             risk=_RISES).over(EVERY, _CLOSED_LOANS, _OPEN_LOANS),
    *(_count_late(months) for months in (3, 6, 12, 24)),
    *(_share_late(months) for months in (12, 24)),
    *Measure("bureau_serious_months_share", ratio(_.months_serious, _.months_due),
             "Part des mois à plus de 30 jours de retard, autres prêteurs",
             "Share of months over 30 days late, other lenders", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_serious_months_in_24m", total(_.months_serious_24m),
             "Mois à plus de 30 jours de retard en 2 ans, autres prêteurs",
             "Months over 30 days late in 2 years, other lenders", _ARREARS, _COUNT, risk=_RISES).over(),
    *Measure("bureau_late_loans", count(), "Crédits d’autres prêteurs en retard au suivi mensuel",
             "Other lenders’ loans late in the monthly record", _ARREARS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.months_late > 0)),
    *Measure("bureau_late_loans_share", share(_.months_late > 0),
             "Part en retard au suivi mensuel, crédits d’autres prêteurs",
             "Share late in the monthly record, other lenders", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_late_share_of_loans", mean(_.late_share),
             "Part des mois en retard par crédit d’autres prêteurs",
             "Share of months overdue per loan with other lenders", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_late_share_worst", largest(_.late_share),
             "Plus forte part de mois en retard, autres prêteurs",
             "Largest share of months overdue, other lenders", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_most_days_late", largest(_.most_days_late), _LONGEST_FR, _LONGEST_EN, _ARREARS, _DAYS,
             risk=_RISES).over(),
    *(_most_days_late(months) for months in (12, 24)),
    *Measure("bureau_since_late", smallest(_.months_since_late),
             "Temps depuis le dernier retard chez d’autres prêteurs",
             "Time since the last delay with other lenders", _ARREARS, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_since_serious", smallest(_.months_since_serious),
             "Temps depuis un retard de plus de 30 jours, autres prêteurs",
             "Time since a delay of over 30 days, other lenders", _ARREARS, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_late_trend", _slope, "Évolution des jours de retard chez d’autres prêteurs",
             "Change of the days overdue with other lenders", _ARREARS, _DAYS, risk=_RISES).over(),
)
# fmt: on

FEATURES = (*_FOLLOWED, *_LATE)
