"""Every feature there is, in one order, with where its data comes from."""

from limpide.features import bureau, card, cross, installments, pos, previous
from limpide.features.application import APPLICATION
from limpide.features.definitions import find_definition
from limpide.features.families import provenance
from limpide.features.feature import Feature, History, Risk
from limpide.features.layout import FeatureColumn
from limpide.features.revisions import revision_of

HISTORIES: tuple[History, ...] = (
    bureau.HISTORY,
    previous.HISTORY,
    installments.HISTORY,
    pos.HISTORY,
    card.HISTORY,
)

_ROOMS = (
    (APPLICATION.source, APPLICATION.features),
    *((history.source, history.every_feature) for history in HISTORIES),
    ("cross", cross.FEATURES),
)

CATALOGUE: tuple[tuple[str, Feature], ...] = tuple(
    (source, feature) for source, features in _ROOMS for feature in features
)


def describe_column(source: str, feature: Feature, categories: tuple[str, ...] | None) -> FeatureColumn:
    """Return the column of a snapshot that holds a feature; ``categories`` are the words behind its codes."""
    definition = find_definition(source, feature)
    return FeatureColumn(
        name=feature.name,
        fr=feature.fr,
        en=feature.en,
        family=feature.family,
        unit=feature.unit,
        source=provenance(source, feature.family),
        policy=feature.policy,
        categories=categories,
        column=feature.column,
        risk=feature.risk or Risk.MIXED,
        change=feature.change,
        meaning=None if definition is None else definition.meaning,
        sentence=None if definition is None else definition.sentence,
        otherwise=None if definition is None else definition.otherwise,
        revision=revision_of(source),
    )
