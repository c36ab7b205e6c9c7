"""What one person decided, counted for that person alone."""

from pydantic import Field

from limpide.contract.message import Message


class OwnDecisions(Message):
    """The caller's own decisions of the last ``days``, first decisions and conclusions of reviews."""

    days: int
    decided: int
    accepted: int
    refused: int
    agreed: int = Field(description="The model decided, and the caller decided the same.")
    overrode: int = Field(description="The model decided, and the caller decided otherwise.")
    grey_zone: int = Field(description="The model left the decision to a person.")
    under_review: int = Field(description="Own decisions, of whatever day, whose review is not concluded.")
