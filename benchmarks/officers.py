"""Load test of the dashboard by Streamlit's own websocket protocol, without a browser: N officers open cases.

The driver takes its own part of the same cores: compare processor time a case before seconds.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.page import say_measured
from benchmarks.process import cpu_seconds, memory_mb

_TITLE = "## The dashboard with many officers"
SESSIONS = (1, 10, 25, 50, 200)
CASES = 60  # about, at each number of sessions
LONG_RUN = 1_000  # cases after which memory is looked at
SECONDS_A_CASE = 10.0  # from an officer's click to the next one
_SLOWEST = 120.0


@dataclass(frozen=True)
class Served:
    """Where the dashboard's processes answer, their numbers, and that of the API, None where it runs elsewhere."""

    urls: tuple[str, ...]
    dashboards: tuple[int, ...]
    api: int | None

    def cpu(self) -> tuple[float, float]:
        """Return the processor seconds so far of the dashboard and of the API."""
        return sum(map(cpu_seconds, self.dashboards)), 0.0 if self.api is None else cpu_seconds(self.api)

    def memory(self) -> float:
        """Return the memory, in MB, of the largest process of the dashboard."""
        return max(map(memory_mb, self.dashboards))


@dataclass(frozen=True)
class Load:
    """What so many sessions at once cost: seconds of each case, processor seconds, memory of the dashboard in MB."""

    sessions: int
    processes: int
    seconds: tuple[float, ...]
    dashboard_cpu: float
    api_cpu: float
    memory: float

    def milliseconds_a_case(self, cpu: float) -> float:
        """Return processor seconds as milliseconds a case."""
        return 1000 * cpu / len(self.seconds)


def measure_loads(
    served: Served, clients: Sequence[str], *, sessions: Sequence[int] = SESSIONS, pace: float = SECONDS_A_CASE
) -> list[Load]:
    """Open cases with each number of sessions in turn; the sessions of the step before have left."""
    return [
        asyncio.run(_load(served, clients, sessions=number, cases=max(3, CASES // number), pace=pace))
        for number in sessions
    ]


def measure_memory(served: Served, clients: Sequence[str], *, sessions: int = 10, cases: int = LONG_RUN) -> list[float]:
    """Return the memory of the dashboard, in MB, at each quarter of a long run of the same number of sessions."""
    quarter = cases // 4 // sessions
    return [asyncio.run(_load(served, clients, sessions=sessions, cases=quarter, pace=1.0)).memory for _ in range(4)]


async def _load(served: Served, clients: Sequence[str], *, sessions: int, cases: int, pace: float) -> Load:
    drawn = random.Random(sessions)  # noqa: S311 - examples, not secrets
    ready, went = asyncio.Barrier(sessions + 1), asyncio.Event()

    async def officer(number: int) -> list[float]:
        async with _session(served.urls[number % len(served.urls)]) as session:
            await session.open_case(drawn.choice(clients))  # signing in is not measured
            await ready.wait()
            await went.wait()
            await asyncio.sleep(drawn.random() * min(pace, _pause(sessions, pace)))
            return [await _at_pace(session, drawn.choice(clients), _pause(sessions, pace)) for _ in range(cases)]

    working = [asyncio.create_task(officer(number)) for number in range(sessions)]
    await ready.wait()
    before = served.cpu()
    went.set()
    seconds = [each for one in await asyncio.gather(*working) for each in one]
    dashboard, api = (now - then for now, then in zip(served.cpu(), before, strict=True))
    return Load(sessions, len(served.urls), tuple(seconds), dashboard, api, served.memory())


def _pause(sessions: int, pace: float) -> float:
    return pace if sessions > 1 else pace / 10  # one alone disturbs nobody


async def _at_pace(session: "_Session", client: str, pace: float) -> float:
    started = time.perf_counter()
    await session.open_case(client)
    took = time.perf_counter() - started
    await asyncio.sleep(max(0.0, pace - took))
    return took


@dataclass(frozen=True)
class _Session:
    connection: ClientConnection

    async def open_case(self, client: str) -> None:
        """Ask for a case and read until its page is complete."""
        request = BackMsg()
        state = request.rerun_script
        state.query_string, state.page_name = f"client={client}", "case"
        state.context_info.timezone, state.context_info.locale = "Europe/Paris", "fr"
        await self.connection.send(request.SerializeToString())
        async with asyncio.timeout(_SLOWEST):
            while not await self._is_finished():
                pass

    async def _is_finished(self) -> bool:
        received = ForwardMsg()
        content = await self.connection.recv(decode=False)
        received.ParseFromString(content)
        finished = received.WhichOneof("type") == "script_finished"
        return finished and received.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[_Session]:
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as connection:
        yield _Session(connection)


def build_section(loads: Sequence[Load], memory: Sequence[float], *, total: int) -> str:
    """Return the section of results: the loads, then memory over a long run."""
    alone = loads[0].memory
    rows = [
        f"| {load.sessions} | {load.processes} | {len(load.seconds)} | {_milliseconds(load, 0.5)} | "
        f"{_milliseconds(load, 0.95)} | {load.milliseconds_a_case(load.dashboard_cpu):.0f} ms | "
        f"{load.milliseconds_a_case(load.api_cpu):.0f} ms | {load.memory:.0f} MB | {_a_visit(load, alone)} |"
        for load in loads
    ]
    grown = " → ".join(f"{each:.0f}" for each in memory)
    return "\n".join(
        [
            _TITLE,
            "",
            f"{say_measured('make bench-dashboard', 'streamlit')}, by the websocket protocol, without a browser; "
            f"{total:,} clients; an officer opens a case each {SECONDS_A_CASE:.0f} s; memory is that of the largest "
            "process of the dashboard, a visit's what it grew by since one officer, shared out.",
            "",
            "| officers at once | processes | cases | p50 | p95 | processor a case, dashboard | and API | memory "
            "| a visit |",
            "|---|---|---|---|---|---|---|---|---|",
            *rows,
            "",
            f"Memory after each quarter of {LONG_RUN:,} further cases in one process: {grown} MB.",
        ]
    )


def _a_visit(load: Load, alone: float) -> str:
    visits = load.sessions / load.processes - 1
    return f"{(load.memory - alone) / visits:.1f} MB" if visits > 0 else ""


def _milliseconds(load: Load, share: float) -> str:
    return f"{1000 * sorted(load.seconds)[int(share * (len(load.seconds) - 1))]:.0f} ms"
