"""Whether the service is alive and ready."""

from typing import Literal

from pydantic import Field

from limpide.contract.message import Message


class Health(Message):
    """The process that answers is alive; ``hangs`` (503) when no thread of its pool came free for a minute."""

    status: Literal["ok", "hangs"] = "ok"
    version: str
    worker: int | None = Field(
        default=None, description="Process id of the worker that answers: one of several says nothing of the others."
    )


class Check(Message):
    """One thing that the service needs: what is ``required`` before it can answer, the rest for some questions."""

    name: Literal[
        "bundle", "golden_rows", "snapshot", "tables", "limits", "database", "home", "population", "features"
    ] = Field(
        description="tables: the client base has every table that the model learnt from; "
        "limits: it is within the limits of the base that the model learnt from; "
        "database: a decision can be written; home: anchors of the journal can be written; "
        "population: everybody scored and placed, for neighbours and distributions; "
        "features: compiled, for new applicants and simulations."
    )
    ready: bool
    required: bool = Field(description="Without it the service is not ready.")
    detail: str
    reason: str | None = Field(
        default=None,
        description="Why it is not ready, in one word: away, slow, full, read_only, connections, schema, rights, key, "
        "home or population.",
    )


class Readiness(Message):
    """Whether the service can answer: everything that is required is there."""

    ready: bool
    checks: list[Check]
