"""One event a request, an identifier to find it by, careful headers, and nothing about the client."""

import os
import re
import time
import traceback

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limpide.core.deadline import within
from limpide.service import docs
from limpide.service.access_log import AccessLog
from limpide.service.language import negotiate
from limpide.service.limits import LONGEST_WAIT
from limpide.service.metrics import Metrics
from limpide.service.problems import problem

_ANSWERED, _REFUSED = 200, 400
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # every answer is about a person, or about now
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
# The documentation page is the only one that may run a script.
_CAREFUL_DOCS = {
    **_CAREFUL,
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
        "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
    ),
}


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in {**headers, "Vary": "Accept-Language"}.items()]


_RAW, _RAW_DOCS = _raw(_CAREFUL), _raw(_CAREFUL_DOCS)


class RequestLog:
    """ASGI middleware around everything: measures, names, and answers what nobody foresaw."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, accesses: AccessLog | None = None) -> None:
        self._app = app
        self._metrics = metrics
        self._accesses = accesses
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        careful = [*(_RAW_DOCS if scope["path"] == docs.PAGE else _RAW), (b"x-request-id", request_id.encode())]
        started = time.perf_counter()
        status = 0

        async def careful_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *careful]
            await send(message)

        tokens = structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            with within(LONGEST_WAIT):
                await self._app(scope, receive, careful_send)
        except Exception as error:  # noqa: BLE001 - the last one who can answer
            _log_unexpected(error)
            if status == 0:
                await _unexpected(scope, request_id)(scope, receive, careful_send)
        finally:
            self._note(scope, status=status, seconds=time.perf_counter() - started)
            structlog.contextvars.reset_contextvars(**tokens)

    def _note(self, scope: Scope, *, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")  # the template: no client number
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 2))
        self._metrics.count(method, route, status, seconds)
        if self._accesses is not None and _ANSWERED <= status < _REFUSED:
            self._accesses.note(scope)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            return given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()
    return os.urandom(16).hex()


def _unexpected(scope: Scope, request_id: str) -> ASGIApp:
    language = negotiate(Headers(scope=scope).get("accept-language"))
    return problem("unexpected", language=language, path=scope["path"], request_id=request_id)


def _log_unexpected(error: Exception) -> None:
    """Log where it happened and what kind it was; its message could quote a client's data."""
    places = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
    structlog.get_logger().error("unexpected_error", error=type(error).__qualname__, places=places[-8:])
