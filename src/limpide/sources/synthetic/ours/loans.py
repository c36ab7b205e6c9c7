"""Earlier applications as the other tables about them need to know them."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import NOT_YET, Coded, Flags, Floats, Ints

CASH, CONSUMER, REVOLVING, NO_CONTRACT = "Cash loans", "Consumer loans", "Revolving loans", "XNA"
APPROVED, REFUSED, CANCELLED, UNUSED = "Approved", "Refused", "Canceled", "Unused offer"


@dataclass(frozen=True)
class OurLoans:
    """One entry per earlier application: by client, the oldest first. All arrays have shape (applications,).

    Days are negative before the present application. Those after ``decided`` are NaN without a schedule (not approved,
    or approved and never taken up), and 365243 where the day has not come (a card not drawn on yet, a loan running).
    """

    owner: Ints  # row of the client in the block
    number: Ints  # SK_ID_PREV
    contract: Coded  # NAME_CONTRACT_TYPE
    status: Coded  # NAME_CONTRACT_STATUS
    combination: Coded  # PRODUCT_COMBINATION
    decided: Floats  # DAYS_DECISION
    asked: Floats  # AMT_APPLICATION
    credit: Floats  # AMT_CREDIT; of a card the limit at first, which may be 0
    annuity: Floats  # AMT_ANNUITY, NaN where unknown
    term: Floats  # CNT_PAYMENT in months, 0 for cards, NaN where unknown
    first_drawing: Floats  # DAYS_FIRST_DRAWING
    first_due: Floats  # DAYS_FIRST_DUE
    planned_last_due: Floats  # DAYS_LAST_DUE_1ST_VERSION, the only day that may lie after the application
    last_due: Floats  # DAYS_LAST_DUE
    terminated: Floats  # DAYS_TERMINATION

    @property
    def approved(self) -> Flags:
        """Whether each application was approved."""
        return self.status.equals(APPROVED)

    @property
    def scheduled(self) -> Flags:
        """Whether each application became a contract with days of its own."""
        return ~np.isnan(self.first_due)

    @property
    def cards(self) -> Ints:
        """Positions of the approved cards, with or without a schedule."""
        return np.flatnonzero(self.approved & self.contract.equals(REVOLVING))

    @property
    def by_instalments(self) -> Ints:
        """Positions of the approved cash and consumer loans with a schedule."""
        return np.flatnonzero(self.scheduled & ~self.contract.equals(REVOLVING))

    @property
    def ended(self) -> Flags:
        """Whether each application became a contract that has ended."""
        return np.asarray(self.scheduled & (self.terminated != NOT_YET))
