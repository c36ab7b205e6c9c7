"""What the latest and the first applications were: product, goods, channel, rate, outcome."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import earliest, latest
from limpide.features.feature import Feature, Risk
from limpide.features.measures import Aggregate, Measure, only

_BEFORE = only(_.rank == 2)


def _category(name: str, of: Any, column: str, fr: str, en: str) -> Measure:
    aggregate: Aggregate = of(_[column])
    return Measure(f"previous_{name}", aggregate, fr, en, "previous_loans", Unit.CATEGORY, column=column,
                   risk=Risk.MIXED)  # fmt: skip


# fmt: off
FEATURES: tuple[Feature, ...] = (
    *_category("latest_product", latest, "PRODUCT_COMBINATION", "Produit de la dernière demande",
               "Product of the latest application").over(),
    *_category("product_before", latest, "PRODUCT_COMBINATION", "Produit de l'avant-dernière demande",
               "Product of the application before the latest").over(_BEFORE),
    *_category("first_product", earliest, "PRODUCT_COMBINATION", "Produit de la première demande",
               "Product of the first application").over(),
    *_category("latest_outcome", latest, "NAME_CONTRACT_STATUS", "Issue de la dernière demande",
               "Outcome of the latest application").over(),
    *_category("outcome_before", latest, "NAME_CONTRACT_STATUS", "Issue de l'avant-dernière demande",
               "Outcome of the application before the latest").over(_BEFORE),
    *_category("latest_goods", latest, "NAME_GOODS_CATEGORY", "Bien financé par la dernière demande",
               "Goods of the latest application").over(),
    *_category("latest_channel", latest, "CHANNEL_TYPE", "Canal de la dernière demande",
               "Channel of the latest application").over(),
    *_category("latest_rate_class", latest, "NAME_YIELD_GROUP", "Niveau de taux de la dernière demande",
               "Level of the rate of the latest application").over(),
    *_category("latest_purpose", latest, "NAME_CASH_LOAN_PURPOSE", "But du dernier prêt personnel demandé",
               "Purpose of the latest cash loan asked for").over(),
    *_category("latest_client_kind", latest, "NAME_CLIENT_TYPE", "Ancienneté de la relation à la dernière demande",
               "Client relationship at the latest application").over(),
)
# fmt: on
