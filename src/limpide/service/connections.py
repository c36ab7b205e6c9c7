"""Connections that cannot be kept open for nothing: a deadline for the head of a request, a ceiling per address."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
"""How long the head of a request may take: of the first from the connection on, of a later one from its first byte."""
PER_ADDRESS: Final = 1_000
"""How many connections one address may have with one worker, where nothing else was said."""


class LimitedProtocol(HttpToolsProtocol):
    """Uvicorn's HTTP/1.1 by httptools; a connection beyond the limits is closed without an answer.

    Each worker counts for itself. Behind a proxy every connection has the proxy's address, and the proxy limits its own
    callers. Bodies have deadlines of their own (``limits``, ``batch_body``), idle connections uvicorn's.
    """

    def __init__(self, *given: Any, per_address: int = PER_ADDRESS, head_seconds: float = HEAD_SECONDS, **named: Any):
        super().__init__(*given, **named)
        self.address = ""
        self._per_address = per_address
        self._head_seconds = head_seconds
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Refuse a connection of an address that has too many."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        if len(self.connections) > self._per_address and self._count() > self._per_address:
            transport.abort()
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._head_is_complete()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Whatever comes while no request is being answered belongs to the head of one, and has its time."""
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._deadline is None:
            self._expect_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Let the body begin."""
        self._head_is_complete()
        super().on_headers_complete()

    def _count(self) -> int:
        return sum(getattr(each, "address", None) == self.address for each in self.connections)

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(self._head_seconds, self._cut)

    def _head_is_complete(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self) -> None:
        self._deadline = None
        self.transport.abort()
