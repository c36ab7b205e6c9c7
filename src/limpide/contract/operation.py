"""Whether the service is alive and ready."""

from typing import Literal

from limpide.contract.message import Message


class Health(Message):
    """The process is alive."""

    status: Literal["ok"] = "ok"
    version: str


class Check(Message):
    """One thing that must be true before the service can answer."""

    name: Literal["bundle", "snapshot", "database"]
    ready: bool
    detail: str


class Readiness(Message):
    """The service can answer: everything it needs is there."""

    ready: bool
    checks: list[Check]
