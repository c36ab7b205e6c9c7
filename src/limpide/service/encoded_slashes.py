"""Percent-encoded slashes in a path: ``/clients/a%2Fb`` is one client, not two segments.

The server decodes a path before it is routed, so that an encoded slash cannot be told from a separator. Until the
parameter is read a private-use character, which no identifier may hold, stands for it.
"""

import re
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

_ENCODED = re.compile(rb"%2f", re.IGNORECASE)
_STAND_IN = "\ue000"
_SENT = re.compile(rb"%ee%80%80", re.IGNORECASE)  # the character itself, which becomes another that no id may hold


class EncodedSlashes:
    """ASGI middleware around the router."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its encoded slashes replaced."""
        raw = scope.get("raw_path") if scope["type"] == "http" else None
        if raw and b"%" in raw:
            replaced = _ENCODED.sub(_STAND_IN.encode(), _SENT.sub(b"%00", raw.partition(b"?")[0]))
            scope = {**scope, "path": unquote(replaced.decode("utf-8", errors="replace"))}
        await self._app(scope, receive, send)


def read_segment(text: str) -> str:
    """Return a segment of a path with its slashes."""
    return text.replace(_STAND_IN, "/")


def write_path(path: str) -> str:
    """Return a path as the caller wrote its encoded slashes.

    >>> write_path("/clients/a\\ue000b")
    '/clients/a%2Fb'
    """
    return path.replace(_STAND_IN, "%2F")
