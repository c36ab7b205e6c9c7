"""The service over loopback: milliseconds of each question, one connection, one worker."""

import http.client
import statistics
import time
from pathlib import Path

import numpy as np

from limpide.cli.processes import find_free_port, running

_ROUTES = (
    ("GET /health", "/health", 2000),
    ("GET /predict/{client_id}", "/predict/{}", 2000),
    ("GET /clients/{client_id}/explanation", "/clients/{}/explanation", 500),
    ("GET /clients/{client_id}", "/clients/{}", 300),
    ("GET /clients", "/clients?prefix=10", 300),
)


def measure_service(home: Path) -> str:
    """Ask a running ``limpide serve`` on the snapshot and bundle in ``home``; return a section of the page."""
    clients = np.load(home / "snapshot" / "client_ids.npy")
    port = find_free_port(18700)
    arguments = ["serve", "--bundle", str(home / "bundle"), "--snapshot", str(home / "snapshot"), "--port", str(port)]
    environment = {"LIMPIDE_HOME": str(home / "home"), "LIMPIDE_LOG_FORMAT": "json"}
    started = time.monotonic()
    with running("API", arguments, log=home / "api.log", environment=environment) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        ready = time.monotonic() - started
        lines = [_line(name, path, times, port=port, clients=clients) for name, path, times in _ROUTES]
    table = ["| request | p50 | p95 |", "|---|---|---|", *lines]
    return (
        f"## The service\n\n{len(clients):,} clients, one worker, one connection, generator in Python on the same "
        f"cores; ready {ready:.1f} s after the command, a new PostgreSQL included.\n\n" + "\n".join(table)
    )


def _line(name: str, path: str, times: int, *, port: int, clients: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> str:
    asked = np.random.default_rng(1).choice(clients, times)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    found = sorted(_milliseconds(connection, path.format(client)) for client in asked)
    connection.close()
    return f"| {name} | {statistics.median(found):.2f} ms | {found[int(len(found) * 0.95)]:.2f} ms |"


def _milliseconds(connection: http.client.HTTPConnection, path: str) -> float:
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET {path} answered {answer.status}")
    return (time.perf_counter() - started) * 1000
