"""Every feature there is, in one order, with where its data comes from."""

from limpide.features import bureau, card, cross, installments, pos, previous
from limpide.features.application import APPLICATION
from limpide.features.feature import Feature, History

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
