"""Monthly statements of the client's credit cards with us: how they are used, how they are paid."""

from limpide.features.card import arrears, balance, repayment, spending
from limpide.features.card.statements import prepare
from limpide.features.feature import History

HISTORY = History(
    source="card",
    prepare=prepare,
    features=(*balance.FEATURES, *spending.FEATURES, *repayment.FEATURES, *arrears.FEATURES),
)
