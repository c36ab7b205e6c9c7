"""The client against a running service, and against a network that fails."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest

from limpide.client import LimpideClient, Preparing, Refused
from limpide.contract import (
    ApplicantRequest,
    AssessmentRequest,
    BatchFailure,
    Choice,
    ClientOutcome,
    DecisionRequest,
    Group,
    Motive,
)
from limpide.core.decision import Decision
from limpide.core.errors import Unavailable

Answer = tuple[int, str, bytes]
HEALTHY: Answer = (200, "application/json", b'{"status": "ok", "version": "1"}')
BUSY: Answer = (503, "text/plain", b"busy")


@contextmanager
def network_that_answers(*answers: Answer | None) -> Iterator[tuple[str, list[str]]]:
    """A server outside Limpide that gives these answers in turn (None hangs up), and notes what was asked."""
    asked: list[str] = []
    waiting = list(answers)

    class Scripted(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            answer = waiting.pop(0)
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, kind, body = answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the names that the standard library calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def some_decision(client_id: str = "100001") -> DecisionRequest:
    return DecisionRequest(
        client_id=client_id, choice=Choice.REFUSED, motive=Motive.POLICY, comment="seen", officer="A. Martin"
    )


def test_a_busy_service_is_asked_again_until_it_answers() -> None:
    with network_that_answers(BUSY, BUSY, HEALTHY) as (url, asked), LimpideClient(url) as client:
        assert client.health().version == "1"
    assert asked == ["GET /health"] * 3


PREPARING: Answer = (
    503,
    "application/problem+json",
    b'{"type": "urn:limpide:problem:preparing", "title": "T", "status": 503, "detail": "Later.", "instance": "/"}',
)


def test_a_service_that_still_scores_its_clients_is_told_apart_from_one_that_is_away() -> None:
    with (
        network_that_answers(*[PREPARING] * 3) as (url, asked),
        LimpideClient(url) as client,
        pytest.raises(Preparing, match="Later") as told,
    ):
        client.clients("1", decision=Decision.REVIEW, outcome=ClientOutcome.UNKNOWN)
    assert told.value.problem.status == 503 and isinstance(told.value, Unavailable)
    assert asked == ["GET /clients?prefix=1&decision=review&outcome=unknown&limit=20"] * 3


def test_a_lost_connection_is_tried_again() -> None:
    with network_that_answers(None, HEALTHY) as (url, asked), LimpideClient(url) as client:
        assert client.health().version == "1"
    assert len(asked) == 2


def test_a_service_that_stays_busy_is_given_up_after_three_times() -> None:
    with (
        network_that_answers(*[BUSY] * 5) as (url, asked),
        LimpideClient(url) as client,
        pytest.raises(Unavailable, match="503"),
    ):
        client.health()
    assert len(asked) == 3


@pytest.mark.parametrize("answer", [BUSY, None, (500, "text/plain", b"")])
def test_a_decision_is_sent_once_only(answer: Answer | None) -> None:
    with (
        network_that_answers(answer, HEALTHY) as (url, asked),
        LimpideClient(url) as client,
        pytest.raises(Unavailable),
    ):
        client.decide(some_decision())
    assert asked == ["POST /decisions"]


def test_a_service_that_is_not_ready_says_what_it_lacks() -> None:
    silent = {"name": "database", "ready": False, "required": True, "detail": "refused"}
    lacking = {"ready": False, "checks": [silent]}
    with (
        network_that_answers((503, "application/json", json.dumps(lacking).encode())) as (url, asked),
        LimpideClient(url) as client,
    ):
        readiness = client.ready()
    assert not readiness.ready and readiness.checks[0].detail == "refused"
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (200, "text/html", b"<html>a portal</html>"),
        (200, "application/json", b'{"status": "ok"}'),
        (404, "text/html", b"<html>not here</html>"),
        (500, "application/json", b'{"detail": "boom"}'),
    ],
)
def test_an_answer_that_is_not_the_contract_is_unavailable_and_names_the_address(answer: Answer) -> None:
    with (
        network_that_answers(answer) as (url, _),
        LimpideClient(url) as client,
        pytest.raises(Unavailable, match=f"{url}/health"),
    ):
        client.health()


def test_nobody_listening_is_unavailable_and_says_how_to_start_the_service() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with LimpideClient(f"http://127.0.0.1:{port}") as client, pytest.raises(Unavailable, match="limpide serve"):
        client.health()


def test_a_service_that_accepts_and_keeps_silent_is_unavailable_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with LimpideClient(url, timeout=0.2) as client, pytest.raises(Unavailable, match="in time"):
            client.health()


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.predict(999_999_998),
        lambda client: client.explain(999_999_998),
        lambda client: client.client(999_999_998),
        lambda client: client.decide(some_decision("999999998")),
    ],
)
def test_an_unknown_client_is_refused_in_the_callers_language(
    call: Callable[[LimpideClient], object], api_url: str
) -> None:
    titles = set()
    for language in ("fr", "en"):
        with LimpideClient(api_url, language=language) as client, pytest.raises(Refused) as refused:
            call(client)
        assert refused.value.problem.status == 404
        titles.add(refused.value.problem.detail)
    assert len(titles) == 2


def test_the_pages_of_a_list_follow_one_another(api_url: str) -> None:
    with LimpideClient(api_url) as client:
        first = client.clients(limit=3)
        second = client.clients(cursor=first.next_cursor, limit=3)
        listed = [summary.client_id for page in (first, second) for summary in page.clients]
        assert len(listed) == 6 and listed == sorted(set(listed))
        assert client.clients(after=listed[2], limit=3) == second
        narrowed = client.clients(str(listed[0]))
        assert [summary.client_id for summary in narrowed.clients] == [listed[0]]
        assert client.clients("999999998").total == 0


def test_what_is_said_of_one_client_agrees(api_url: str) -> None:
    with LimpideClient(api_url) as client:
        client_id = client.clients(limit=1).clients[0].client_id
        prediction, explanation = client.predict(client_id), client.explain(client_id)
        assert explanation.probability_of_default == prediction.probability_of_default
        assert explanation.decision == prediction.decision
        assert client.client(client_id).client_id == client_id


def test_a_decision_sent_is_found_in_the_clients_history(api_url: str) -> None:
    with LimpideClient(api_url) as client:
        client_id = client.clients(limit=2).clients[1].client_id
        before = len(client.decisions(client_id).decisions)
        request = some_decision(client_id).model_copy(update={"comment": str(uuid4())})
        record = client.decide(request)
        history = client.decisions(client_id).decisions
        assert len(history) == before + 1
        assert history[0].decision_id == record.decision_id and history[0].comment == request.comment


def test_the_service_is_alive_and_ready(api_url: str) -> None:
    with LimpideClient(api_url) as client:
        assert client.health().status == "ok"
        assert client.ready().ready


def test_every_question_about_a_client_has_its_method(api_url: str) -> None:
    with LimpideClient(api_url, timeout=30) as client:
        ids = [summary.client_id for summary in client.clients(limit=3).clients]
        number = ids[0]
        assert len(client.similar(number, k=5).clients) == 5
        assert client.simulate(number, {"AMT_CREDIT": 200_000}).changes
        assert client.counterfactuals(number).prospect
        assert client.assess(AssessmentRequest(client_id=number)).reasons
        lines = list(client.assess_many(AssessmentRequest(client_id=each) for each in (*ids, "899999999")))
        assert [line.client_id for line in lines] == [*ids, "899999999"]
        assert lines[0].probability_of_default == client.predict(number).probability_of_default  # type: ignore[union-attr]
        assert isinstance(lines[-1], BatchFailure)
        stored = client.apply(ApplicantRequest(application={"AMT_CREDIT": 200_000}), key=str(uuid4()))
        assert client.explain(stored.client_id).client_id == stored.client_id
        name = client.importance(top=1).features[0].name
        assert client.feature(name).in_model and name in [card.name for card in client.features().features]
        groups = client.distribution("age", groups=[Group.ALL, Group.SIMILAR], client_id=number).groups
        assert [each.group for each in groups] == ["all", "similar"]
        assert client.pairs("age", "income", gender="F").cells
        assert client.model().model_version == client.predict(number).model_version
        assert client.cost_curve(ratio=5).ratio == 5
        assert client.columns().columns


def test_a_request_can_be_found_again_in_the_log_and_in_traces() -> None:
    noted: list[tuple[str, str]] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            noted.append((self.headers["X-Request-ID"], self.headers["traceparent"]))
            self.send_response(503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with LimpideClient(f"http://127.0.0.1:{server.server_port}") as client, pytest.raises(Unavailable) as failure:
        client.health()
    server.shutdown()
    thread.join()
    server.server_close()
    assert len({identifier for identifier, _ in noted}) == len(noted) == 3
    for identifier, trace in noted:
        assert re.fullmatch(rf"00-{identifier}-[0-9a-f]{{16}}-01", trace)
    assert f"request {noted[-1][0]}" in str(failure.value)
