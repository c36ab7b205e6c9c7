"""Loans with other lenders, as the credit bureau reports them: number, age, debt, arrears."""

from limpide.features.bureau import amounts, arrears, counts, debts, months, timing
from limpide.features.bureau.rows import prepare
from limpide.features.feature import History

FEATURES = (
    *counts.FEATURES,
    *timing.FEATURES,
    *amounts.FEATURES,
    *debts.FEATURES,
    *arrears.FEATURES,
    *months.FEATURES,
)
HISTORY = History(source="bureau", prepare=prepare, features=FEATURES)
