"""Load test of the dashboard by Streamlit's own websocket protocol, without a browser: N officers open cases."""

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
SESSIONS = (1, 10, 25)
CASES = 60  # about, at each number of sessions
LONG_RUN = 300  # cases after which memory is looked at
SECONDS_A_CASE = 5.0  # from an officer's click to the next one
_SLOWEST = 120.0


@dataclass(frozen=True)
class Load:
    """What so many sessions at once cost: seconds of each case, processor seconds and memory of the dashboard."""

    sessions: int
    seconds: tuple[float, ...]
    cpu: float
    memory: float

    @property
    def cpu_a_case(self) -> float:
        """Processor milliseconds of the dashboard's process a case."""
        return 1000 * self.cpu / len(self.seconds)


def measure_loads(url: str, process: int, clients: Sequence[str], *, pace: float = SECONDS_A_CASE) -> list[Load]:
    """Open cases with each number of sessions in turn; the sessions of the step before have left."""
    return [
        asyncio.run(_load(url, process, clients, sessions=sessions, cases=max(3, CASES // sessions), pace=pace))
        for sessions in SESSIONS
    ]


def measure_memory(url: str, process: int, clients: Sequence[str], *, sessions: int = 10) -> list[float]:
    """Return the memory of the dashboard, in MB, at each third of a long run of the same sessions."""
    third = LONG_RUN // 3 // sessions
    return [
        asyncio.run(_load(url, process, clients, sessions=sessions, cases=third, pace=1.0)).memory for _ in range(3)
    ]


async def _load(url: str, process: int, clients: Sequence[str], *, sessions: int, cases: int, pace: float) -> Load:
    drawn = random.Random(sessions)  # noqa: S311 - examples, not secrets
    ready, went = asyncio.Barrier(sessions + 1), asyncio.Event()

    async def officer() -> list[float]:
        async with _session(url) as session:
            await session.open_case(drawn.choice(clients))  # signing in is not measured
            await ready.wait()
            await went.wait()
            await asyncio.sleep(drawn.random() * min(pace, _pause(sessions, pace)))
            return [await _at_pace(session, drawn.choice(clients), _pause(sessions, pace)) for _ in range(cases)]

    working = [asyncio.create_task(officer()) for _ in range(sessions)]
    await ready.wait()
    before = cpu_seconds(process)
    went.set()
    seconds = [each for one in await asyncio.gather(*working) for each in one]
    return Load(sessions, tuple(seconds), cpu_seconds(process) - before, memory_mb(process))


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


def measure_officers(url: str, process: int, clients: Sequence[str], *, total: int) -> str:
    """Return the section of results: first the loads, then memory over a long run."""
    loads = measure_loads(url, process, clients)
    return _section(loads, measure_memory(url, process, clients), total=total)


def _section(loads: Sequence[Load], memory: Sequence[float], *, total: int) -> str:
    rows = [
        f"| {load.sessions} | {len(load.seconds)} | {_milliseconds(load, 0.5)} | {_milliseconds(load, 0.95)} | "
        f"{load.cpu_a_case:.0f} ms | {load.memory:.0f} MB |"
        for load in loads
    ]
    grown = " → ".join(f"{each:.0f}" for each in memory)
    return "\n".join(
        [
            _TITLE,
            "",
            f"{say_measured('make bench-dashboard', 'streamlit')}, by the websocket protocol, without a browser; "
            f"{total:,} clients; an officer opens a case each {SECONDS_A_CASE:.0f} s; processor and memory are the "
            "dashboard's own.",
            "",
            "| officers at once | cases | p50 | p95 | processor a case | memory |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"Memory after each third of {LONG_RUN} further cases: {grown} MB.",
        ]
    )


def _milliseconds(load: Load, share: float) -> str:
    return f"{1000 * sorted(load.seconds)[int(share * (len(load.seconds) - 1))]:.0f} ms"
