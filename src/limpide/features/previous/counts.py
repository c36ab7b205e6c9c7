"""How many earlier applications, of which kinds and outcomes, through which channels."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, mean, share
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only
from limpide.features.previous.slices import (
    ACTIVE,
    APPROVED,
    APPROVED_APPLICATIONS,
    CASH,
    COMPLETED,
    CONSUMER,
    LAST_3,
    LAST_5,
    M6,
    M12,
    M24,
    M36,
    REVOLVING,
    unsaid,
)

# What a loan is for when money is short.
_PRESSING = ("Urgent needs", "Everyday expenses", "Payments on other loans", "Medicine", "Refusal to name the goal")
_APPLIANCES = ("Consumer Electronics", "Audio/Video", "Computers", "Photo / Cinema Equipment")
_HOME = ("Furniture", "Construction Materials", "Homewares", "Gardening", "House Construction")

_PAST, _DEBT, _REFUSALS = "previous_loans", "debt_with_us", "previous_refusals"
_COUNT, _SHARE = Unit.COUNT, Unit.SHARE
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS


def _applications(risk: Risk) -> Measure:
    return Measure("previous_applications", count(), "Nombre de demandes chez nous",
                   "Number of applications to us", _PAST, _COUNT, absent=0, risk=risk)  # fmt: skip


def _loans(risk: Risk, change: Change = Change.NONE, *, family: str = _PAST) -> Measure:
    return Measure("previous_loans", count(), "Nombre de crédits chez nous", "Number of loans with us", family,
                   _COUNT, absent=0, risk=risk, change=change)  # fmt: skip


def _share(name: str, condition: Any, fr: str, en: str, risk: Risk, *, family: str = _PAST) -> Measure:
    return Measure(f"previous_{name}_share", share(condition), fr, en, family, _SHARE, risk=risk)


def _per_day(rows: Any) -> Any:
    return _.count(where=rows) / _.DAYS_DECISION.nunique(where=rows).nullif(0)


# fmt: off
_NUMBER = (
    *_applications(_RISES).over(EVERY, M6, M12, M24, M36, CASH, REVOLVING),
    *_applications(_MIXED).over(CONSUMER),
    *_loans(_FALLS).over(APPROVED, COMPLETED),
    *_loans(_MIXED).over(APPROVED & CASH, APPROVED & REVOLVING, APPROVED & M24),
    *_loans(_RISES).over(APPROVED & M12),
    *_loans(_RISES, _LESS, family=_DEBT).over(ACTIVE, ACTIVE & CASH, ACTIVE & REVOLVING),
    *Measure("previous_per_day", _per_day, "Nombre moyen de demandes chez nous le même jour",
             "Mean number of applications to us on one day", _PAST, Unit.RATIO, risk=_RISES).over(),
    *Measure("previous_products", distinct(_.PRODUCT_COMBINATION), "Nombre de produits différents demandés chez nous",
             "Number of different products applied for with us", _PAST, _COUNT, absent=0, risk=_MIXED).over(),
)
_OUTCOMES = (
    *_share("approved", _.approved, "Part des demandes accordées chez nous", "Share of applications approved by us",
            _FALLS, family=_REFUSALS).over(EVERY, CASH, CONSUMER, LAST_3),
    *_share("abandoned", _.abandoned, "Part des demandes abandonnées chez nous",
            "Share of applications to us given up", _MIXED).over(EVERY, LAST_5),
    *Measure("previous_unused", count(), "Nombre de nos offres de crédit non utilisées",
             "Number of our loan offers not used", _PAST, _COUNT, absent=0, risk=_MIXED)
    .over(only(_.NAME_CONTRACT_STATUS == "Unused offer")),
)
# The channel, the hour and the size of a shop depend on us as much as on the client: no direction is expected.
_KINDS = (
    *_share("cash", _.NAME_CONTRACT_TYPE == "Cash loans", "Part des demandes de prêt personnel chez nous",
            "Share of applications to us for cash loans", _RISES).over(EVERY, LAST_5),
    *_share("walk_in", _.NAME_PRODUCT_TYPE == "walk-in", "Part des demandes spontanées chez nous",
            "Share of applications made without our offer", _RISES).over(),
    *_share("high_rate", _.NAME_YIELD_GROUP == "high", "Part des demandes à taux élevé chez nous",
            "Share of applications to us at a high rate", _RISES).over(EVERY, APPROVED_APPLICATIONS),
    *_share("low_rate", _.NAME_YIELD_GROUP.isin(("low_action", "low_normal")), "Part des demandes à taux bas chez nous",
            "Share of applications to us at a low rate", _FALLS).over(),
    *_share("pressing", _.NAME_CASH_LOAN_PURPOSE.isin(_PRESSING),
            "Part des prêts personnels demandés par besoin pressant",
            "Share of cash loans asked for out of pressing need", _RISES).over(unsaid(CASH)),
    *Measure("previous_hour_mean", mean(_.HOUR_APPR_PROCESS_START), "Heure moyenne des demandes chez nous",
             "Mean hour of the applications to us", "application_timing", Unit.HOUR, risk=_MIXED).over(),
)
_WHERE = (
    *_share("office", _.CHANNEL_TYPE == "Credit and cash offices", "Part des demandes faites dans nos agences",
            "Share of applications made in our branches", _MIXED).over(),
    *_share("contact", _.CHANNEL_TYPE.isin(("Contact center", "AP+ (Cash loan)")),
            "Part des demandes chez nous par téléphone ou agent",
            "Share of applications to us by telephone or agent", _MIXED).over(),
    *_share("mobile", _.NAME_GOODS_CATEGORY == "Mobile", "Part des téléphones dans les achats à crédit chez nous",
            "Share of telephones in credit purchases with us", _RISES).over(unsaid(CONSUMER)),
    *_share("home", _.NAME_GOODS_CATEGORY.isin(_HOME), "Part de la maison dans les achats à crédit chez nous",
            "Share of home goods in credit purchases with us", _FALLS).over(unsaid(CONSUMER)),
    *Measure("previous_shop_area_mean", mean(_.SELLERPLACE_AREA), "Taille moyenne des magasins des achats à crédit",
             "Mean size of the shops of credit purchases", _PAST, Unit.INDEX, risk=_MIXED).over(unsaid(CONSUMER)),
)
# fmt: on

FEATURES = (*_NUMBER, *_OUTCOMES, *_KINDS, *_WHERE)
