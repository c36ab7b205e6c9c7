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
)

# What a loan is for when money is short.
_PRESSING = ("Urgent needs", "Everyday expenses", "Payments on other loans", "Medicine", "Refusal to name the goal")
_APPLIANCES = ("Consumer Electronics", "Audio/Video", "Computers", "Photo / Cinema Equipment")
_HOME = ("Furniture", "Construction Materials", "Homewares", "Gardening", "House Construction")

_PAST = "previous_loans"
_COUNT, _SHARE = Unit.COUNT, Unit.SHARE
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS


def _applications(risk: Risk) -> Measure:
    return Measure("previous_applications", count(), "Nombre de demandes précédentes",
                   "Number of previous applications", _PAST, _COUNT, absent=0, risk=risk)  # fmt: skip


def _loans(risk: Risk, change: Change = Change.NONE) -> Measure:
    return Measure("previous_loans", count(), "Nombre de crédits précédents", "Number of previous loans", _PAST,
                   _COUNT, absent=0, risk=risk, change=change)  # fmt: skip


def _share(name: str, condition: Any, fr: str, en: str, risk: Risk) -> Measure:
    return Measure(f"previous_{name}_share", share(condition), f"Part des demandes {fr}",
                   f"Share of applications {en}", _PAST, _SHARE, risk=risk)  # fmt: skip


def _per_day(rows: Any) -> Any:
    return _.count(where=rows) / _.DAYS_DECISION.nunique(where=rows).nullif(0)


# fmt: off
_NUMBER = (
    *_applications(_RISES).over(EVERY, M6, M12, M24, M36, CASH, REVOLVING),
    *_applications(_MIXED).over(CONSUMER),
    *_loans(_FALLS).over(APPROVED, COMPLETED),
    *_loans(_MIXED).over(APPROVED & CASH, APPROVED & REVOLVING, APPROVED & M24),
    *_loans(_RISES).over(APPROVED & M12),
    *_loans(_RISES, _LESS).over(ACTIVE, ACTIVE & CASH, ACTIVE & REVOLVING),
    *Measure("previous_per_day", _per_day, "Nombre de demandes par jour de demande",
             "Number of applications per day with one", _PAST, Unit.RATIO, risk=_RISES).over(),
    *Measure("previous_products", distinct(_.PRODUCT_COMBINATION), "Nombre de produits différents demandés",
             "Number of different products applied for", _PAST, _COUNT, absent=0, risk=_MIXED).over(),
)
_OUTCOMES = (
    *_share("approved", _.approved, "accordées", "approved", _FALLS).over(EVERY, CASH, CONSUMER, LAST_3),
    *_share("abandoned", _.abandoned, "abandonnées par le client", "given up by the client", _MIXED)
    .over(EVERY, LAST_5),
    *Measure("previous_unused", count(), "Nombre d'offres de crédit non utilisées", "Number of offers not used",
             _PAST, _COUNT, absent=0, risk=_MIXED).over(only(_.NAME_CONTRACT_STATUS == "Unused offer")),
)
_KINDS = (
    *_share("cash", _.NAME_CONTRACT_TYPE == "Cash loans", "de prêt personnel", "for cash loans", _RISES)
    .over(EVERY, LAST_5),
    *_share("walk_in", _.NAME_PRODUCT_TYPE == "walk-in", "spontanées", "made without our offer", _RISES).over(),
    *_share("high_rate", _.NAME_YIELD_GROUP == "high", "à taux élevé", "at a high rate", _RISES)
    .over(EVERY, APPROVED),
    *_share("low_rate", _.NAME_YIELD_GROUP.isin(("low_action", "low_normal")), "à taux bas", "at a low rate", _FALLS)
    .over(),
    *_share("pressing", _.NAME_CASH_LOAN_PURPOSE.isin(_PRESSING), "pour un besoin pressant", "for pressing needs",
            _RISES).over(CASH),
    *Measure("previous_hour_mean", mean(_.HOUR_APPR_PROCESS_START), "Heure moyenne des demandes",
             "Mean hour of the applications", _PAST, Unit.HOUR, risk=_FALLS).over(),
)
_WHERE = (
    *_share("office", _.CHANNEL_TYPE == "Credit and cash offices", "faites en agence", "made in our offices", _RISES)
    .over(),
    *_share("contact", _.CHANNEL_TYPE.isin(("Contact center", "AP+ (Cash loan)")),
            "faites par téléphone ou par un agent",
            "made by telephone or through an agent", _RISES).over(),
    *_share("mobile", _.NAME_GOODS_CATEGORY == "Mobile", "pour un téléphone", "for a telephone", _RISES)
    .over(CONSUMER),
    *_share("home", _.NAME_GOODS_CATEGORY.isin(_HOME), "pour la maison", "for the home", _FALLS).over(CONSUMER),
    *Measure("previous_shop_area_mean", mean(_.SELLERPLACE_AREA), "Taille moyenne des points de vente (indice)",
             "Mean size of the points of sale (index)", _PAST, Unit.INDEX, risk=_FALLS).over(CONSUMER),
)
# fmt: on

FEATURES = (*_NUMBER, *_OUTCOMES, *_KINDS, *_WHERE)
