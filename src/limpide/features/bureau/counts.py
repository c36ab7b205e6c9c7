"""How many loans with other lenders, of which kinds, and how fast they come and go."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, earliest, latest, share
from limpide.features.bureau.slices import (
    ACTIVE,
    CAR,
    CARD,
    CLOSED,
    CONSUMER,
    LAST_3,
    M6,
    M12,
    M24,
    M36,
    MICRO,
    MORTGAGE,
    OTHER,
)
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only

_HISTORY, _ACTIVITY = "bureau_history", "bureau_history"
_COUNT, _SHARE, _CATEGORY = Unit.COUNT, Unit.SHARE, Unit.CATEGORY
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS


def _loans(family: str, risk: Risk, change: Change = Change.NONE) -> Measure:
    return Measure("bureau_loans", count(), "Nombre de crédits", "Number of loans", family, _COUNT, absent=0,
                   risk=risk, change=change)  # fmt: skip


def _opened_less_closed(_rows: Any) -> Any:
    """How many more loans are open than a year before: those begun since, less those paid off since."""
    return _.count(where=_.months_ago <= 12) - _.count(where=_.months_since_end <= 12)


# fmt: off
_NUMBER = (
    *_loans(_HISTORY, _MIXED).over(EVERY, CONSUMER, OTHER),
    *_loans(_HISTORY, _FALLS).over(CLOSED, MORTGAGE, CAR),
    *_loans(_HISTORY, _RISES).over(CARD, MICRO),
    *_loans(_ACTIVITY, _RISES, _LESS).over(ACTIVE, ACTIVE & CARD, ACTIVE & CONSUMER),
    *_loans(_ACTIVITY, _RISES).over(M6, M12, M24, M36, ACTIVE & M12, CARD & M24, MICRO & M12),
    *_loans(_ACTIVITY, _FALLS).over(ACTIVE & MORTGAGE),
)
_KINDS = (
    *Measure("bureau_kinds", distinct(_.CREDIT_TYPE), "Nombre de types de crédit différents",
             "Number of different kinds of loans", _HISTORY, _COUNT, absent=0, risk=_MIXED).over(),
    *Measure("bureau_card_share", share(_.CREDIT_TYPE == "Credit card"), "Part des cartes parmi les crédits",
             "Share of cards among the loans", _HISTORY, _SHARE, risk=_RISES).over(),
    *Measure("bureau_consumer_share", share(_.CREDIT_TYPE == "Consumer credit"),
             "Part des crédits à la consommation parmi les crédits", "Share of consumer loans among the loans",
             _HISTORY, _SHARE, risk=_MIXED).over(),
    *Measure("bureau_latest_kind", latest(_.CREDIT_TYPE), "Type du dernier crédit", "Kind of the latest loan",
             _ACTIVITY, _CATEGORY, column="CREDIT_TYPE", risk=_MIXED).over(EVERY, ACTIVE),
    *Measure("bureau_first_kind", earliest(_.CREDIT_TYPE), "Type du premier crédit", "Kind of the first loan",
             _HISTORY, _CATEGORY, column="CREDIT_TYPE", risk=_MIXED).over(),
)
_PACE = (
    *Measure("bureau_active_share", share(_.active), "Part des crédits encore en cours",
             "Share of loans still open", _ACTIVITY, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, CONSUMER, M24, LAST_3),
    *Measure("bureau_recent_share_of_36m", share(_.months_ago <= 12),
             "Part de la dernière année dans les crédits de trois ans",
             "Share of the last year in the loans of three years", _ACTIVITY, _SHARE, risk=_RISES)
    .over(only(_.months_ago <= 36)),
    *Measure("bureau_paid_off", count(), "Nombre de crédits soldés depuis moins d'un an",
             "Number of loans paid off within a year", _ACTIVITY, _COUNT, absent=0, risk=_MIXED)
    .over(only(_.months_since_end <= 12)),
    *Measure("bureau_more_open", _opened_less_closed, "Crédits ouverts moins crédits soldés en un an",
             "Loans begun less loans paid off within a year", _ACTIVITY, _COUNT, absent=0, risk=_RISES).over(),
)
# fmt: on

FEATURES = (*_NUMBER, *_KINDS, *_PACE)
