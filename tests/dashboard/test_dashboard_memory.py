"""Memory of the dashboard while officers go from case to case."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from limpide.cli.processes import running
from limpide.contract import ClientSummary
from ports import own_port

pytestmark = pytest.mark.slow
OFFICERS, CASES, MOST_GROWTH = 4, 40, 12.0  # at once, each in a third; MB from the second third to the last


async def open_cases(port: int, clients: Sequence[str]) -> None:
    """One officer: cases one after the other, by Streamlit's own protocol."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as tab, asyncio.timeout(200):
        for client in clients:
            request = BackMsg()
            request.rerun_script.query_string, request.rerun_script.page_name = f"client={client}", "case"
            await tab.send(request.SerializeToString())
            while not is_finished(await tab.recv(decode=False)):
                pass


def is_finished(content: bytes) -> bool:
    answer = ForwardMsg.FromString(content)
    finished = answer.WhichOneof("type") == "script_finished"
    return bool(finished and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)


def memory_mb(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1]) / 1024


@pytest.mark.timeout(600)
def test_memory_does_not_grow_with_the_number_of_cases(
    api_url: str, logs: Path, some_clients: list[ClientSummary]
) -> None:
    port, clients = own_port(22_900), [each.client_id for each in some_clients]
    arguments = ["dashboard", "--api", api_url, "--port", str(port)]

    async def third() -> None:
        await asyncio.gather(*(open_cases(port, clients[number : number + CASES]) for number in range(OFFICERS)))

    with running("dashboard", arguments, log=logs / "memory.log", environment={}) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        grown = []
        for _ in range(3):
            asyncio.run(third())
            grown.append(memory_mb(child.process.pid))
    assert grown[-1] - grown[1] <= MOST_GROWTH, grown
