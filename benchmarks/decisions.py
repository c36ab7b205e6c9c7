"""``python -m benchmarks.decisions``: officers who decide all day, on a real PostgreSQL that waits for the disk."""

import asyncio
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import numpy as np

from benchmarks.page import put_section, say_measured
from limpide.cli.demo_chain import prepare
from limpide.cli.processes import find_free_port, running
from limpide.contract import Role
from limpide.core.progress import silent
from limpide.database import accounts
from limpide.database.embedded import embedded_server
from limpide.database.engine import Engine, create_engine, transaction
from limpide.database.keys import Keys, find_or_make_key_file
from limpide.database.migrate import upgrade
from limpide.database.verify import verify

_TITLE = "## Decisions"
_WAITS = ("fsync", "synchronous_commit")
OFFICERS, SECONDS, PAUSE = 200, 120.0, 10.0  # a decision every ten seconds is a very busy day

_OVERRIDES = 0.1
_IDLE = 60.0  # seconds: the service lets go of a connection that is silent for longer
WARM = 30.0  # seconds: a new service prepares its population and compiles features beside its first answers


@dataclass
class Day:
    """What the officers saw."""

    milliseconds: list[float] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    own_milliseconds: float = 0.0  # of the processor, that asking costs the officers' own process, a decision


class Line:
    """One officer's connection, kept open: what a full HTTP client costs would be measured as the service's."""

    def __init__(self, address: str, token: str) -> None:
        self._host, _, port = address.removeprefix("http://").partition(":")
        self._port = int(port)
        self._token = token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, content: object = None, **headers: str) -> tuple[int, bytes, float]:
        """Return status, body, and the milliseconds from the first byte sent to the last one received."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        body = b"" if content is None else json.dumps(content).encode()
        told = {"Host": self._host, "Authorization": f"Bearer {self._token}", "Content-Length": str(len(body))}
        told |= {"Content-Type": "application/json", **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        started = time.perf_counter()
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
        answer = await reader.readexactly(length)
        return int(first.split()[1]), answer, (time.perf_counter() - started) * 1000

    def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            self._streams[1].close()


async def _officer(line: Line, clients: list[int], until: float, pause: float, day: Day, *, looks: bool) -> None:
    await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - officers, not secrets
    while time.monotonic() < until:
        client_id = clients.pop()
        asked = {"client_id": client_id, "choice": "refused", "motive": "policy"}  # mostly against the model
        if looks:
            _, told, _ = await line.ask("GET", f"/clients/{client_id}/explanation")
            asked |= _choose(json.loads(told)["decision"])
        status, answer, taken = await line.ask("POST", "/decisions", asked, **{"Idempotency-Key": uuid4().hex})
        day.milliseconds.append(taken)
        if status == HTTPStatus.CREATED:
            day.stored.append(json.loads(answer)["decision_id"])
        else:
            day.faults.append(f"{status} {answer.decode()[:200]}")
        await asyncio.sleep(min(random.expovariate(1 / pause), _IDLE))


def _choose(said: str) -> dict[str, str]:
    """What the officer does with the model's decision: one time in ten something else, which a colleague reviews."""
    choice = "refused" if said == "refused" else "accepted"
    if random.random() < _OVERRIDES:  # noqa: S311 - officers, not secrets
        return {"choice": "accepted" if choice == "refused" else "refused", "motive": "policy"}
    return {"choice": choice, "motive": "follows_score"}


async def _work(
    url: str, tokens: list[str], clients: list[int], *, seconds: float, pause: float, looks: bool = False
) -> Day:
    day, until, before = Day(), time.monotonic() + seconds, time.process_time()
    lines = [Line(url, token) for token in tokens]
    await asyncio.gather(*[_officer(each, clients, until, pause, day, looks=looks) for each in lines])
    for each in lines:
        each.close()
    day.own_milliseconds = (time.process_time() - before) * 1000 / max(1, len(day.milliseconds))
    return day


def main() -> None:
    """Measure and put the section of decisions into the page of results, in the place of an older one."""
    with tempfile.TemporaryDirectory(prefix="limpide-bench-") as folder:
        section = measure_decisions(Path(folder))
    put_section(section)


