"""How the card is paid back: against the minimum due, the balance and what is spent."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, ratio, share, smallest
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only, within

_3M, _6M, _12M = within(3), within(6), within(12)

_PAYING = "instalment_punctuality"
_SHARE, _RATIO = Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MORE, _LESS = Risk.RISES, Risk.FALLS, Change.MORE, Change.LESS


def _cost_share(rows: Any) -> Any:
    """Interest and fees are what is receivable beyond the principal."""
    return 1 - ratio(_.principal, _.receivable)(rows)


# fmt: off
_MINIMUM = (
    *Measure("card_paid_over_minimum", ratio(_.paid, _.minimum), "Paiements rapportés au minimum exigé",
             "Payments over the minimum due", _PAYING, _RATIO, risk=_FALLS, change=_MORE).over(_6M, EVERY),
    *Measure("card_underpaid_share", share(_.underpaid), "Part des mois payés sous le minimum exigé",
             "Share of months paid below the minimum due", _PAYING, _SHARE, risk=_RISES, change=_LESS)
    .over(_12M, EVERY),
    *Measure("card_minimum_only_share", share(_.minimum_only), "Part des mois payés au plus au minimum exigé",
             "Share of months paid at most the minimum due", _PAYING, _SHARE, risk=_RISES, change=_LESS)
    .over(_6M, EVERY),
    *Measure("card_since_underpaid", smallest(_.months_ago), "Temps depuis le dernier mois payé sous le minimum",
             "Time since a month was last paid below the minimum", _PAYING, Unit.MONTHS, risk=_FALLS)
    .over(only(_.underpaid)),
    *Measure("card_minimum_over_limit", ratio(_.minimum, _.ceiling), "Minimum exigé rapporté au plafond",
             "Minimum due over the limit", _PAYING, _SHARE, risk=_RISES, change=_LESS).over(_3M),
)
_DEBT = (
    *Measure("card_paid_share", ratio(_.paid, _.balance), "Part du solde payée chaque mois",
             "Share of the balance paid each month", _PAYING, _SHARE, risk=_FALLS, change=_MORE).over(_3M, EVERY),
    *Measure("card_paid_over_drawn", ratio(_.paid, _.drawn), "Paiements rapportés aux dépenses",
             "Payments over spending", _PAYING, _RATIO, risk=_FALLS, change=_MORE).over(EVERY),
    *Measure("card_repaid_share", ratio(_.paid - _.drawn, _.ceiling),
             "Remboursement mensuel net des dépenses, rapporté au plafond (négatif : dette qui grossit)",
             "Monthly payments less spending, over the limit (negative: growing debt)", _PAYING, _SHARE,
             risk=_FALLS, change=_MORE).over(_12M, EVERY),
    *Measure("card_cost_share", _cost_share, "Part des intérêts et frais dans la somme due",
             "Share of interest and fees in the sum owed", _PAYING, _SHARE, risk=_RISES).over(),
    *Measure("card_instalments_paid", largest(_.CNT_INSTALMENT_MATURE_CUM), "Nombre d'échéances de carte payées",
             "Number of card instalments paid", _PAYING, Unit.COUNT, risk=_FALLS).over(),
)
# fmt: on

FEATURES = (*_MINIMUM, *_DEBT)
