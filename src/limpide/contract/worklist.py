"""The cases on which somebody has to do something."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.client import ClientSummary
from limpide.contract.message import Message


class WorklistView(StrEnum):
    """Which part of the open cases is listed."""

    MINE = "mine"
    DESK = "desk"
    TO_DO = "to_do"
    WAITING = "waiting"
    UNDER_REVIEW = "under_review"
    DUE = "due"


class WorklistOrder(StrEnum):
    """What comes first."""

    DUE = "due"  # the earliest deadline, then the longest open
    AMOUNT = "amount"  # the largest loan
    STATE = "state"  # in the order of the states, then as ``due``


class Worklist(Message):
    """One page of open cases: assigned, waiting for documents, under review, or an application nobody decided on."""

    clients: list[ClientSummary]
    total: int = Field(description="How many open cases the view holds.")
    counts: dict[WorklistView, int] = Field(description="How many open cases each view holds.")
    complete: bool = Field(
        default=True,
        description="False where so many cases are open that only the most urgent ones are in order of amount.",
    )
