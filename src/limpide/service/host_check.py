"""ASGI middleware that refuses requests for another host, or from a page of another site, before anything is asked."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from limpide.core.hosts import AllowedHosts
from limpide.service.language import negotiate
from limpide.service.problems import problem

_MOST_CACHED = 100
_HOST, _ORIGIN, _LANGUAGE = b"host", b"origin", b"accept-language"


class HostCheck:
    """The middleware; paths of ``probes`` are answered under any name: those who probe a machine know none."""

    def __init__(self, app: ASGIApp, *, hosts: AllowedHosts, probes: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._probes = frozenset(probes)
        self._cached: set[bytes] = set()  # Host headers that were allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer 421 (another host) or 403 (a page of another site)."""
        kind = self._refusal(scope) if scope["type"] == "http" else None
        if kind is None:
            await self._app(scope, receive, send)
            return
        accepted = next((value for name, value in scope["headers"] if name == _LANGUAGE), b"").decode("latin-1")
        await problem(kind, language=negotiate(accepted or None), path=scope["path"])(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        host = origin = b""
        for name, value in scope["headers"]:
            if name == _HOST:
                host = value
            elif name == _ORIGIN:
                origin = value
        if origin and not self._hosts.allows_origin(origin.decode("latin-1"), host=host.decode("latin-1")):
            return "foreign-origin"
        if host in self._cached or scope["path"] in self._probes:
            return None
        if not self._hosts.allows(host.decode("latin-1")):
            return "wrong-host"
        if len(self._cached) < _MOST_CACHED:
            self._cached.add(host)
        return None
