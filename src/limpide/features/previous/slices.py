"""Which of a client's earlier applications are looked at: by outcome, by kind, by age, by rank."""

from ibis import _

from limpide.features.measures import Slice, last, within

APPROVED = Slice("approved", "accordés", "approved", _.approved)
ACTIVE = Slice("active", "en cours", "open", _.active)
COMPLETED = Slice("completed", "terminés", "completed", _.completed)
CASH = Slice("cash", "prêts personnels", "cash loans", _.NAME_CONTRACT_TYPE == "Cash loans")
CONSUMER = Slice("consumer", "achats à crédit", "purchases on credit", _.NAME_CONTRACT_TYPE == "Consumer loans")
REVOLVING = Slice("revolving", "crédits renouvelables", "revolving loans", _.NAME_CONTRACT_TYPE == "Revolving loans")
LAST_3, LAST_5 = (
    last(3, "3 dernières demandes", "last 3 applications"),
    last(5, "5 dernières demandes", "last 5 applications"),
)
# The last of those that were granted, which are not the last applications.
LAST_3_LOANS = Slice("last_3_loans", "3 derniers accordés", "last 3 approved", _.approved & (_.loan_rank <= 3))
M6, M12, M24, M36 = within(6), within(12), within(24), within(36)
