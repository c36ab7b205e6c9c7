"""ASGI middleware of the dashboard's edge: host and origin are checked, and every answer has security headers.

Streamlit's page runs scripts that stand in it and compiles the expressions of charts, so the content policy allows
both; it allows nothing from another server, and no frame around the page (``frames`` "self": of its own site, for a
platform that shows it so).
"""

from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limpide.core.hosts import AllowedHosts

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' {socket} data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors '{frames}'",
    )
)
_FIXED = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_CACHE, _NOT_STORED = b"cache-control", b"no-store"
_STATIC = "/static/"
_OURS = {name for name, _ in _FIXED} | {b"content-security-policy", b"x-frame-options"}
_FRAME_OPTIONS = {"none": b"DENY", "self": b"SAMEORIGIN"}
_PROBES = frozenset({"/_stcore/health"})
_POLICY_VIOLATION, _WRONG_HOST, _FOREIGN_PAGE = 1008, 421, 403
_SAID = {
    _WRONG_HOST: "This dashboard does not answer to this name; see LIMPIDE_ALLOWED_HOSTS.\n",
    _FOREIGN_PAGE: "A page of another site cannot call this dashboard.\n",
}


@dataclass(frozen=True)
class Exposure:
    """The middleware; pages are not stored by browsers, files with a hash in their name are as Streamlit says."""

    app: ASGIApp
    hosts: AllowedHosts
    frames: str = "none"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or refuse it: 421 for another host, 403 or a closed socket for another site."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host, origin = (headers.get(name, b"").decode("latin-1") for name in (b"host", b"origin"))
        wrong_host = scope["path"] not in _PROBES and not self.hosts.allows(host)
        if wrong_host or (origin and not self.hosts.allows_origin(origin, host=host)):
            await self._refuse(scope, receive, send, status=_WRONG_HOST if wrong_host else _FOREIGN_PAGE)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Careful(send, host, self.frames, is_static=_STATIC in scope["path"]).send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, *, status: int) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        answer = PlainTextResponse(_SAID[status], status)
        await answer(scope, receive, _Careful(send, "localhost", self.frames, is_static=False).send)


@dataclass(frozen=True)
class _Careful:
    """One answer."""

    _send: Send
    host: str
    frames: str
    is_static: bool

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on; its head gets the headers."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*self._kept(message), *self._added(message)]}
        await self._send(message)

    def _kept(self, start: Message) -> list[tuple[bytes, bytes]]:
        mine = _OURS if self.is_static else _OURS | {_CACHE}
        return [(name, value) for name, value in start.get("headers", ()) if name.lower() not in mine]

    def _added(self, start: Message) -> list[tuple[bytes, bytes]]:
        policy = CONTENT_POLICY.format(socket=f"ws://{self.host} wss://{self.host}", frames=self.frames)
        framed = (b"x-frame-options", _FRAME_OPTIONS[self.frames])
        added = [*_FIXED, framed, (b"content-security-policy", policy.encode("latin-1"))]
        has_cache = any(name.lower() == _CACHE for name, _ in start.get("headers", ()))
        return added if self.is_static and has_cache else [*added, (_CACHE, _NOT_STORED)]
