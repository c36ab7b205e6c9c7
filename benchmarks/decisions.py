"""``python -m benchmarks.decisions``: officers who decide all day, on a real PostgreSQL that waits for the disk."""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import numpy as np

from limpide.cli.demo_chain import Chain, prepare
from limpide.cli.processes import find_free_port, running
from limpide.contract import Role
from limpide.core.progress import silent
from limpide.database import accounts
from limpide.database.embedded import embedded_server
from limpide.database.engine import Engine, create_engine, transaction
from limpide.database.keys import find_or_make_key_file
from limpide.database.migrate import upgrade
from limpide.database.verify import verify

OFFICERS, SECONDS, PAUSE = 200, 120.0, 10.0  # a decision every ten seconds is a very busy day

WARM = 30.0  # seconds: a new service prepares its population and compiles features beside its first answers


@dataclass
class Day:
    """What the officers saw."""

    milliseconds: list[float] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def _officer(http: httpx.AsyncClient, clients: list[int], until: float, pause: float, day: Day) -> None:
    await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - officers, not secrets
    while time.monotonic() < until:
        asked = {"client_id": clients.pop(), "choice": "refused", "motive": "policy"}
        started = time.perf_counter()
        answer = await http.post("/decisions", json=asked, headers={"Idempotency-Key": uuid4().hex})
        day.milliseconds.append((time.perf_counter() - started) * 1000)
        if answer.status_code == 201:
            day.stored.append(answer.json()["decision_id"])
        else:
            day.faults.append(f"{answer.status_code} {answer.text[:200]}")
        await asyncio.sleep(random.expovariate(1 / pause))


async def _work(url: str, tokens: list[str], clients: list[int], *, seconds: float, pause: float) -> Day:
    day, until = Day(), time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=httpx.Limits(max_connections=None)) as shared:
        officers = [
            httpx.AsyncClient(base_url=url, timeout=30, headers={"Authorization": f"Bearer {t}"}) for t in tokens
        ]
        await shared.get("/health")
        await asyncio.gather(*[_officer(each, clients, until, pause, day) for each in officers])
        for each in officers:
            await each.aclose()
    return day


def measure_decisions(home: Path, *, officers: int = OFFICERS, seconds: float = SECONDS, pause: float = PAUSE) -> str:
    """Let officers decide for a while on the demo's client base in ``home``; return a section of the page."""
    chain = prepare(home / "demo", clients=20_000, seed=1, fresh=False, progress=silent)
    clients = np.random.default_rng(1).permutation(np.load(chain.snapshot / "client_ids.npy")).tolist()
    keys = find_or_make_key_file(home)
    with tempfile.TemporaryDirectory(prefix="limpide-pg-bench-") as folder, embedded_server(Path(folder)) as url:
        upgrade(url, keys=keys)
        engine = create_engine(url)
        tokens = _tokens(engine, officers)
        with _serving(chain, url, home) as address:
            time.sleep(WARM)
            one = asyncio.run(_work(address, tokens[:1], clients, seconds=10, pause=0.02))
            day = asyncio.run(_work(address, tokens, clients, seconds=seconds, pause=pause))
        with transaction(engine) as begun:
            fsync = begun.connection.exec_driver_sql("SHOW fsync").scalar_one()
            verdict = verify(begun.connection, keys=keys, home=home)
        engine.dispose()
    answered, stored = len(one.stored) + len(day.stored), verdict.head.position
    whole = "holds" if verdict.broken is None else f"is BROKEN: {verdict.broken}"
    lines = [
        _line("one officer, 20 ms between decisions", one),
        _line(f"{officers} officers, {pause:.0f} s between", day),
    ]
    table = ["| who | p50 | p95 | p99 | stored | errors |", "|---|---|---|---|---|---|", *lines]
    return (
        f"## Decisions\n\n`POST /decisions` with a token and an Idempotency-Key for {seconds:.0f} s on loopback, one "
        f"worker, PostgreSQL with fsync {fsync}, officers in Python on the same cores. {answered} were answered 201, "
        f"{stored} are stored, the chain {whole}.\n\n" + "\n".join(table)
    )


def _tokens(engine: Engine, officers: int) -> list[str]:
    with transaction(engine) as begun:
        return [
            accounts.create(begun.connection, f"officer {n}", role=Role.OFFICER, valid_for=timedelta(days=1)).token
            for n in range(officers)
        ]


@contextmanager
def _serving(chain: Chain, database_url: str, home: Path) -> Iterator[str]:
    port = find_free_port(18900)
    arguments = ["serve", "--bundle", str(chain.bundle), "--snapshot", str(chain.snapshot), "--port", str(port)]
    environment = {"DATABASE_URL": database_url, "LIMPIDE_HOME": str(home), "LIMPIDE_LOG_FORMAT": "json"}
    with running("API", arguments, log=home / "api.log", environment=environment) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        yield f"http://127.0.0.1:{port}"


def _line(who: str, day: Day) -> str:
    found = sorted(day.milliseconds)
    quantiles = [statistics.median(found), *(found[int(len(found) * share)] for share in (0.95, 0.99))]
    told = " | ".join(f"{value:.1f} ms" for value in quantiles)
    return f"| {who} | {told} | {len(day.stored)} | {len(day.faults)} |"


if __name__ == "__main__":
    print(measure_decisions(Path(sys.argv[1] if len(sys.argv) > 1 else ".limpide")))
