import os
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from deployment import DEPLOY, program

from ports import own_port
from sealed_shelf import Shelf, offered


@pytest.fixture
def front(tmp_path: Path) -> Path:
    (tmp_path / "front").mkdir()
    for name in ("health", "metrics"):
        (tmp_path / "front" / name).write_text("{}")
    return tmp_path / "front"


@pytest.fixture
def behind() -> int:
    """The port of what is behind the proxy."""
    return own_port(19800)


@pytest.fixture
def upstream(front: Path, behind: int) -> Iterator[Shelf]:
    """Something behind the proxy that tells what it was asked for."""
    with offered(front, port=behind) as shelf:
        yield shelf


@pytest.fixture
def proxy(behind: int, tmp_path: Path) -> Iterator[tuple[int, int, ssl.SSLContext]]:
    """The real Caddy on the Caddyfile as it stands; its ports for HTTP and HTTPS, and trust in its authority."""
    plain, secure = own_port(19600), own_port(19700)
    environment = {
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "LIMPIDE_HTTP_PORT": str(plain),
        "LIMPIDE_HTTPS_PORT": str(secure),
        "LIMPIDE_API": f"127.0.0.1:{behind}",
        "LIMPIDE_DASHBOARD": f"127.0.0.1:{behind}",
    }
    command = [program("caddy"), "run", "--config", str(DEPLOY / "container" / "Caddyfile"), "--adapter", "caddyfile"]
    authority = tmp_path / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    said = tmp_path / "caddy.log"
    with said.open("wb") as log, subprocess.Popen(command, env={**os.environ, **environment}, stderr=log) as process:
        try:
            yield plain, secure, _trust(authority, process, said, port=secure)
        finally:
            process.terminate()


def _trust(authority: Path, process: "subprocess.Popen[bytes]", said: Path, *, port: int) -> ssl.SSLContext:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, said.read_text()
        try:
            trust = ssl.create_default_context(cafile=authority)
            _ask("api.localhost", "/metrics", port=port, trust=trust)
        except (OSError, httpx.TransportError):
            time.sleep(0.1)
        else:
            return trust
    raise AssertionError(said.read_text())


def _ask(
    host: str, path: str, *, port: int, trust: ssl.SSLContext, body: bytes | None = None, key: str | None = None
) -> httpx.Response:
    url = httpx.URL(f"https://127.0.0.1:{port}{path}")
    headers = {"Host": f"{host}:{port}", **({"Idempotency-Key": key} if key else {})}
    with httpx.Client(verify=trust, timeout=20) as http:
        method = "GET" if body is None else "POST"
        return http.request(method, url, headers=headers, content=body, extensions={"sni_hostname": host})


@contextmanager
def careless(port: int) -> Iterator[list[bytes]]:
    """Something that ends the connection instead of answering the first request, as a server that stops may do."""
    read: list[bytes] = []

    class Careless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            read.append(self.rfile.read(int(self.headers["Content-Length"])))
            if len(read) > 1:
                self.send_response(201)
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it has there
            pass

    with HTTPServer(("127.0.0.1", port), Careless) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield read
        finally:
            server.shutdown()
            thread.join()


def test_the_proxy_speaks_tls_for_both_names_and_keeps_the_figures_inside(
    upstream: Shelf, proxy: tuple[int, int, ssl.SSLContext]
) -> None:
    plain, port, trust = proxy
    for host in ("localhost", "api.localhost"):
        answer = _ask(host, "/health", port=port, trust=trust)
        assert answer.status_code == 200
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert "Server" not in answer.headers
    upstream.asked.clear()
    assert _ask("api.localhost", "/metrics", port=port, trust=trust).status_code == 404
    assert upstream.asked == []
    redirect = httpx.get(f"http://127.0.0.1:{plain}/health", headers={"Host": "api.localhost"})
    assert (redirect.status_code, redirect.headers["Location"]) == (308, "https://api.localhost/health")


def test_a_restart_behind_the_proxy_is_a_wait_and_not_an_error(
    proxy: tuple[int, int, ssl.SSLContext], front: Path, behind: int
) -> None:
    _, port, trust = proxy
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(_ask, "api.localhost", "/health", port=port, trust=trust)
        time.sleep(0.5)
        assert not asked.done()
        with offered(front, port=behind):
            assert asked.result(timeout=20).status_code == 200


@pytest.mark.parametrize(("key", "status", "times"), [("this-decision", 201, 2), (None, 502, 1)])
def test_what_may_be_written_twice_without_harm_is_sent_again_when_a_connection_ends(
    proxy: tuple[int, int, ssl.SSLContext], behind: int, key: str | None, status: int, times: int
) -> None:
    _, port, trust = proxy
    decision = b'{"client_id": 100002, "choice": "refused"}'
    with careless(behind) as read:
        answer = _ask("api.localhost", "/decisions", port=port, trust=trust, body=decision, key=key)
    assert (answer.status_code, read) == (status, [decision] * times)
