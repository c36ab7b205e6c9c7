"""The dashboard's edge: hosts, origins, frames, content policy, and no shared identity beyond loopback."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from typer.testing import CliRunner

from limpide.cli.app import app as command_line
from limpide.core.hosts import AllowedHosts
from limpide.dashboard.exposure import Exposure
from limpide.dashboard.visit import Visit


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})
        return
    cached = {"Cache-Control": "public, max-age=31536000", "X-Frame-Options": "SAMEORIGIN"}
    await PlainTextResponse("page", headers=cached)(scope, receive, send)


@pytest.fixture
def edge() -> TestClient:
    hosts = AllowedHosts(frozenset({"credit.example"}))
    return TestClient(Exposure(_page, hosts), base_url="http://127.0.0.1:8501")


@pytest.mark.parametrize("path", ["/", "/case", "/static/js/index.abc.js", "/media/letter.pdf", "/_stcore/health"])
def test_every_answer_forbids_frames_and_sniffing_and_says_how_long_it_is_stored(edge: TestClient, path: str) -> None:
    for answer in (edge.get(path), edge.get(path, headers={"Host": "evil.example"})):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers.get_list("x-frame-options") == ["DENY"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        (stored,) = answer.headers.get_list("cache-control")
        assert stored == ("public, max-age=31536000" if "static" in path and answer.is_success else "no-store")


def test_another_host_and_a_page_of_another_site_are_refused(edge: TestClient) -> None:
    assert edge.get("/", headers={"Host": "evil.example:8501"}).status_code == 421
    assert edge.get("/", headers={"Host": "credit.example"}).status_code == 200
    assert edge.post("/_stcore/upload_file", headers={"Origin": "http://evil.example"}).status_code == 403
    assert edge.post("/_stcore/upload_file", headers={"Origin": "http://127.0.0.1:8501"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},
        {"Host": "127.0.0.1:8501", "Origin": "http://evil.example"},
        {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:9999"},
        {"Host": "127.0.0.1:8501", "Origin": "null"},
    ],
)
def test_a_websocket_of_another_site_is_closed_before_it_opens(edge: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, edge.websocket_connect("/_stcore/stream", headers=headers):
        pass
    assert closed.value.code == 1008


def test_a_websocket_of_its_own_page_opens(edge: TestClient) -> None:
    headers = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}
    with edge.websocket_connect("/_stcore/stream", headers=headers):
        pass


def test_what_is_no_request_passes() -> None:
    seen: list[Any] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    asyncio.run(Exposure(inner, AllowedHosts(frozenset()))({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "credit.example"])  # noqa: S104
def test_one_person_s_token_is_lent_to_nobody_beyond_loopback(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMPIDE_API_TOKEN", "lmp_x")
    refused = CliRunner().invoke(command_line, ["dashboard", "--host", host])
    assert refused.exit_code != 0
    assert "LIMPIDE_API_TOKEN" in str(refused.exception)


def test_a_visit_forgets_a_person_whole() -> None:
    visit = Visit()
    visit.remember("100002")
    visit.draft("application")["AMT_INCOME_TOTAL"] = 90_000
    visit.officer["name"] = "Zoé"
    visit.forget_person()
    assert (visit.recent, visit.drafts, visit.officer) == ([], {}, {})
