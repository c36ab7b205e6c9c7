"""The words of learnt features: made of those of the feature that each one compares, or told here."""

from collections.abc import Sequence
from dataclasses import replace

from limpide.contract import Unit
from limpide.features.feature import Risk
from limpide.features.fitted.groups import COMPARISONS, Comparison, Way
from limpide.features.fitted.loan import NAMES, NEEDS
from limpide.features.fitted.relative_fit import needs
from limpide.features.layout import FeatureColumn
from limpide.features.policy import policy_of

_FR = {
    Way.MINUS_MEAN: "écart à la moyenne",
    Way.MINUS_MEDIAN: "écart à la médiane",
    Way.OVER_MEAN: "rapport à la moyenne",
    Way.OVER_MEDIAN: "rapport à la médiane",
}
_EN = {
    Way.MINUS_MEAN: "distance to the mean",
    Way.MINUS_MEDIAN: "distance to the median",
    Way.OVER_MEAN: "over the mean",
    Way.OVER_MEDIAN: "over the median",
}
_NO_UNIT = (Unit.SCORE, Unit.COUNT, Unit.FLAG, Unit.HOUR)  # a difference of two of these is not one of them


def describe(comparison: Comparison, quantity: FeatureColumn) -> FeatureColumn:
    """Return what a person must know of a comparison, from what is known of the quantity that is compared."""
    way, group = comparison.way, comparison.group
    unit = Unit.RATIO if way.divides else Unit.INDEX if quantity.unit in _NO_UNIT else quantity.unit
    return replace(
        quantity,
        name=comparison.name,
        fr=f"{quantity.fr} : {_FR[way]} ({group.fr})",
        en=f"{quantity.en}: {_EN[way]} ({group.en})",
        unit=unit,
    )


_LOAN_WORDS = (
    ("Durée attendue du crédit", "Expected length of the loan", Unit.MONTHS, Risk.MIXED),
    ("Coût attendu du crédit, en part du montant", "Expected cost of the loan over its amount", Unit.SHARE, Risk.RISES),
    ("Taux annuel attendu du crédit", "Expected yearly rate of the loan", Unit.SHARE, Risk.RISES),
)


def learnt_columns(columns: Sequence[FeatureColumn], *, loan: bool) -> tuple[FeatureColumn, ...]:
    """Return every feature that can be learnt from these columns, those of the ``loan`` first if it can be judged."""
    known = {column.name: column for column in columns}
    made = _loan_columns(known["credit"]) if loan and set(NEEDS) <= set(known) else ()
    known |= {column.name: column for column in made}
    compared = (describe(each, known[each.quantity]) for each in COMPARISONS if needs(each) <= set(known))
    return (*made, *compared)


def _loan_columns(credit: FeatureColumn) -> tuple[FeatureColumn, ...]:
    return tuple(
        replace(
            credit,
            name=name,
            fr=fr,
            en=en,
            unit=unit,
            family="loan_terms",
            source="cross",
            risk=risk,
            policy=policy_of(name),
        )
        for name, (fr, en, unit, risk) in zip(NAMES, _LOAN_WORDS, strict=True)
    )
