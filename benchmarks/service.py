"""``python -m benchmarks.service``: every kind of question, over loopback, on a client base of full size."""

import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import put_section, say_measured
from limpide.cli.processes import Child, find_free_port, running

FULL = 356_255
_SECONDS = 5
_JSON = {"Content-Type": "application/json"}
_WRK = "local ids = {{{ids}}}\nrequest = function() return wrk.format('GET', '{path}' .. ids[math.random(#ids)]) end\n"


@dataclass(frozen=True)
class Ask:
    """One kind of question: its name, its bar in milliseconds (p50), how often it is asked, and the next request."""

    name: str
    bar: float | None
    times: int
    make: Callable[[int], tuple[str, str, bytes | None]]


def main() -> None:
    """Measure and put the section of the service into the page of results, in the place of an older one."""
    with tempfile.TemporaryDirectory(prefix="limpide-bench-") as folder:
        home = Path(folder)
        _make(home)
        section = measure_service(home)
    put_section(section)


def _make(home: Path) -> None:
    """Put tables, snapshot and bundle of full size into ``home``, or links to those that LIMPIDE_FULL names."""
    given = os.environ.get("LIMPIDE_FULL")
    if given:
        for name in ("snapshot", "bundle", "data"):
            (home / name).symlink_to(Path(given).resolve() / name)
        return
    steps = (
        ("data", "synthesise", "--clients", str(FULL), "--seed", "1", "--out", home / "data"),
        ("features", "build", "--data", home / "data", "--out", home / "snapshot"),
        ("train", "--snapshot", home / "snapshot", "--out", home / "bundle"),
    )
    for step in steps:
        subprocess.run([sys.executable, "-m", "limpide.cli", *map(str, step)], check=True, stdout=subprocess.DEVNULL)


def measure_service(home: Path) -> str:
    """Ask a running ``limpide serve`` on the snapshot and bundle in ``home``; return a section of the page."""
    clients = np.load(home / "snapshot" / "client_ids.npy")
    port = find_free_port(18700)
    arguments = ["serve", "--bundle", str(home / "bundle"), "--snapshot", str(home / "snapshot"), "--port", str(port)]
    environment = {"LIMPIDE_HOME": str(home / "home"), "LIMPIDE_LOG_FORMAT": "json"}
    with running("API", arguments, log=home / "first.log", environment=environment) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        _wait_for_population(child, port)  # the first start makes the database and places everybody
    started = time.monotonic()
    with running("API", arguments, log=home / "api.log", environment=environment) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        ready = time.monotonic() - started
        _wait_for_population(child, port)
        before, load = list(_load(home, port, clients)), os.getloadavg()[0]
        asked = [_line(ask, port) for ask in _questions(home, clients)]
        batch = _batch(port, clients)
        memory = _anonymous_memory(child)
    return "\n".join([
        f"## The service, {len(clients):,} clients",
        "",
        _machine(load),
        "",
        f"{len(clients):,} synthetic clients, one worker, generator and service on the same cores.",
        "",
        "| request | 8 connections | p50, 1 connection | of /health, 8 connections | bar |",
        "|---|---|---|---|---|",
        *before,
        "",
        "| request, 1 connection | p50 | p95 | bar |",
        "|---|---|---|---|",
        *asked,
        "",
        f"Batch of {min(100_000, len(clients)):,} client numbers: {batch:,.0f} clients a second (bar 10,000). "
        f"Start to ready {ready:.1f} s (bar 3) beside a database that is there. Memory besides mapped pages at the "
        f"end: {memory:,.0f} MB (bar 400).",
    ])  # fmt: skip


def _wait_for_population(child: Child, port: int) -> None:
    child.wait_until_answers(f"http://127.0.0.1:{port}/model/importance", seconds=300)


def _load(home: Path, port: int, clients: Any) -> Iterator[str]:
    """Requests a second at eight connections and the median at one, by wrk, each with another client."""
    if shutil.which("wrk") is None:
        yield "| not measured: no wrk on this machine; install the package wrk | | | | |"
        return
    some = np.random.default_rng(1).choice(clients, 2_000).tolist()
    rates: dict[str, tuple[float, float]] = {}
    for name, path, ids in (("/health", "/health", [""]), ("/predict/{client_id}", "/predict/", some)):
        script = home / "ask.lua"
        script.write_text(_WRK.format(ids=", ".join(f"'{each}'" for each in ids), path=path), encoding="utf-8")
        _wrk(port, script, connections=8, seconds=1)
        rates[name] = _wrk(port, script, connections=8)[0], _wrk(port, script, connections=1)[1]
    health = rates["/health"][0]
    for name, (rate, median) in rates.items():
        bar = "" if name == "/health" else "≥ 3,000/s, ≤ .6 ms, ≥ .5"
        yield f"| GET {name} | {rate:,.0f}/s | {median:.2f} ms | {rate / health:.2f} | {bar} |"


