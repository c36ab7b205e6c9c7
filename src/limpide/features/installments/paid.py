"""What was paid, against what was due: shares, shortfalls, overpayments, recent months against earlier ones."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, mean, ratio, share, smallest, total
from limpide.features.feature import Risk
from limpide.features.installments.slices import (
    LAST_3M,
    LAST_5,
    LAST_6M,
    LAST_10,
    LAST_12M,
    LAST_24M,
    LAST_36M,
)
from limpide.features.measures import EVERY, Aggregate, Measure

_FAMILY, _WHEN = "previous_loans", "instalment_punctuality"
_EURO, _SHARE, _RATIO = Unit.EURO, Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _pace(short: Any, long: Any, times: int) -> Aggregate:
    """Compare what was paid in a short window with its fair part of a long one, ``times`` as long."""
    paid = total(_.paid)
    return lambda _rows: times * paid(short.rows) / paid(long.rows).nullif(0)


_REPAID = "Total remboursé chez nous", "Total repaid to us"

# fmt: off
_SUMS = (
    *Measure("instalment_paid_total", total(_.paid), *_REPAID, _FAMILY, _EURO, risk=_FALLS).over(EVERY),
    # Much paid within a year is a large debt as well as a debt that is paid: no direction is expected.
    *Measure("instalment_paid_total", total(_.paid), *_REPAID, _FAMILY, _EURO, risk=_MIXED).over(LAST_12M),
    *Measure("instalment_paid_min", smallest(_.paid), "Plus petit paiement chez nous", "Smallest payment to us",
             _FAMILY, _EURO, risk=_FALLS).over(LAST_12M, LAST_24M),
    *Measure("instalment_paid_max", largest(_.paid), "Plus gros paiement chez nous", "Largest payment to us", _FAMILY,
             _EURO, risk=_MIXED).over(LAST_12M),
    *Measure("instalment_paid_pace_3_12", _pace(LAST_3M, LAST_12M, 4), "Rythme de paiement : 3 derniers mois sur 12",
             "Pace of payment: last 3 months over last 12", _FAMILY, _RATIO, risk=_MIXED).over(),
    *Measure("instalment_paid_pace_6_24", _pace(LAST_6M, LAST_24M, 4), "Rythme de paiement : 6 derniers mois sur 24",
             "Pace of payment: last 6 months over last 24", _FAMILY, _RATIO, risk=_MIXED).over(),
    *Measure("instalment_paid_pace_12_36", _pace(LAST_12M, LAST_36M, 3), "Rythme de paiement : 12 derniers mois sur 36",
             "Pace of payment: last 12 months over last 36", _FAMILY, _RATIO, risk=_MIXED).over(),
)
_PARTS = (
    *Measure("instalment_paid_share", ratio(_.paid, _.due), "Part payée des mensualités chez nous",
             "Part paid of what was due to us", _WHEN, _RATIO, risk=_FALLS)
    .over(EVERY, LAST_3M, LAST_6M, LAST_12M, LAST_24M, LAST_10),
    *Measure("instalment_paid_share_min", smallest(_.paid_part), "Mensualité la moins bien payée chez nous",
             "Instalment paid least with us", _WHEN, _RATIO, risk=_FALLS).over(LAST_12M, LAST_36M),
    *Measure("instalment_underpaid_share", share(_.underpaid), "Mensualités non soldées chez nous",
             "Instalments not paid in full with us", _WHEN, _SHARE, risk=_RISES).over(EVERY, LAST_6M, LAST_12M, LAST_5),
    *Measure("instalment_overpaid_share", share(_.overpaid), "Mensualités payées au-delà du dû",
             "Instalments paid beyond what was due", _WHEN, _SHARE, risk=_FALLS).over(EVERY, LAST_24M),
    *Measure("instalment_split_share", share(_.split), "Mensualités payées en plusieurs fois",
             "Instalments paid in several payments", _WHEN, _SHARE, risk=_RISES).over(EVERY, LAST_12M),
)
_SHORTFALLS = (
    *Measure("instalment_missing_sum", total(_.missing_sum), "Total resté impayé chez nous",
             "Total left unpaid with us", _WHEN, _EURO, risk=_RISES).over(EVERY, LAST_12M),
    *Measure("instalment_missing_sum_max", largest(_.missing_sum), "Plus gros impayé chez nous",
             "Largest sum left unpaid with us", _WHEN, _EURO, risk=_RISES).over(EVERY, LAST_12M),
    *Measure("instalment_paid_less_due_mean", mean(_.paid - _.due), "Écart moyen entre payé et dû",
             "Mean gap between paid and due", _WHEN, _EURO, risk=_FALLS).over(EVERY, LAST_36M, LAST_10),
)
# fmt: on

FEATURES = (*_SUMS, *_PARTS, *_SHORTFALLS)
