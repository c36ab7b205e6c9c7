"""The gate before every route: no token, no entry; no stated role, no entry; before a body is read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import APIRouter
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from limpide.contract import Language
from limpide.core.errors import TooManyFailures, Unavailable
from limpide.service.docs import PAGE
from limpide.service.language import negotiate
from limpide.service.messages import unavailable_reason
from limpide.service.policy import POLICY, Purpose, check_route, find_refusal, read_purpose
from limpide.service.problems import RETRY_SECONDS, problem
from limpide.service.security import Caller
from limpide.service.security_doors import Doors
from limpide.service.security_rates import Rates

_OPEN_PATHS = (PAGE, "/openapi.json")
_OPEN_FOLDER = f"{PAGE}/assets/"
_SCHEME = "bearer "
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="limpide"'}


class Gate:
    """ASGI middleware; without ``doors`` the service runs open and everybody is the nameless caller."""

    def __init__(self, app: ASGIApp, *, statements: "Statements", doors: Doors | None) -> None:
        self._app = app
        self._statements = statements
        self._doors = doors
        self._rates = Rates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = Caller()
        doors = self._doors
        refusal = None if doors is None or await doors.are_open() else await self._check(scope, doors)
        await (refusal or self._app)(scope, receive, send)

    async def _check(self, scope: Scope, doors: Doors) -> Response | None:
        """Return the refusal, or None when the request may pass."""
        path = scope["path"]
        if path in _OPEN_PATHS or path.startswith(_OPEN_FOLDER):
            return None
        purpose = self._statements.find(scope["method"], path)
        if purpose is not None and not POLICY[purpose].roles:
            return None
        caller = await _admit(scope, doors)
        if not isinstance(caller, Caller):
            return caller
        if purpose is None:
            return self._unknown(scope)
        kind = find_refusal(purpose, caller.role, scope["query_string"].decode("latin-1"))
        if kind is not None:
            return _refuse(scope, kind, role=caller.role)
        seconds = self._rates.wait(caller)
        if seconds:
            return _refuse(scope, "too-many", headers={"Retry-After": str(seconds)}, seconds=seconds)
        scope["state"]["caller"] = caller
        return None

    def _unknown(self, scope: Scope) -> Response:
        methods = self._statements.methods(scope["path"])
        if methods:
            return _refuse(scope, "method-not-allowed", headers={"Allow": ", ".join(methods)})
        return _refuse(scope, "not-found")


async def _admit(scope: Scope, doors: Doors) -> Caller | Response:
    header = Headers(scope=scope).get("authorization", "")
    token = header[len(_SCHEME) :].strip() if header[: len(_SCHEME)].lower() == _SCHEME else ""
    try:
        caller = await doors.admit(token, address=_address(scope)) if token else None
    except TooManyFailures as error:
        return _refuse(scope, "too-many", headers={"Retry-After": str(error.seconds)}, seconds=error.seconds)
    except Unavailable as error:
        structlog.get_logger().error("unavailable", reason=str(error))
        retry = {"Retry-After": str(RETRY_SECONDS)}
        reason = unavailable_reason(error, _language(scope))
        return _refuse(scope, "unavailable", headers=retry, seconds=RETRY_SECONDS, reason=reason)
    return caller or _refuse(scope, "unauthenticated", headers=_CHALLENGE)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _refuse(scope: Scope, kind: str, **values: Any) -> Response:
    return problem(kind, language=_language(scope), path=scope["path"], **values)


def _language(scope: Scope) -> Language:
    return negotiate(Headers(scope=scope).get("accept-language"))


@dataclass(frozen=True)
class _Route:
    segments: tuple[str | None, ...]  # None: any one
    method: str
    purpose: Purpose
    path: str

    def matches(self, segments: tuple[str, ...]) -> bool:
        return all(
            mine == given if mine is not None else given for mine, given in zip(self.segments, segments, strict=True)
        )


class Statements:
    """The purpose that every route states, found by method and path as the router finds them: the first that fits."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self._routes: dict[int, list[_Route]] = defaultdict(list)
        for router in routers:
            for route in router.routes:
                self._add(route)

    def find(self, method: str, path: str) -> Purpose | None:
        """Return the purpose of the route that answers, None when there is none."""
        return next((route.purpose for route in self._matching(path) if route.method == method), None)

    def methods(self, path: str) -> list[str]:
        """Return the methods that a path takes, none when it does not exist."""
        return sorted({route.method for route in self._matching(path)})

    def by_purpose(self) -> dict[Purpose, list[str]]:
        """Return method and address of the routes of each purpose, in order of address."""
        found: dict[Purpose, list[str]] = defaultdict(list)
        for route in sorted((each for routes in self._routes.values() for each in routes), key=lambda each: each.path):
            found[route.purpose].append(f"{route.method} {route.path}")
        return found

    def _matching(self, path: str) -> list[_Route]:
        segments = tuple(path.split("/"))
        return [route for route in self._routes.get(len(segments), ()) if route.matches(segments)]

    def _add(self, route: Any) -> None:
        purpose = read_purpose(getattr(route, "openapi_extra", None))
        if purpose is None:
            raise TypeError(f"{route!r} does not state its purpose; give it openapi_extra=permit(...)")
        check_route(purpose, route.path)
        segments = tuple(None if part.startswith("{") else part for part in route.path.split("/"))
        for method in route.methods:
            self._routes[len(segments)].append(_Route(segments, method, purpose, route.path))
