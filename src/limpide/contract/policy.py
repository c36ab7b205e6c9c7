"""The access policy in the open: purposes, the roles that may call for them, and what is counted and noted."""

from pydantic import Field

from limpide.contract.account import Role
from limpide.contract.message import Message


class PurposeRule(Message):
    """What one purpose allows."""

    purpose: str
    meaning: str
    roles: list[Role] = Field(description="Empty: everybody, without an account.")
    score_budget: bool = Field(description="Scores of invented data count against the caller's budget, in rows.")
    access_log: bool = Field(description="It is noted who read about which client.")
    routes: list[str] = Field(description="Method and address of each route that states this purpose.")


class AccessPolicy(Message):
    """Every purpose."""

    purposes: list[PurposeRule]
