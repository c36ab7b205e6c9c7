"""Over a real socket, with the real server: what the in-process client cannot show."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from problem_checks import check_problem
from starlette.responses import PlainTextResponse
from starlette.types import Message

from limpide.contract import Problem
from limpide.database.engine import create_engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.service.limits import LARGEST_BODY, BodyLimits

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def wire(portfolio: Portfolio) -> Iterator[httpx.Client]:
    app = create_app(portfolio, create_engine("postgresql://127.0.0.1:1/nowhere"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=20) as client:
            yield client
        server.should_exit = True
        thread.join(timeout=10)


def test_ten_megabytes_are_refused_whether_announced_or_not(wire: httpx.Client, known: str) -> None:
    block = b" " * 1_000_000
    for body in (block * 10, iter([block] * 10)):
        answer = wire.post("/predict", content=body, headers=JSON)
        assert answer.status_code == 413
        assert str(LARGEST_BODY) in check_problem(answer, "too-large").detail
    assert wire.get(f"/predict/{known}").status_code == 200


def test_a_body_of_the_largest_size_is_still_read(wire: httpx.Client, known: str) -> None:
    body = f'{{"client_id": {known}}}'.encode().ljust(LARGEST_BODY)
    assert wire.post("/predict", content=body, headers=JSON).status_code == 200


def test_a_body_on_a_request_that_takes_none_is_ignored(wire: httpx.Client, known: str) -> None:
    assert wire.request("GET", f"/predict/{known}", content=b"x" * 1000).status_code == 200


def test_what_is_not_http_does_not_end_the_service(wire: httpx.Client) -> None:
    address = (wire.base_url.host, wire.base_url.port or 0)
    for noise in (
        b"\x16\x03\x01\x02\x00" * 50,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /predict HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ):
        with socket.create_connection(address, timeout=5) as connection:
            connection.sendall(noise)
            assert connection.recv(100).startswith(b"HTTP/1.1 4")
    assert wire.get("/health").status_code == 200


def test_many_callers_at_once_get_each_their_own_answer(wire: httpx.Client, portfolio: Portfolio) -> None:
    ids = portfolio.snapshot.index.names(slice(40))
    answers: dict[str, float] = {}

    def ask(numbers: list[str]) -> None:
        for number in numbers:
            answers[number] = wire.get(f"/clients/{number}/explanation").json()["probability_of_default"]

    threads = [threading.Thread(target=ask, args=(ids[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: portfolio.predict(number).probability_of_default for number in ids}


def test_a_body_that_never_comes_is_given_up() -> None:
    sent: list[Message] = []

    async def silence() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    async def keep(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/predict",
        "headers": [(b"content-length", b"5"), (b"accept-language", b"en")],
    }
    started = time.monotonic()
    asyncio.run(BodyLimits(PlainTextResponse("read"), slowest=0.1)(scope, silence, keep))
    assert time.monotonic() - started < 5
    assert sent[0]["status"] == 408
    assert Problem.model_validate_json(sent[1]["body"]).type == "urn:limpide:problem:too-slow"


def test_half_a_body_is_no_request() -> None:
    sent: list[Message] = []
    messages: list[Message] = [{"type": "http.request", "body": b"{}", "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return messages.pop(0)

    async def keep(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/predict", "headers": [(b"content-length", b"5")]}
    asyncio.run(BodyLimits(PlainTextResponse("read"))(scope, receive, keep))
    assert sent == []
