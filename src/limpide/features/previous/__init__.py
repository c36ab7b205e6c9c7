"""Earlier applications with us: what was asked for, granted, refused, and what is still being repaid."""

from limpide.features.feature import History
from limpide.features.previous import amounts, categories, cost, counts, owed, refusals, timing
from limpide.features.previous.rows import prepare

FEATURES = (
    *counts.FEATURES,
    *timing.FEATURES,
    *amounts.FEATURES,
    *cost.FEATURES,
    *owed.FEATURES,
    *refusals.FEATURES,
    *categories.FEATURES,
)
HISTORY = History(source="previous", prepare=prepare, features=FEATURES)
