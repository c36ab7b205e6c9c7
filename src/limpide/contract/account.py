"""Who may ask, and in which role."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from limpide.contract.message import Message


class Role(StrEnum):
    """What somebody is here for."""

    OFFICER = "officer"  # opens cases, decides
    REVIEWER = "reviewer"  # looks again at what somebody else decided
    ANALYST = "analyst"  # scores and model, no case
    ADMINISTRATOR = "administrator"  # accounts and operation, no case
    SERVICE = "service"  # a program: scores, applications, outcomes


class Account(Message):
    """An account; its token was shown once and is not kept."""

    name: str
    role: Role
    desk: str | None = Field(description="The branch whose cases it sees; none: every branch.")
    expires_at: datetime


class AccountEntry(Account):
    """An account as an administrator sees it."""

    created_at: datetime
    revoked_at: datetime | None


class AccountList(Message):
    """Every account that there ever was, newest first."""

    accounts: list[AccountEntry]


class Me(Message):
    """Who the caller is to the service."""

    name: str | None = Field(description="None where the service runs open, on the caller's own machine.")
    role: Role | None
    desk: str | None
    limit: float | None = Field(
        default=None, description="Largest amount that the caller may accept alone; null: the lender sets no limit."
    )
