"""Monthly follow-up of earlier consumer and cash loans with us: days late, instalments left, early endings."""

from limpide.features.feature import History, Part
from limpide.features.pos import lateness, loans, progress
from limpide.features.pos.statements import prepare

HISTORY = History(
    source="pos",
    prepare=prepare,
    features=(*lateness.FEATURES, *progress.FEATURES),
    parts=(Part("loans", loans.prepare, loans.FEATURES),),
)
