"""One line of an answer to a batch: a score, or why there is none."""

from pydantic import Field

from limpide.contract.message import ClientId, Message, Probability
from limpide.contract.prediction import Completed
from limpide.contract.problem import FieldProblem
from limpide.core.decision import Decision


class BatchScore(Completed):
    """The score of one line of the request."""

    row: int = Field(ge=1, description="The line of the request, counted from 1.")
    client_id: ClientId | None
    probability_of_default: Probability
    points: int
    decision: Decision
    unknown_categories: list[str] = Field(
        default_factory=list, description="Columns of the application whose word nobody knows: they count as not known."
    )


class BatchFailure(Message):
    """A line that could not be scored; the other lines are."""

    row: int = Field(ge=1)
    client_id: ClientId | None = None
    error: str = Field(description="One sentence in the caller's language.")
    errors: list[FieldProblem] = Field(default_factory=list)
