"""Which of a client's loans with other lenders are looked at: by state, by kind, by age, by rank."""

from ibis import _

from limpide.features.measures import Slice


def _opened(months: int, fr: str, en: str) -> Slice:
    return Slice(f"{months}m", f"ouverts en {fr}", f"up to {en} old", _.months_ago <= months)


def unsaid(rows: Slice) -> Slice:
    """Name a feature after these rows and add no words: the measure's own words already say which they are."""
    return Slice(rows.name, "", "", rows.rows)


_KINDS = ("Consumer credit", "Credit card", "Mortgage", "Car loan", "Microloan")

ACTIVE = Slice("active", "en cours", "open", _.active)
CLOSED = Slice("closed", "soldés", "closed", _.CREDIT_ACTIVE == "Closed")
CONSUMER = Slice("consumer", "consommation", "consumer loans", _.CREDIT_TYPE == "Consumer credit")
CARD = Slice("card", "cartes", "cards", _.CREDIT_TYPE == "Credit card")
MORTGAGE = Slice("mortgage", "immobilier", "mortgages", _.CREDIT_TYPE == "Mortgage")
CAR = Slice("car", "automobile", "car loans", _.CREDIT_TYPE == "Car loan")
MICRO = Slice("micro", "microcrédits", "microloans", _.CREDIT_TYPE == "Microloan")
OTHER = Slice("other", "autres types", "other types", _.CREDIT_TYPE.notin(_KINDS))
NOT_MORTGAGE = Slice("not_mortgage", "hors immobilier", "excluding mortgages", _.CREDIT_TYPE != "Mortgage")
LAST_3 = Slice("last_3", "3 derniers", "last 3", _.rank <= 3)
M6, M12 = _opened(6, "6 mois", "6 months"), _opened(12, "1 an", "1 year")
M24, M36 = _opened(24, "2 ans", "2 years"), _opened(36, "3 ans", "3 years")
