"""Tokens of the lender's own OpenID Connect issuer: signature, issuer, audience and time checked, claims read."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.error import URLError

import jwt
from jwt import PyJWKClient

from limpide.contract import Role
from limpide.core.errors import InvalidInput, Unavailable
from limpide.delivery.opener import open_web
from limpide.service.policy import has_cases
from limpide.service.security import Caller, Person
from limpide.service.security_doors import Admission

# Only signatures that the issuer alone can make; a secret shared with us would not be one.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_REQUIRED = ["exp", "iat", "iss", "aud", "sub"]
_LEEWAY_SECONDS = 30
_TIMEOUT_SECONDS = 3
_LONGEST_CLAIM = 100
_NOBODY = Admission(None, expires_at=float("inf"))


@dataclass(frozen=True)
class Issuer:
    """An issuer, the audience that we are to it, and the claims that say who somebody is here."""

    address: str
    audience: str
    name_claim: str = "preferred_username"
    role_claim: str = "roles"
    desk_claim: str = "desk"
    all_desks: frozenset[Role] = frozenset()  # roles that see every desk when their token names none

    def __post_init__(self) -> None:
        if not self.address.startswith("https://") and not _is_loopback(self.address):
            raise InvalidInput(f"LIMPIDE_OIDC_ISSUER must start with https://, not {self.address.partition(':')[0]}")

    def __call__(self, token: str) -> Admission:
        """Say whose a token is; ``Unavailable`` when the issuer's keys cannot be fetched."""
        try:
            key = self._find_key(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=[each for each in _ALGORITHMS if each == key.algorithm_name],  # the key's, not the token's
                audience=self.audience,
                issuer=self.address,
                leeway=_LEEWAY_SECONDS,
                options={"require": _REQUIRED},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable(f"the keys of {self.address} cannot be fetched; check LIMPIDE_OIDC_ISSUER") from error
        except (jwt.PyJWTError, ValueError):
            return _NOBODY
        return self._admission(claims)

    def _admission(self, claims: dict[str, Any]) -> Admission:
        """Return who the claims name; a claim that is absent, empty or of another type than text is nobody's."""
        name, subject = _text(claims.get(self.name_claim)), _text(claims["sub"])
        role, desk = _role(claims.get(self.role_claim)), claims.get(self.desk_claim)
        if name is None or subject is None or role is None or not self._may_act(role, desk):
            return _NOBODY
        person = Person(self.address, subject)
        return Admission(Caller(name, role, _text(desk), person=person), expires_at=float(claims["exp"]))

    def _may_act(self, role: Role, desk: Any) -> bool:
        """Whether a role needs no desk, or the token names one; no claim is no desk, and never every desk."""
        if desk is not None:
            return _text(desk) is not None
        return not has_cases(role) or role in self.all_desks

    def _find_key(self, token: str) -> jwt.PyJWK:
        """Return the key that a token names; an issuer with one key need not name it (OpenID Connect Core, 10.1)."""
        named = jwt.get_unverified_header(token).get("kid")
        if named is not None:
            return self._keys.get_signing_key(named)
        (only, *others) = self._keys.get_signing_keys()
        if others:
            raise jwt.PyJWKClientError("a token that names none of several keys")
        return only

    @cached_property
    def _keys(self) -> PyJWKClient:
        known = f"{self.address.rstrip('/')}/.well-known/openid-configuration"
        try:
            with open_web(known, seconds=_TIMEOUT_SECONDS) as answer:
                address = json.load(answer)["jwks_uri"]
        except (URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(f"{known} does not say where the issuer's keys are; check LIMPIDE_OIDC_ISSUER") from error
        return PyJWKClient(str(address), timeout=_TIMEOUT_SECONDS)


def _text(claimed: Any) -> str | None:
    """Return a claim that can be written down: printable, neither empty nor long; None for anything else."""
    if not isinstance(claimed, str):
        return None
    text = claimed.strip()
    return text if text and text.isprintable() and len(text) <= _LONGEST_CLAIM else None


def _role(claimed: Any) -> Role | None:
    """Return the one role that is ours; somebody with two of ours has none: one person, one role."""
    named = claimed if isinstance(claimed, list) else [claimed]
    ours = {each.removeprefix("limpide:") for each in named if isinstance(each, str)} & {role.value for role in Role}
    return Role(ours.pop()) if len(ours) == 1 else None


def _is_loopback(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "http://localhost:"))
