"""Row-wise features of the application itself: recomputed at once when an amount is edited."""

from limpide.features.application import loan, person, residence, scores
from limpide.features.application.rows import prepare
from limpide.features.feature import History

APPLICATION = History(
    source="application",
    prepare=prepare,
    features=(*scores.FEATURES, *loan.FEATURES, *person.FEATURES, *residence.FEATURES),
)