def _wrk(port: int, script: Path, *, connections: int, seconds: int = _SECONDS) -> tuple[float, float]:
    """Return requests a second and the median in milliseconds; errors are errors here."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", "-s", script, f"http://127.0.0.1:{port}"]
    told = subprocess.run([str(each) for each in command], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(told)
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])
    value, unit = re.findall(r"50%\s+([\d.]+)(us|ms|s)", told)[0]
    return rate, float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def _questions(home: Path, clients: Any) -> list[Ask]:
    random = np.random.default_rng(2)
    asked = random.choice(clients, 1_000).tolist()
    columns = json.loads((home / "snapshot" / "manifest.json").read_text(encoding="utf-8"))["columns"]
    names = [column["name"] for column in columns if column["unit"] != "category"][:200]
    applicants = _applicants(home)
    edit = [json.dumps({"changes": {"AMT_CREDIT": 100_000 + 100 * step}}).encode() for step in range(1_000)]

    def get(path: str) -> Callable[[int], tuple[str, str, bytes | None]]:
        return lambda turn: ("GET", path.format(asked[turn % len(asked)]), None)

    groups = "group=all&group=repaid&group=defaulted"
    return [
        Ask("GET /health", None, 1000, lambda _: ("GET", "/health", None)),
        Ask("GET /predict/{client_id}", 0.6, 1000, get("/predict/{}")),
        Ask("GET …/explanation", 8, 300, get("/clients/{}/explanation")),
        Ask("GET …/similar", 5, 300, get("/clients/{}/similar")),
        Ask("GET …/distribution, another feature each time", 25, 100, lambda turn: (
            "GET", f"/features/{names[turn]}/distribution?{groups}", None)),
        Ask("GET …/distribution, repeated", 2, 300, lambda _: (
            "GET", f"/features/{names[0]}/distribution?{groups}", None)),
        Ask("GET /features/pairs, other features each time", 25, 100, lambda turn: (
            "GET", f"/features/pairs?x={names[turn]}&y={names[-1 - turn]}", None)),
        Ask("GET /features/pairs, repeated", 2, 300, lambda _: (
            "GET", f"/features/pairs?x={names[0]}&y={names[-1]}", None)),
        Ask("POST …/simulate", 25, 200, lambda turn: (
            "POST", f"/clients/{asked[turn]}/simulate", edit[turn])),
        Ask("POST /predict, application with histories", 80, 100, lambda turn: (
            "POST", "/predict", applicants[turn % len(applicants)])),
        Ask("POST /applications, scored and stored", 80, 100, lambda turn: (
            "POST", "/applications", applicants[turn % len(applicants)])),
        Ask("GET …/counterfactuals", 300, 100, get("/clients/{}/counterfactuals")),
        Ask("GET /clients/{client_id}", None, 100, get("/clients/{}")),
    ]  # fmt: skip


def _applicants(home: Path) -> list[bytes]:
    """Fifty applications with every history, as callers would send them."""
    from benchmarks.applicants import read_applicants

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if value is not None and value == value}

    bodies = []
    for application, histories in read_applicants(home / "data", 50):
        rows = {
            name: [plain(row) for row in (given if isinstance(given, list) else given.to_pylist())]
            for name, given in histories.items()
        }
        bodies.append(json.dumps({"application": plain(dict(application)), "histories": rows}).encode())
    return bodies


def _line(ask: Ask, port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = sorted(_milliseconds(connection, *ask.make(turn)) for turn in range(ask.times))
    connection.close()
    p50, p95 = statistics.median(found), found[int(len(found) * 0.95)]
    bar = "" if ask.bar is None else f"≤ {ask.bar:g} ms"
    return f"| {ask.name} | {p50:.2f} ms | {p95:.2f} ms | {bar} |"


def _milliseconds(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None) -> float:
    started = time.perf_counter()
    connection.request(method, path, body=body, headers=_JSON if body else {})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:300]!r}")
    return (time.perf_counter() - started) * 1000


def _batch(port: int, clients: Any) -> float:
    """Clients scored a second, the way there and back included."""
    lines = b"\n".join(b'{"client_id": %d}' % each for each in clients[:100_000].tolist())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    started = time.perf_counter()
    connection.request("POST", "/predict/batch", body=lines, headers={"Content-Type": "application/x-ndjson"})
    answer = connection.getresponse().read()
    seconds = time.perf_counter() - started
    connection.close()
    return answer.count(b"probability_of_default") / seconds


def _anonymous_memory(child: Child) -> float:
    """Megabytes of a process that are no file's pages."""
    status = Path(f"/proc/{child.process.pid}/status").read_text(encoding="ascii")
    return float(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024


def _machine(load: float) -> str:
    told = say_measured("make bench-service", "fastapi", "uvicorn", "pydantic", "lightgbm", "numpy")
    return f"{told}; load {load:.0f} under wrk (2 is this benchmark alone)."


if __name__ == "__main__":
    main()
