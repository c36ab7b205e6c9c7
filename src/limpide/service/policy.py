"""Access policy: which role may call a route for which purpose, whether a budget counts it and the access log notes it.

Every route states its purpose with ``permit``; what a purpose allows stands in ``POLICY`` and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from limpide.contract import Role

CASES = (Role.OFFICER, Role.REVIEWER, Role.SERVICE)  # roles that may read the data of a client
PEOPLE = (Role.OFFICER, Role.REVIEWER)  # roles that decide, and sign with a name
STATISTICS = (*CASES, Role.ANALYST)

_PURPOSE, _ROLES, _BUDGET = "x-purpose", "x-roles", "x-score-budget"
_CLIENT_PARAMETERS = frozenset({"client_id", "client"})
_CLIENT_SEGMENT = "{client_id}"


class Purpose(StrEnum):
    """What a route is called for."""

    OPERATION = "operation"
    REFERENCE = "reference"
    STATISTICS = "statistics"
    CONSULTATION = "consultation"
    SCORING = "scoring"
    WHAT_IF = "what_if"
    APPLICATION = "application"
    IDENTITY = "identity"
    DOCUMENTS = "documents"
    WORK = "work"
    DECISION = "decision"
    REVIEW = "review"
    CORRECTION = "correction"
    OUTCOME = "outcome"
    ADMINISTRATION = "administration"


@dataclass(frozen=True)
class Rule:
    """What a purpose allows; ``roles`` empty: everybody, without an account."""

    roles: tuple[Role, ...]
    meaning: str
    invented: bool = False  # scores of data that nobody has: counted in rows against the caller's budget
    clients: bool = False  # answers about named clients: noted in the access log


POLICY: Mapping[Purpose, Rule] = {
    Purpose.OPERATION: Rule((), "probes and metrics: nothing about anybody"),
    Purpose.REFERENCE: Rule(tuple(Role), "words, prices, the model's description, who the caller is"),
    Purpose.STATISTICS: Rule(STATISTICS, "aggregates of at least ten clients"),
    Purpose.CONSULTATION: Rule(CASES, "what is held on a client, the score and its reasons", clients=True),
    Purpose.SCORING: Rule(CASES, "scores of clients, or of applications sent along", invented=True, clients=True),
    Purpose.WHAT_IF: Rule(PEOPLE, "scores of a client with other values", invented=True, clients=True),
    Purpose.APPLICATION: Rule(PEOPLE, "a new applicant, scored and stored", invented=True, clients=True),
    Purpose.IDENTITY: Rule(PEOPLE, "name, birth date and address of a client", clients=True),
    Purpose.DOCUMENTS: Rule(PEOPLE, "supporting documents and letters of a client", clients=True),
    Purpose.WORK: Rule(PEOPLE, "the worklist, colleagues, and what happened to a case", clients=True),
    Purpose.DECISION: Rule(PEOPLE, "decisions on a client, read and signed", clients=True),
    Purpose.REVIEW: Rule(PEOPLE, "reviews of decisions, read and concluded", clients=True),
    Purpose.CORRECTION: Rule(
        PEOPLE, "a review asked for, scored with corrected data", invented=True, clients=True
    ),
    Purpose.OUTCOME: Rule((*PEOPLE, Role.SERVICE), "what became of a loan", clients=True),
    Purpose.ADMINISTRATION: Rule((Role.ADMINISTRATOR,), "accounts, without their tokens"),
}  # fmt: skip


def permit(purpose: Purpose) -> dict[str, Any]:
    """State what a route is called for, as its ``openapi_extra``.

    >>> permit(Purpose.WHAT_IF)["x-roles"]
    ['officer', 'reviewer']
    """
    rule = POLICY[purpose]
    stated: dict[str, Any] = {_PURPOSE: purpose.value, _ROLES: [role.value for role in rule.roles]}
    if rule.roles:
        stated["security"] = [{"token": []}]
    return stated | ({_BUDGET: True} if rule.invented else {})


def read_purpose(extra: Mapping[str, Any] | None) -> Purpose | None:
    """Read what ``permit`` wrote; None when a route states nothing, and so is closed to everybody."""
    return None if extra is None or _PURPOSE not in extra else Purpose(extra[_PURPOSE])


def has_cases(role: Role | None) -> bool:
    """Whether a role may read about named clients; no role is the nameless caller of an open service."""
    return role is None or role in CASES


def check_route(purpose: Purpose, path: str) -> None:
    """Refuse, when the service is built, a route about one client that a role without cases could call."""
    if _CLIENT_SEGMENT in path and not set(POLICY[purpose].roles) <= set(CASES):
        raise TypeError(f"{path} is about one client: {purpose.value} opens it to roles that have no cases")


def find_refusal(purpose: Purpose, role: Role | None, query: str) -> str | None:
    """Return the kind of problem for which a caller is refused, None when the call may go on.

    A caller without a role, or of a role that the purpose does not name, is refused; so is a role without cases that
    names a client in the query.

    >>> find_refusal(Purpose.STATISTICS, Role.ANALYST, "bins=30&client%5Fid=100002")
    'no-cases'
    """
    if role is None or role not in POLICY[purpose].roles:
        return "forbidden"
    if query and not has_cases(role) and _names_client(query):
        return "no-cases"
    return None


def _names_client(query: str) -> bool:
    return any(name in _CLIENT_PARAMETERS for name, _ in parse_qsl(query, keep_blank_values=True))