def measure_decisions(home: Path, *, officers: int = OFFICERS, seconds: float = SECONDS, pause: float = PAUSE) -> str:
    """Let officers decide for a while, everything written in ``home``; return a section of the page."""
    bundle, snapshot = _client_base(home)
    clients = np.random.default_rng(1).permutation(np.load(snapshot / "client_ids.npy")).tolist()
    known, keys = len(clients), find_or_make_key_file(home)
    with tempfile.TemporaryDirectory(prefix="limpide-pg-bench-") as folder, embedded_server(Path(folder)) as url:
        upgrade(url, keys=keys)
        engine = create_engine(url)
        tokens = _tokens(engine, officers, keys)
        with _serving(bundle, snapshot, url, home) as address:
            time.sleep(WARM)
            load = os.getloadavg()[0]
            one = asyncio.run(_work(address, tokens[:1], clients, seconds=10, pause=0.02))
            reader = asyncio.run(_work(address, tokens[:1], clients, seconds=10, pause=0.02, looks=True))
            day = asyncio.run(_work(address, tokens, clients, seconds=seconds, pause=pause, looks=True))
        with transaction(engine) as begun:
            waits = {name: begun.connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in _WAITS}
            verdict = verify(begun.connection, keys=keys, home=home)
        engine.dispose()
    answered, stored = sum(len(each.stored) for each in (one, reader, day)), verdict.head.position
    whole = "holds" if verdict.whole else f"is BROKEN: {verdict.findings[0]}"
    told = " and ".join(f"{name} {value}" for name, value in waits.items())
    lines = [
        _line("one program, blind, against the model, 20 ms between decisions", one),
        _line("one officer, who reads the case first and mostly agrees, 20 ms between", reader),
        _line(f"{officers} such officers, {pause:.0f} s between decisions", day),
    ]
    table = [
        "| who | p50 | p95 | p99 | stored | errors | officers' own processor |",
        "|---|---|---|---|---|---|---|",
        *lines,
    ]
    return (
        f"{_TITLE}\n\n{_machine(load)}\n\n`POST /decisions` with a token and an Idempotency-Key, {known:,} synthetic "
        f"clients, {seconds:.0f} s of {officers} officers on loopback, one worker, PostgreSQL with {told}, all on the "
        f"same cores. {answered:,} were answered 201, {stored:,} are stored, the chain {whole}. Bar: p50 ≤ 10 ms, "
        "no error.\n\n" + "\n".join(table)
    )


def _client_base(home: Path) -> tuple[Path, Path]:
    """Bundle and snapshot of the folder that LIMPIDE_FULL names, else those of the demo, made in ``home``."""
    given = os.environ.get("LIMPIDE_FULL")
    if given:
        return Path(given).resolve() / "bundle", Path(given).resolve() / "snapshot"
    chain = prepare(home / "demo", clients=20_000, seed=1, fresh=False, progress=silent)
    return chain.bundle, chain.snapshot


def _tokens(engine: Engine, officers: int, keys: Keys) -> list[str]:
    with transaction(engine) as begun:
        return [
            accounts.create(
                begun.connection, f"officer {n}", role=Role.OFFICER, valid_for=timedelta(days=1), keys=keys
            ).token
            for n in range(officers)
        ]


@contextmanager
def _serving(bundle: Path, snapshot: Path, database_url: str, home: Path) -> Iterator[str]:
    port = find_free_port(18900)
    arguments = ["serve", "--bundle", str(bundle), "--snapshot", str(snapshot), "--port", str(port)]
    environment = {"DATABASE_URL": database_url, "LIMPIDE_HOME": str(home), "LIMPIDE_LOG_FORMAT": "json"}
    with running("API", arguments, log=home / "api.log", environment=environment) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        yield f"http://127.0.0.1:{port}"


def _line(who: str, day: Day) -> str:
    found = sorted(day.milliseconds)
    quantiles = [statistics.median(found), *(found[int(len(found) * share)] for share in (0.95, 0.99))]
    told = " | ".join(f"{value:.1f} ms" for value in quantiles)
    return f"| {who} | {told} | {len(day.stored):,} | {len(day.faults)} | {day.own_milliseconds:.1f} ms |"


def _machine(load: float) -> str:
    told = say_measured("make bench-decisions", "fastapi", "uvicorn", "sqlalchemy", "psycopg")
    return f"{told}; load {load:.0f} before (0 is quiet)."


if __name__ == "__main__":
    main()
