"""Row-wise features of the application itself: recomputed at once when an amount is edited."""

from limpide.features.application import contact, loan, papers, person, residence, scores, terms, timing
from limpide.features.application.rows import prepare
from limpide.features.feature import History

APPLICATION = History(
    source="application",
    prepare=prepare,
    features=(
        *scores.FEATURES,
        *loan.FEATURES,
        *terms.FEATURES,
        *timing.FEATURES,
        *person.FEATURES,
        *papers.FEATURES,
        *contact.FEATURES,
        *residence.FEATURES,
    ),
)
