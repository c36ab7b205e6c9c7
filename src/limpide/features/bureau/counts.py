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
from limpide.features.measures import EVERY, Measure, Slice, only

_HISTORY, _DEBT = "bureau_history", "bureau_debt"
_COUNT, _SHARE, _CATEGORY = Unit.COUNT, Unit.SHARE, Unit.CATEGORY
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS

_NEW_CARDS = Slice("card_24m", "cartes ouvertes en 2 ans", "cards up to 2 years old", (CARD & M24).rows)
_NEW_MICRO = Slice("micro_12m", "microcrédits ouverts en 1 an", "microloans up to 1 year old", (MICRO & M12).rows)


def _loans(family: str, risk: Risk, change: Change = Change.NONE) -> Measure:
    return Measure("bureau_loans", count(), "Crédits d’autres prêteurs", "Loans with other lenders", family, _COUNT,
                   absent=0, risk=risk, change=change)  # fmt: skip


def _opened_less_closed(_rows: Any) -> Any:
    """How many more loans are open than a year before: those begun since, less those paid off since."""
    return _.count(where=_.months_ago <= 12) - _.count(where=_.months_since_end <= 12)


# fmt: off
_NUMBER = (
    *_loans(_HISTORY, _MIXED).over(EVERY, CONSUMER, OTHER),
    *_loans(_HISTORY, _FALLS).over(CLOSED, MORTGAGE, CAR),
    *_loans(_HISTORY, _RISES).over(CARD, MICRO),
    *_loans(_DEBT, _RISES, _LESS).over(ACTIVE, ACTIVE & CARD, ACTIVE & CONSUMER),
    *_loans(_HISTORY, _RISES).over(M6, M12, M24, M36, _NEW_CARDS, _NEW_MICRO),
    *_loans(_DEBT, _RISES).over(ACTIVE & M12),
    *_loans(_HISTORY, _FALLS).over(ACTIVE & MORTGAGE),
)
_KINDS = (
    *Measure("bureau_kinds", distinct(_.CREDIT_TYPE), "Types de crédit chez d’autres prêteurs",
             "Kinds of loans with other lenders", _HISTORY, _COUNT, absent=0, risk=_MIXED).over(),
    *Measure("bureau_card_share", share(_.CREDIT_TYPE == "Credit card"),
             "Part des cartes parmi les crédits d’autres prêteurs",
             "Cards as a share of other lenders’ loans", _HISTORY, _SHARE, risk=_RISES).over(),
    *Measure("bureau_consumer_share", share(_.CREDIT_TYPE == "Consumer credit"),
             "Part du crédit à la consommation, autres prêteurs",
             "Consumer loans as a share of other lenders’ loans", _HISTORY, _SHARE, risk=_MIXED).over(),
    *Measure("bureau_latest_kind", latest(_.CREDIT_TYPE), "Type du dernier crédit chez un autre prêteur",
             "Kind of the latest loan with another lender", _HISTORY, _CATEGORY, column="CREDIT_TYPE", risk=_MIXED)
    .over(EVERY, ACTIVE),
    *Measure("bureau_first_kind", earliest(_.CREDIT_TYPE), "Type du premier crédit chez un autre prêteur",
             "Kind of the first loan with another lender", _HISTORY, _CATEGORY, column="CREDIT_TYPE", risk=_MIXED)
    .over(),
)
_PACE = (
    *Measure("bureau_active_share", share(_.active), "Part en cours, crédits d’autres prêteurs",
             "Share still open of other lenders’ loans", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, CONSUMER, M24, LAST_3),
    *Measure("bureau_recent_share_of_36m", share(_.months_ago <= 12),
             "Part des crédits récents parmi ceux d’autres prêteurs",
             "Share of recent loans among other lenders’ loans", _HISTORY, _SHARE, risk=_RISES)
    .over(only(_.months_ago <= 36)),
    *Measure("bureau_paid_off", count(), "Crédits d’autres prêteurs soldés en un an",
             "Loans with other lenders paid off within a year", _HISTORY, _COUNT, absent=0, risk=_MIXED)
    .over(only(_.months_since_end <= 12)),
    *Measure("bureau_more_open", _opened_less_closed, "Crédits d’autres prêteurs : ouverts moins soldés en un an",
             "Other lenders’ loans: opened less paid off in a year", _HISTORY, _COUNT, absent=0, risk=_RISES).over(),
)
# fmt: on

FEATURES = (*_NUMBER, *_KINDS, *_PACE)
