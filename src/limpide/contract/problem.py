"""An error, as the caller reads it."""

from pydantic import Field

from limpide.contract.message import Message


class FieldProblem(Message):
    """One field that was refused, and why."""

    field: str
    message: str


class Problem(Message):
    """An error, as RFC 9457 problem+json, in the caller's language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldProblem] = Field(default_factory=list)
