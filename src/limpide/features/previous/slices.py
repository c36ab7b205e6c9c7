"""Which of a client's earlier applications are looked at: by outcome, by kind, by age, by rank."""

from dataclasses import replace

from ibis import _

from limpide.features.measures import Slice, last, within


def unsaid(slice_: Slice) -> Slice:
    """Keep the rows and the ending of the name: the measure's own words already say which rows they are."""
    return replace(slice_, fr="", en="")


# What measures say of loans, they say of loans granted: only applications need the word.
APPROVED = Slice("approved", "", "", _.approved)
APPROVED_APPLICATIONS = replace(APPROVED, fr="accordées", en="approved")
ACTIVE = Slice("active", "en cours", "open", _.active)
COMPLETED = Slice("completed", "terminés", "completed", _.completed)
CASH = Slice("cash", "prêt personnel", "cash loans", _.NAME_CONTRACT_TYPE == "Cash loans")
CONSUMER = Slice("consumer", "achat à crédit", "credit purchases", _.NAME_CONTRACT_TYPE == "Consumer loans")
REVOLVING = Slice("revolving", "crédit renouvelable", "revolving loans", _.NAME_CONTRACT_TYPE == "Revolving loans")
LAST_3, LAST_5 = last(3, "3 dernières", "last 3"), last(5, "5 dernières", "last 5")
# The last of those that were granted, which are not the last applications.
LAST_3_LOANS = Slice("last_3_loans", "3 derniers", "last 3", _.approved & (_.loan_rank <= 3))
M6, M12, M24, M36 = within(6), within(12), within(24), within(36)
