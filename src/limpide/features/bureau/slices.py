"""Which of a client's loans with other lenders are looked at: by state, by kind, by age, by rank."""

from ibis import _

from limpide.features.measures import Slice, last, within

_KINDS = ("Consumer credit", "Credit card", "Mortgage", "Car loan", "Microloan")

ACTIVE = Slice("active", "en cours", "open", _.active)
CLOSED = Slice("closed", "terminés", "closed", _.CREDIT_ACTIVE == "Closed")
CONSUMER = Slice("consumer", "crédits à la consommation", "consumer loans", _.CREDIT_TYPE == "Consumer credit")
CARD = Slice("card", "cartes de crédit", "credit cards", _.CREDIT_TYPE == "Credit card")
MORTGAGE = Slice("mortgage", "crédits immobiliers", "mortgages", _.CREDIT_TYPE == "Mortgage")
CAR = Slice("car", "crédits automobiles", "car loans", _.CREDIT_TYPE == "Car loan")
MICRO = Slice("micro", "microcrédits", "microloans", _.CREDIT_TYPE == "Microloan")
OTHER = Slice("other", "autres crédits", "other loans", _.CREDIT_TYPE.notin(_KINDS))
LAST_3, LAST_5 = last(3, "3 derniers crédits", "last 3 loans"), last(5, "5 derniers crédits", "last 5 loans")
M6, M12, M24, M36 = within(6), within(12), within(24), within(36)
