"""What the latest and the first applications were: product, goods, channel, rate, outcome."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import earliest, latest
from limpide.features.feature import Feature, Risk
from limpide.features.measures import Aggregate, Measure, only

_BEFORE = only(_.rank == 2)


def _category(name: str, of: Any, column: str, fr: str, en: str, family: str = "previous_loans") -> Measure:
    aggregate: Aggregate = of(_[column])
    return Measure(f"previous_{name}", aggregate, fr, en, family, Unit.CATEGORY, column=column,
                   risk=Risk.MIXED)  # fmt: skip


# fmt: off
FEATURES: tuple[Feature, ...] = (
    *_category("latest_product", latest, "PRODUCT_COMBINATION", "Produit de la dernière demande chez nous",
               "Product of the latest application to us").over(),
    *_category("product_before", latest, "PRODUCT_COMBINATION", "Produit de l’avant-dernière demande chez nous",
               "Product of the application to us before the latest").over(_BEFORE),
    *_category("first_product", earliest, "PRODUCT_COMBINATION", "Produit de la première demande chez nous",
               "Product of the first application to us").over(),
    *_category("latest_outcome", latest, "NAME_CONTRACT_STATUS", "Issue de la dernière demande chez nous",
               "Outcome of the latest application to us", "previous_refusals").over(),
    *_category("outcome_before", latest, "NAME_CONTRACT_STATUS", "Issue de l’avant-dernière demande chez nous",
               "Outcome of the application to us before the latest", "previous_refusals").over(_BEFORE),
    *_category("latest_goods", latest, "NAME_GOODS_CATEGORY", "Bien financé par la dernière demande chez nous",
               "Goods of the latest application to us").over(),
    *_category("latest_channel", latest, "CHANNEL_TYPE", "Canal de la dernière demande chez nous",
               "Channel of the latest application to us").over(),
    *_category("latest_rate_class", latest, "NAME_YIELD_GROUP", "Niveau de taux de la dernière demande chez nous",
               "Rate level of the latest application to us").over(),
    *_category("latest_purpose", latest, "NAME_CASH_LOAN_PURPOSE", "But du dernier prêt personnel demandé chez nous",
               "Purpose of the latest cash loan asked of us").over(),
    *_category("latest_client_kind", latest, "NAME_CLIENT_TYPE", "Ancienneté de la relation à la dernière demande",
               "Client relationship at the latest application to us").over(),
)
# fmt: on
