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
from limpide.service.security import Caller
from limpide.service.security_doors import Admission

# Only signatures that the issuer alone can make; a secret shared with us would not be one.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_REQUIRED = ["exp", "iat", "iss", "aud", "sub"]
_LEEWAY_SECONDS = 30
_TIMEOUT_SECONDS = 3
_NOBODY = Admission(None, expires_at=float("inf"))


@dataclass(frozen=True)
class Issuer:
    """An issuer, the audience that we are to it, and the claims that say who somebody is here."""

    address: str
    audience: str
    name_claim: str = "preferred_username"
    role_claim: str = "roles"
    desk_claim: str = "desk"

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
        name, desk = claims.get(self.name_claim), claims.get(self.desk_claim)
        role = _role(claims.get(self.role_claim))
        if not isinstance(name, str) or not name.strip() or role is None or not isinstance(desk, str | None):
            return _NOBODY
        return Admission(Caller(name.strip(), role, desk), expires_at=float(claims["exp"]))

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


def _role(claimed: Any) -> Role | None:
    """Return the one role that is ours; somebody with two of ours has none: one person, one role."""
    named = claimed if isinstance(claimed, list) else [claimed]
    ours = {str(each).removeprefix("limpide:") for each in named} & {role.value for role in Role}
    return Role(ours.pop()) if len(ours) == 1 else None


def _is_loopback(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "http://localhost:"))
