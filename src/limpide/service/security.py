"""Who may call which route: every route states its roles, and whoever passes the gate is the caller."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from limpide.contract import Problem, Role
from limpide.core.errors import Denied
from limpide.database.desks import Signer

# Groups of roles that routes state; a route may also name roles one by one.
CASES = (Role.OFFICER, Role.REVIEWER, Role.SERVICE)  # a client's data
SCORES = (*CASES, Role.ANALYST)  # probabilities, features, the model
PEOPLE = (Role.OFFICER, Role.REVIEWER)  # who decides, and signs with a name
EVERYBODY = tuple(Role)

_ROLES, _STRICT = "x-roles", "x-strict-rate"
_TITLES = {401: "No valid token", 403: "Not for this role", 429: "Too many requests"}


def roles(*allowed: Role, strict: bool = False) -> dict[str, Any]:
    """State who may call a route, as its ``openapi_extra``; ``strict`` for answers that could be farmed.

    No role at all means everybody, without an account: only for what tells nothing of anybody.
    """
    stated: dict[str, Any] = {_ROLES: [role.value for role in allowed]}
    if allowed:
        stated["security"] = [{"token": []}]
    return stated | ({_STRICT: True} if strict else {})


@dataclass(frozen=True)
class Statement:
    """What a route states; ``allowed`` empty means everybody."""

    allowed: frozenset[Role]
    strict: bool


def read_statement(extra: dict[str, Any] | None) -> Statement | None:
    """Read what ``roles`` wrote; None when a route states nothing, and so is closed to everybody."""
    if extra is None or _ROLES not in extra:
        return None
    return Statement(frozenset(map(Role, extra[_ROLES])), strict=bool(extra.get(_STRICT)))


@dataclass(frozen=True)
class Caller:
    """Who asks; without a name and a role where the service runs open, on the caller's own machine."""

    name: str | None = None
    role: Role | None = None
    desk: str | None = None

    def signer(self, named: str | None) -> Signer:
        """Return who signs: the account, or the name typed where there are no accounts."""
        if self.name is not None:
            if named is not None and named.casefold() != self.name.casefold():
                raise Denied("other-name", f"{self.name} cannot sign as somebody else")
            return Signer(self.name, self.desk)
        if named is None:
            raise RequestValidationError([{"type": "missing", "loc": ("body", "officer")}])
        return Signer(named)


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


TheCaller = Annotated[Caller, Depends(_caller)]


def describe(schema: dict[str, Any]) -> None:
    """Complete an OpenAPI description with the kind of token and what the gate may answer."""
    known = "From `limpide accounts create`, or of an OpenID Connect issuer."
    token = {"type": "http", "scheme": "bearer", "description": known}
    schema.setdefault("components", {})["securitySchemes"] = {"token": token}
    problem = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    for path in schema["paths"].values():
        for operation in path.values():
            if operation.get(_ROLES):
                for status, title in _TITLES.items():
                    operation["responses"].setdefault(str(status), {"description": title, "content": problem})
