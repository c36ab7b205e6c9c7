"""Who calls: the account that the gate admitted, and whose name is signed."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from limpide.contract import Problem, Role
from limpide.core.errors import Denied
from limpide.database.desks import Signer

_ROLES = "x-roles"
_TITLES = {401: "No valid token", 403: "Not for this role", 429: "Too many requests"}


@dataclass(frozen=True)
class Person:
    """Who somebody of an identity provider is: issuer and subject; the name is a label."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Caller:
    """Who asks; without a name and a role where the service runs open, on the caller's own machine."""

    name: str | None = None
    role: Role | None = None
    desk: str | None = None
    person: Person | None = None  # None: an account of our own

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
