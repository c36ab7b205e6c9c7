"""ASGI middleware that keeps a browser's messages in order: nothing passes a click that writes before its answer.

Streamlit runs a script for each message, and a later message may end the run, or the wait, of an earlier one: in
``AppSession.request_rerun``, ``ScriptRunner.request_stop`` drops a request that has not begun.
"""

import asyncio
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from limpide.dashboard.submissions import Answer, Submission, find_submission

_LONGEST = 60.0  # seconds until a click is given up; a write takes ten at most
_MOST_HELD = 50  # messages
_WEBSOCKET, _RECEIVED, _GONE = "websocket", "websocket.receive", "websocket.disconnect"


class Barrier:
    """The middleware; every other connection passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == _WEBSOCKET:
            connection = _Connection(receive, send)
            receive, send = connection.receive, connection.send
        await self._app(scope, receive, send)


@dataclass
class _Click:
    """A message that was let through, and the answer that everything after it waits for."""

    request: BackMsg
    submission: Submission
    sent: "Future[Answer]"
    answer: "asyncio.Future[Answer]"


@dataclass
class _Connection:
    """One browser tab's websocket."""

    _receive: Receive
    _send: Send
    _held: deque[Message] = field(default_factory=deque)
    _click: _Click | None = None
    _reading: "asyncio.Future[Message] | None" = None

    async def receive(self) -> Message:
        """Return the next message, after the answer to the click before it."""
        if self._click is not None:
            answer = await self._wait_for_answer(self._click)
            if answer is not Answer.STORED:
                self._stay(self._click, answer)
            self._click = None
        while (message := self._let_through(self._held.popleft() if self._held else await self._read())) is None:
            pass
        return message

    async def send(self, message: Message) -> None:
        """Send; to a browser that left while its click is answered, nothing."""
        try:
            await self._send(message)
        except OSError:
            if self._click is None:
                raise

    def _let_through(self, message: Message) -> Message | None:
        request = _read_request(message)
        submission = request and _find_clicked(request)
        if request is None or submission is None:
            return message
        answer = submission.click()
        if answer.done():  # the second of two clicks, or one on a page that was left
            return None if any(map(_read_request, self._held)) else _page_of(submission, request)
        self._click = _Click(request, submission, answer, asyncio.wrap_future(answer))
        return message

    async def _wait_for_answer(self, click: _Click) -> Answer:
        """Hold what the browser sends until a click is answered, its leaving too."""
        deadline = asyncio.get_running_loop().call_later(_LONGEST, click.submission.give_up, click.sent)
        try:
            while not click.answer.done():
                waited: set[asyncio.Future[Any]] = {click.answer}
                waited |= {self._reader()} if self._may_read else set()
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if self._reading is not None and self._reading.done():
                    self._held.append(await self._read())
            return click.answer.result()
        finally:
            deadline.cancel()

    def _stay(self, click: _Click, answer: Answer) -> None:
        """Put one more run of the page that was clicked on in place of what was asked for meanwhile."""
        requests = [request for message in self._held if (request := _read_request(message)) is not None]
        self._held = deque(message for message in self._held if _read_request(message) is None)
        if requests or self._is_gone or answer is Answer.LOST:
            click.submission.repeat_messages()
        if not self._is_gone and (requests or answer is Answer.LOST):
            self._held.appendleft(_same_page(click.request, latest=requests[-1] if requests else click.request))

    @property
    def _may_read(self) -> bool:
        return len(self._held) < _MOST_HELD and not self._is_gone

    @property
    def _is_gone(self) -> bool:
        """Whether the browser has left: closed, reloaded, or lost."""
        return bool(self._held) and self._held[-1]["type"] == _GONE

    def _reader(self) -> "asyncio.Future[Message]":
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._receive())
        return self._reading

    async def _read(self) -> Message:
        reading, self._reading = self._reader(), None
        return await reading


def _read_request(message: Message) -> BackMsg | None:
    """Return the run of the script that a message asks for, None when it asks for something else."""
    if message["type"] != _RECEIVED or not message.get("bytes"):
        return None
    request = BackMsg()
    try:
        request.ParseFromString(message["bytes"])
    except DecodeError:  # Streamlit closes the connection
        return None
    return request if request.WhichOneof("type") == "rerun_script" else None


def _find_clicked(request: BackMsg) -> Submission | None:
    pressed = (widget.id for widget in request.rerun_script.widget_states.widgets if widget.trigger_value)
    return next((found for widget_id in pressed if (found := find_submission(widget_id))), None)


def _page_of(submission: Submission, request: BackMsg) -> Message:
    """Return a message that asks for the page of a button, which the browser may have left by now."""
    clicked, address = BackMsg(), submission.address
    clicked.CopyFrom(request)
    if address is not None and submission.was_lost:
        clicked.rerun_script.query_string, clicked.rerun_script.page_script_hash = address.query, address.page
        clicked.rerun_script.page_name = ""
    return _same_page(clicked, latest=request)


def _same_page(request: BackMsg, *, latest: BackMsg) -> Message:
    """Return a message that asks for the page of a request once more, with the latest values and no click."""
    again, clicked = BackMsg(), request.rerun_script
    again.CopyFrom(latest)
    state = again.rerun_script
    state.query_string, state.page_script_hash, state.page_name = (
        clicked.query_string,
        clicked.page_script_hash,
        clicked.page_name,
    )
    state.fragment_id, state.is_history_navigation = "", False
    typed = [widget for widget in latest.rerun_script.widget_states.widgets if not widget.trigger_value]
    del state.widget_states.widgets[:]
    state.widget_states.widgets.extend(typed)
    return {"type": _RECEIVED, "bytes": again.SerializeToString()}
