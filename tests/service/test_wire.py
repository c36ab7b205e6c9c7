"""Over a real socket, with the real server: what the in-process client cannot show."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial

import httpx
import pytest
import uvicorn
from problem_checks import check_problem
from starlette.responses import PlainTextResponse
from starlette.types import Message

from limpide.contract import Problem
from limpide.database.engine import create_engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service import batch_body
from limpide.service.app import create_app
from limpide.service.connections import LimitedProtocol
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


@pytest.fixture
def impatient(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A server that waits one second for a head or a body, and takes twenty connections of an address."""
    monkeypatch.setattr(batch_body, "SLOWEST_BODY", 1.0)
    app = create_app(portfolio, create_engine("postgresql://127.0.0.1:1/nowhere"))
    protocol = partial(LimitedProtocol, per_address=20, head_seconds=1.0)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        options = {"log_config": None, "ws": "none", "timeout_graceful_shutdown": 1}
        server = uvicorn.Server(uvicorn.Config(app, http=protocol, **options))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join(timeout=10)


HEAD = b"POST /predict/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
WHOLE = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("begin", "drop"),
    [
        (b"", b""),
        (b"GET /health HT", b""),
        (HEAD, b"X: y\r\n"),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (WHOLE, b"\r\n"),
        (WHOLE, b"G"),
    ],
    ids=["silent", "half a line", "half a head", "half a body", "endless chunks", "blank lines", "half a second head"],
)
def test_who_sends_a_byte_now_and_then_is_cut(impatient: tuple[str, int], begin: bytes, drop: bytes) -> None:
    with socket.create_connection(impatient, timeout=5) as connection:
        connection.sendall(begin)
        began, ended = time.monotonic(), False
        connection.settimeout(0.3)
        while not ended:
            assert time.monotonic() - began < 4, "the connection is still open"
            try:
                connection.sendall(drop)
                ended = connection.recv(10_000) == b""
            except TimeoutError:
                continue
            except OSError:
                ended = True


def test_one_address_has_no_more_connections_than_its_share(impatient: tuple[str, int]) -> None:
    held = [socket.create_connection(impatient, timeout=5) for _ in range(60)]
    time.sleep(0.5)
    open_ones = [each for each in held if _is_open(each)]
    assert len(open_ones) == 20
    for each in held:
        each.close()
    time.sleep(0.2)
    assert httpx.get(f"http://127.0.0.1:{impatient[1]}/health").status_code == 200


def test_a_patient_caller_keeps_an_idle_connection_between_two_requests(impatient: tuple[str, int]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{impatient[1]}") as client:
        assert client.get("/health").status_code == 200
        time.sleep(1.5)
        answer = client.get("/health")
        assert answer.status_code == 200
        assert client.post("/predict/batch", content=b"", headers={"Content-Type": "application/x-ndjson"}).is_success


def _is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
