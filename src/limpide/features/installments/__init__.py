"""Instalments of earlier loans with us: what was due and when, what was paid and when."""

from limpide.features.feature import History, Part
from limpide.features.installments import delays, due, lateness, loans, paid, recency
from limpide.features.installments.schedule import prepare

HISTORY = History(
    source="installments",
    prepare=prepare,
    features=(*lateness.FEATURES, *delays.FEATURES, *recency.FEATURES, *due.FEATURES, *paid.FEATURES),
    parts=(Part("loans", loans.prepare, loans.FEATURES),),
)
