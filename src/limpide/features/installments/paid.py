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

_FAMILY = "previous_loans"
_EURO, _SHARE, _RATIO = Unit.EURO, Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _pace(short: Any, long: Any, times: int) -> Aggregate:
    """Compare what was paid in a short window with its fair part of a long one, ``times`` as long."""
    paid = total(_.paid)
    return lambda _rows: times * paid(short.rows) / paid(long.rows).nullif(0)


# fmt: off
_SUMS = (
    *Measure("instalment_paid_total", total(_.paid), "Total payé", "Total paid", _FAMILY, _EURO, risk=_FALLS)
    .over(EVERY, LAST_12M),
    *Measure("instalment_paid_min", smallest(_.paid), "Plus petit paiement d'une échéance",
             "Smallest payment of an instalment", _FAMILY, _EURO, risk=_FALLS).over(LAST_12M, LAST_24M),
    *Measure("instalment_paid_max", largest(_.paid), "Plus gros paiement d'une échéance",
             "Largest payment of an instalment", _FAMILY, _EURO, risk=_FALLS).over(LAST_12M),
    *Measure("instalment_paid_pace_3_12", _pace(LAST_3M, LAST_12M, 4),
             "Rythme de paiement des 3 derniers mois rapporté à celui des 12 derniers",
             "Pace of payment of the last 3 months over that of the last 12", _FAMILY, _RATIO, risk=_MIXED).over(),
    *Measure("instalment_paid_pace_6_24", _pace(LAST_6M, LAST_24M, 4),
             "Rythme de paiement des 6 derniers mois rapporté à celui des 24 derniers",
             "Pace of payment of the last 6 months over that of the last 24", _FAMILY, _RATIO, risk=_MIXED).over(),
    *Measure("instalment_paid_pace_12_36", _pace(LAST_12M, LAST_36M, 3),
             "Rythme de paiement des 12 derniers mois rapporté à celui des 36 derniers",
             "Pace of payment of the last 12 months over that of the last 36", _FAMILY, _RATIO, risk=_MIXED).over(),
)
_PARTS = (
    *Measure("instalment_paid_share", ratio(_.paid, _.due), "Part payée des sommes dues",
             "Share paid of the sums due", _FAMILY, _RATIO, risk=_FALLS)
    .over(EVERY, LAST_3M, LAST_6M, LAST_12M, LAST_24M, LAST_10),
    *Measure("instalment_paid_share_min", smallest(_.paid_part), "Part payée de l'échéance la moins bien payée",
             "Share paid of the instalment paid least", _FAMILY, _RATIO, risk=_FALLS).over(LAST_12M, LAST_36M),
    *Measure("instalment_underpaid_share", share(_.underpaid),
             "Part des échéances payées en partie seulement", "Share of instalments paid only in part",
             _FAMILY, _SHARE, risk=_RISES).over(EVERY, LAST_6M, LAST_12M, LAST_5),
    *Measure("instalment_overpaid_share", share(_.overpaid), "Part des échéances payées au-delà du dû",
             "Share of instalments paid beyond what was due", _FAMILY, _SHARE, risk=_FALLS).over(EVERY, LAST_24M),
    *Measure("instalment_split_share", share(_.split), "Part des échéances payées en plusieurs fois",
             "Share of instalments paid in several payments", _FAMILY, _SHARE, risk=_RISES).over(EVERY, LAST_12M),
)
_SHORTFALLS = (
    *Measure("instalment_missing_sum", total(_.missing_sum), "Total des sommes restées impayées",
             "Total of the sums left unpaid", _FAMILY, _EURO, risk=_RISES).over(EVERY, LAST_12M),
    *Measure("instalment_missing_sum_max", largest(_.missing_sum), "Plus grosse somme restée impayée",
             "Largest sum left unpaid", _FAMILY, _EURO, risk=_RISES).over(EVERY, LAST_12M),
    *Measure("instalment_paid_less_due_mean", mean(_.paid - _.due), "Écart moyen entre payé et dû (négatif : manque)",
             "Mean gap between paid and due (negative: shortfall)", _FAMILY, _EURO, risk=_FALLS)
    .over(EVERY, LAST_36M, LAST_10),
)
# fmt: on

FEATURES = (*_SUMS, *_PARTS, *_SHORTFALLS)
