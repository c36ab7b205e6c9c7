"""Bodies of bounded size that arrive in bounded time: larger or slower ones are refused before they are read."""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limpide.core.deadline import within
from limpide.service.language import negotiate
from limpide.service.problems import problem

LARGEST_BODY = 1_000_000  # bytes
SLOWEST_BODY = 10.0  # seconds
LONGEST_WAIT = 5.0  # seconds that a request may wait for the database in all; with a last try to connect 7


class TooLargeError(Exception):
    """More bytes came than are read; ``limit`` is how many."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class TooSlowError(Exception):
    """A body did not arrive in time; ``seconds`` is how long was waited."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"more than {seconds:g} s")
        self.seconds = seconds


class BodyLimits:
    """ASGI middleware that reads the whole body first, then hands it on; but not for paths that are ``streamed``.

    Bodies for paths that ``uploads`` matches may have ``largest_upload`` bytes, all others ``largest``.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        largest: int = LARGEST_BODY,
        slowest: float = SLOWEST_BODY,
        streamed: frozenset[str] = frozenset(),
        uploads: re.Pattern[str] | None = None,
        largest_upload: int = LARGEST_BODY,
    ) -> None:
        self._app = app
        self._uploads = uploads
        self._largest_upload = largest_upload
        self._streamed = streamed
        self._largest = largest
        self._slowest = slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request whose body is complete, refuse one that is too large or too slow."""
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        if scope["path"] in self._streamed:
            with within(None):  # many rows, each with waits of its own
                await self._app(scope, receive, send)
            return
        largest = self._largest_for(scope["path"])
        try:
            async with asyncio.timeout(self._slowest):
                body = await _read(scope, receive, largest=largest)
        except TimeoutError:
            await self._refuse("too-slow", scope, receive, send, largest=largest)
        except TooLargeError:
            await self._refuse("too-large", scope, receive, send, largest=largest)
        except ClientDisconnect:
            return  # half a request is no request
        else:
            await self._app(scope, _replay(body, receive), send)

    def _largest_for(self, path: str) -> int:
        is_upload = self._uploads is not None and self._uploads.fullmatch(path)
        return self._largest_upload if is_upload else self._largest

    async def _refuse(self, kind: str, scope: Scope, receive: Receive, send: Send, *, largest: int) -> None:
        language = negotiate(Headers(scope=scope).get("accept-language"))
        closing = {"Connection": "close"}
        answer = problem(
            kind,
            language=language,
            path=scope["path"],
            headers=closing,
            limit=largest,
            seconds=int(self._slowest),
        )
        await answer(scope, receive, send)


async def _read(scope: Scope, receive: Receive, *, largest: int) -> bytes:
    announced = Headers(scope=scope).get("content-length", "0")
    if int(announced) > largest:  # the server has refused what is not a number
        raise TooLargeError(largest)
    body = bytearray()
    async for chunk in Request(scope, receive).stream():
        body += chunk
        if len(body) > largest:
            raise TooLargeError(largest)
    return bytes(body)


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()  # a disconnection
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
