"""Each loan's instalments together, then the client's loans: the least punctual, the latest, how loans begin."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, largest, mean, share, smallest
from limpide.features.feature import Risk
from limpide.features.installments.slices import LAST_36M
from limpide.features.measures import EVERY, Measure, last, only
from limpide.features.rows import NOT_YET, exact_amount, exact_ratio, ranked, recency


def prepare(rows: Any) -> Any:
    """Return one row for each loan, ranked from the one whose first instalment was due last."""
    recent = LAST_36M.rows
    loans = rows.group_by("client_id", "loan_id").aggregate(
        start=_.due_day.min(),
        months_ago=_.months_ago.max(),
        paid_instalments=_.days.count(),
        late_instalments=_.late.sum(),
        days=_.days.sum(),
        days_late=_.days_late.sum(),
        days_late_max=_.days_late.max(),
        first_days=_.days.max(where=_.number == 1),
        due=_.due.sum(),
        paid=_.paid.sum(),
        due_max=_.due.max(),
        recent_gap=(_.paid - _.due).sum(where=recent),
        recent_count=(_.paid - _.due).count(where=recent),
    )
    return ranked(
        loans.mutate(
            # A loan without any known due day comes before all others.
            recency=recency(_.start.fill_null(-NOT_YET), _.loan_id),
            late_part=exact_ratio(_.late_instalments, _.paid_instalments),
            days_mean=exact_ratio(_.days, _.paid_instalments),
            days_late_mean=exact_ratio(_.days_late, _.paid_instalments),
            paid_part=exact_ratio(_.paid, _.due),
            recent_gap=exact_amount(_.recent_gap / _.recent_count.nullif(0)),
        )
    )


_LAST = last(1, "dernier crédit", "latest loan")
_LAST_3 = last(3, "3 derniers crédits", "last 3 loans")

_WHEN, _AMOUNTS = "instalment_punctuality", "previous_loans"
_COUNT, _SHARE, _DAYS, _EURO = Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.EURO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED

# fmt: off
_PUNCTUALITY = (
    *Measure("instalment_loan_late_share_mean", mean(_.late_part), "Taux de retard par crédit chez nous",
             "Share paid late by loan with us", _WHEN, _SHARE, risk=_RISES).over(EVERY, _LAST, _LAST_3),
    *Measure("instalment_loan_late_share_max", largest(_.late_part),
             "Taux de retard du crédit le moins ponctuel chez nous", "Share paid late of our least punctual loan",
             _WHEN, _SHARE, risk=_RISES).over(),
    *Measure("instalment_loan_days_mean", mean(_.days_mean), "Écart moyen au jour prévu par crédit",
             "Mean distance to the due day by loan", _WHEN, _DAYS, risk=_RISES).over(EVERY, _LAST, _LAST_3),
    *Measure("instalment_loan_days_max", largest(_.days_mean), "Écart moyen au jour prévu du crédit le moins ponctuel",
             "Mean distance to the due day of the least punctual loan", _WHEN, _DAYS, risk=_RISES).over(),
    *Measure("instalment_loan_days_late_mean", mean(_.days_late_mean), "Retard moyen par crédit chez nous",
             "Mean delay by loan with us", _WHEN, _DAYS, risk=_RISES).over(),
    *Measure("instalment_loan_longest_delay_mean", mean(_.days_late_max),
             "Plus long retard par crédit chez nous, en moyenne", "Longest delay by loan with us, mean", _WHEN, _DAYS,
             risk=_RISES).over(),
    *Measure("instalment_loans_late_over_30_days", count(), "Nombre de crédits chez nous à plus de 30 jours de retard",
             "Number of loans with us over 30 days late", _WHEN, _COUNT, absent=0, risk=_RISES)
    .over(only(_.days_late_max > 30)),
    *Measure("instalment_first_late_share", share(_.first_days > 0), "Première mensualité en retard chez nous",
             "First instalment paid late with us", _WHEN, _SHARE, risk=_RISES).over(EVERY, _LAST),
    *Measure("instalment_first_days_max", largest(_.first_days), "Écart au jour prévu de la première mensualité",
             "Distance to the due day of the first instalment", _WHEN, _DAYS, risk=_RISES).over(),
)
_PAID = (
    *Measure("instalment_loan_paid_share_mean", mean(_.paid_part), "Part payée du dû par crédit chez nous",
             "Part paid of what was due by loan with us", _WHEN, Unit.RATIO, risk=_FALLS).over(EVERY, _LAST),
    *Measure("instalment_loan_paid_share_min", smallest(_.paid_part), "Part payée du dû du crédit le moins bien payé",
             "Part paid of what was due of the loan paid least", _WHEN, Unit.RATIO, risk=_FALLS).over(),
    *Measure("instalment_loan_gap_mean", mean(_.recent_gap),
             "Écart moyen entre payé et dû par crédit, 36 derniers mois",
             "Mean gap between paid and due by loan, last 36 months", _WHEN, _EURO, risk=_FALLS).over(),
    *Measure("instalment_loan_largest_mean", mean(_.due_max), "Plus forte mensualité par crédit chez nous",
             "Largest instalment by loan with us", _AMOUNTS, _EURO, risk=_MIXED).over(EVERY, _LAST),
)
# fmt: on

FEATURES = (*_PUNCTUALITY, *_PAID)
