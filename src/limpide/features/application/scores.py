"""The external scores, alone and together."""

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import known, over, present, total
from limpide.features.feature import Change, Feature, Risk, row_feature

_SCORES = ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3")


def _score(
    name: str,
    expression: object,
    fr: str,
    en: str,
    unit: Unit = Unit.SCORE,
    *,
    risk: Risk = Risk.FALLS,
    change: Change = Change.NONE,
) -> Feature:
    return row_feature(name, expression, fr, en, "external_scores", unit, risk=risk, change=change)


# fmt: off
FEATURES = (
    _score("external_score_1", _.EXT_SOURCE_1, "Score externe n° 1", "External score no. 1"),
    _score("external_score_2", _.EXT_SOURCE_2, "Score externe n° 2", "External score no. 2"),
    _score("external_score_3", _.EXT_SOURCE_3, "Score externe n° 3", "External score no. 3"),
    _score("external_mean", _.external_mean, "Moyenne des scores externes", "Mean of the external scores"),
    _score("external_minimum", ibis.least(_.EXT_SOURCE_1, _.EXT_SOURCE_2, _.EXT_SOURCE_3),
           "Score externe le plus bas", "Lowest external score"),
    _score("external_maximum", ibis.greatest(_.EXT_SOURCE_1, _.EXT_SOURCE_2, _.EXT_SOURCE_3),
           "Score externe le plus haut", "Highest external score"),
    _score("external_product", _.EXT_SOURCE_1 * _.EXT_SOURCE_2 * _.EXT_SOURCE_3,
           "Produit des trois scores externes", "Product of the three external scores"),
    _score("external_product_2_3", _.EXT_SOURCE_2 * _.EXT_SOURCE_3,
           "Produit des scores externes n° 2 et n° 3", "Product of external scores no. 2 and no. 3"),
    _score("external_product_1_2", _.EXT_SOURCE_1 * _.EXT_SOURCE_2,
           "Produit des scores externes n° 1 et n° 2", "Product of external scores no. 1 and no. 2"),
    _score("external_product_1_3", _.EXT_SOURCE_1 * _.EXT_SOURCE_3,
           "Produit des scores externes n° 1 et n° 3", "Product of external scores no. 1 and no. 3"),
    _score("external_weighted",
           (2 * known(_.EXT_SOURCE_1) + known(_.EXT_SOURCE_2) + 3 * known(_.EXT_SOURCE_3))
           / (2 * present(_.EXT_SOURCE_1) + present(_.EXT_SOURCE_2) + 3 * present(_.EXT_SOURCE_3)).nullif(0),
           "Moyenne pondérée des scores externes", "Weighted mean of the external scores"),
    _score("external_spread",
           (total(known((_[score] - _.external_mean).pow(2)) for score in _SCORES)
            / _.external_count.nullif(0)).sqrt(),
           "Désaccord entre les scores externes", "Disagreement between the external scores", Unit.INDEX,
           risk=Risk.MIXED),
    _score("external_difference_2_3", _.EXT_SOURCE_2 - _.EXT_SOURCE_3,
           "Écart entre les scores externes n° 2 et n° 3", "Gap between external scores no. 2 and no. 3", Unit.INDEX,
           risk=Risk.MIXED),
    _score("external_count", _.external_count, "Nombre de scores externes connus",
           "Number of external scores known", Unit.COUNT, risk=Risk.MIXED),
    _score("external_mean_by_term", _.external_mean * _.term, "Scores externes multipliés par la durée du crédit",
           "External scores times the length of the loan", Unit.INDEX, risk=Risk.MIXED, change=Change.EITHER),
    _score("external_score_3_by_term", over(_.term, _.EXT_SOURCE_3),
           "Durée du crédit divisée par le score externe n° 3", "Length of the loan over external score no. 3",
           Unit.INDEX, risk=Risk.RISES, change=Change.EITHER),
    _score("external_mean_by_age", over(_.external_mean, _.age), "Scores externes divisés par l’âge",
           "External scores over age", Unit.INDEX, risk=Risk.MIXED),
    _score("external_score_1_by_age", over(_.EXT_SOURCE_1, _.age), "Score externe n° 1 divisé par l’âge",
           "External score no. 1 over age", Unit.INDEX, risk=Risk.MIXED),
    _score("external_mean_by_burden", over(over(_.AMT_ANNUITY, _.AMT_INCOME_TOTAL), _.external_mean),
           "Poids de la mensualité divisé par les scores externes", "Burden of the instalment over the external scores",
           Unit.INDEX, risk=Risk.RISES, change=Change.LESS),
)
# fmt: on
