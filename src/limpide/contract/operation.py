"""Whether the service is alive and ready."""

from typing import Literal

from pydantic import Field

from limpide.contract.message import Message


class Health(Message):
    """The process is alive."""

    status: Literal["ok"] = "ok"
    version: str


class Check(Message):
    """One thing that the service needs: what is ``required`` before it can answer, the rest for some questions."""

    name: Literal["bundle", "golden_rows", "snapshot", "tables", "limits", "database", "population", "features"] = (
        Field(
            description="tables: the client base has every table that the model learnt from; "
            "limits: it is within the limits of the base that the model learnt from; "
            "population: everybody scored and placed, for neighbours and distributions; "
            "features: compiled, for new applicants and simulations."
        )
    )
    ready: bool
    required: bool = Field(description="Without it the service is not ready.")
    detail: str


class Readiness(Message):
    """Whether the service can answer: everything that is required is there."""

    ready: bool
    checks: list[Check]
