"""How the card is paid back: against the minimum due, the balance and what is spent."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, ratio, share, smallest
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only, within

_3M, _6M, _12M = within(3), within(6), within(12)

# To pay less than the minimum is to be late; to pay little above it is a way to use the card.
_LATE, _USE = "instalment_punctuality", "card_use"
_SHARE, _RATIO = Unit.SHARE, Unit.RATIO
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_MORE, _LESS = Change.MORE, Change.LESS


def _cost_share(rows: Any) -> Any:
    """Interest and fees are what is receivable beyond the principal."""
    return 1 - ratio(_.principal, _.receivable)(rows)


# fmt: off
_MINIMUM = (
    *Measure("card_paid_over_minimum", ratio(_.paid, _.minimum), "Paiements de carte sur minimum exigé",
             "Card payments over the minimum due", _USE, _RATIO, risk=_FALLS, change=_MORE).over(_6M, EVERY),
    *Measure("card_underpaid_share", share(_.underpaid), "Part des mois de carte sous le minimum",
             "Share of card months below minimum", _LATE, _SHARE, risk=_RISES, change=_LESS)
    .over(_12M, EVERY),
    *Measure("card_minimum_only_share", share(_.minimum_only), "Part des mois de carte au seul minimum",
             "Share of card months at minimum only", _USE, _SHARE, risk=_RISES, change=_LESS)
    .over(_6M, EVERY),
    *Measure("card_since_underpaid", smallest(_.months_ago), "Temps depuis un paiement de carte sous le minimum",
             "Time since a card payment below the minimum", _LATE, Unit.MONTHS, risk=_FALLS)
    .over(only(_.underpaid)),
    *Measure("card_minimum_over_limit", ratio(_.minimum, _.ceiling), "Minimum exigé en part du plafond de carte",
             "Minimum due, share of card limit", _USE, _SHARE, risk=_RISES, change=_LESS).over(_3M),
)
_DEBT = (
    *Measure("card_paid_share", ratio(_.paid, _.balance), "Part du solde de carte payée par mois",
             "Share of the card balance paid a month", _USE, _SHARE, risk=_FALLS, change=_MORE).over(_3M, EVERY),
    *Measure("card_paid_over_drawn", ratio(_.paid, _.drawn), "Paiements de carte par rapport aux dépenses",
             "Card payments over card spending", _USE, _RATIO, risk=_FALLS, change=_MORE).over(EVERY),
    *Measure("card_repaid_share", ratio(_.paid - _.drawn, _.ceiling),
             "Paiements moins dépenses de carte, part du plafond",
             "Card payments less spending, share of limit", _USE, _SHARE,
             risk=_FALLS, change=_MORE).over(_12M, EVERY),
    # Interest weighs more in a debt that is being paid off than in one that has just been made.
    *Measure("card_cost_share", _cost_share, "Part des intérêts et frais dans le solde de carte",
             "Share of interest and fees in the card balance", _USE, _SHARE, risk=_MIXED).over(),
    # Many instalments paid are experience, and also a card that is always in use.
    *Measure("card_instalments_paid", largest(_.CNT_INSTALMENT_MATURE_CUM), "Nombre de mensualités de carte payées",
             "Number of monthly card instalments paid", _USE, Unit.COUNT, risk=_MIXED).over(),
)
# fmt: on

FEATURES = (*_MINIMUM, *_DEBT)
