import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.database.engine import create_engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app


def test_traces_reach_the_collector_without_a_client_number(
    portfolio: Portfolio, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("opentelemetry.sdk", reason="the extra telemetry is not installed")
    collected: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collected.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        nowhere = create_engine("postgresql://127.0.0.1:1/nowhere")
        with TestClient(create_app(portfolio, nowhere, journal=JOURNAL)) as http:
            assert http.get(f"/predict/{known}?again={known}").status_code == 200
            deadline = time.monotonic() + 10
            while not collected and time.monotonic() < deadline:
                time.sleep(0.05)
        server.shutdown()
    sent = b"".join(collected)
    assert b"/predict/{client_id}" in sent
    assert str(known).encode() not in sent
