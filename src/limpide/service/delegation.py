"""What a caller may accept alone: the limits of the lender's file against the amount of the case."""

from limpide.contract import Role
from limpide.lenders import Delegation
from limpide.portfolio.case import Case
from limpide.portfolio.loans import AMOUNT
from limpide.service.security import Caller


def find_limit(delegation: Delegation, caller: Caller, *, signer: str | None, usual: Role) -> float | None:
    """Return the limit of whoever signs; ``usual`` is the role of a name that has no account."""
    return delegation.find_limit(signer, role=(caller.role or usual).value)


def exceeds(case: Case, limit: float | None) -> bool:
    """Whether the loan asked for is above a limit; one of unknown amount is above any."""
    if limit is None:
        return False
    amount = case.read_application().get(AMOUNT)
    return amount is None or not float(amount) <= limit


def may_countersign(delegation: Delegation, caller: Caller) -> bool:
    """Whether a caller may be asked for a second signature; of which amounts, each case tells."""
    return caller.role in (None, Role.REVIEWER) or delegation.has_own_limit(caller.name)
