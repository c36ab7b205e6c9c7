"""The words of learnt features: made of those of the feature that each one compares, or told here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from limpide.contract import Unit
from limpide.features.definitions import find_definition
from limpide.features.feature import Change, Feature, Policy, Risk
from limpide.features.fitted.groups import COMPARISONS, Comparison
from limpide.features.fitted.loan import NAMES, NEEDS
from limpide.features.fitted.relative_fit import needs
from limpide.features.layout import FeatureColumn
from limpide.language.wording import Phrase

_NO_UNIT = (Unit.SCORE, Unit.COUNT, Unit.FLAG, Unit.HOUR)  # a difference of two of these is not one of them


def describe(comparison: Comparison, columns: Mapping[str, FeatureColumn]) -> FeatureColumn:
    """Return what a person must know of a comparison, from the columns that it is made of.

    It mixes the client with other clients: no plain sentence says it, and no reason is made of it. What is made of an
    attribute that only compares groups does nothing else either.
    """
    way, group, quantity = comparison.way, comparison.group, columns[comparison.quantity]
    compared = Phrase(f"compared.{way.name.lower()}")
    protected = any(columns[name].policy is Policy.COMPARISON for name in needs(comparison))
    unit = Unit.RATIO if way.divides else Unit.INDEX if quantity.unit in _NO_UNIT else quantity.unit
    return replace(
        quantity,
        name=comparison.name,
        fr=compared.text("fr", quantity=quantity.fr, group=group.fr),
        en=compared.text("en", quantity=quantity.en, group=group.en),
        unit=unit,
        policy=Policy.COMPARISON if protected else Policy.CHALLENGER,
        meaning=None,
        sentence=None,
        otherwise=None,
    )


_LOAN = tuple(
    Feature(
        name=name,
        expression=None,  # computed by ``FittedLoan``
        fr=fr,
        en=en,
        family="loan_terms",
        unit=unit,
        risk=risk,
        change=Change.LESS,
    )
    for name, (fr, en, unit, risk) in zip(
        NAMES,
        (
            ("Durée attendue du crédit", "Expected length of the loan", Unit.MONTHS, Risk.MIXED),
            ("Coût attendu, en part du crédit", "Expected cost, as a share of the loan", Unit.SHARE, Risk.RISES),
            ("Taux annuel attendu du crédit", "Expected yearly rate of the loan", Unit.SHARE, Risk.RISES),
        ),
        strict=True,
    )
)


def learnt_columns(columns: Sequence[FeatureColumn], *, loan: bool) -> tuple[FeatureColumn, ...]:
    """Return every feature that can be learnt from these columns, those of the ``loan`` first if it can be judged."""
    known = {column.name: column for column in columns}
    made = tuple(map(_loan_column, _LOAN)) if loan and set(NEEDS) <= set(known) else ()
    known |= {column.name: column for column in made}
    compared = (describe(each, known) for each in COMPARISONS if needs(each) <= set(known))
    return (*made, *compared)


def _loan_column(feature: Feature) -> FeatureColumn:
    definition = find_definition("cross", feature)
    return FeatureColumn(
        name=feature.name,
        fr=feature.fr,
        en=feature.en,
        family=feature.family,
        unit=feature.unit,
        source="cross",
        policy=feature.policy,
        risk=feature.risk or Risk.MIXED,
        change=feature.change,
        meaning=None if definition is None else definition.meaning,
        sentence=None if definition is None else definition.sentence,
    )
