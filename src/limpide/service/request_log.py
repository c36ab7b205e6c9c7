"""One event a request, an identifier to find it by, careful headers, and nothing about the client."""

import re
import time
import traceback
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limpide.service import docs
from limpide.service.language import negotiate
from limpide.service.problems import problem

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


class RequestLog:
    """ASGI middleware around everything: measures, names, and answers what nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def careful_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(scope=message), scope=scope, request_id=request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, careful_send)
            except Exception as error:  # noqa: BLE001 - the last one who can answer
                _log_unexpected(error)
                if status == 0:
                    await _unexpected(scope, request_id)(scope, receive, careful_send)
            finally:
                _log_request(scope, status=status, seconds=time.perf_counter() - started)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _complete(headers: MutableHeaders, *, scope: Scope, request_id: str) -> None:
    headers["X-Request-ID"] = request_id
    for name, value in (_CAREFUL_DOCS if scope["path"] == docs.PAGE else _CAREFUL).items():
        headers[name] = value
    headers.add_vary_header("Accept-Language")


def _unexpected(scope: Scope, request_id: str) -> ASGIApp:
    language = negotiate(Headers(scope=scope).get("accept-language"))
    return problem("unexpected", language=language, path=scope["path"], request_id=request_id)


def _log_unexpected(error: Exception) -> None:
    """Log where it happened and what kind it was; its message could quote a client's data."""
    places = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
    structlog.get_logger().error("unexpected_error", error=type(error).__qualname__, places=places[-8:])


def _log_request(scope: Scope, *, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "unknown")  # the template: no client number
    structlog.get_logger().info(
        "request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 2)
    )
