"""A signature is in the journal once, whatever is clicked right after it: on many clients, on a slow API, under load."""

import multiprocessing
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from test_api_away import FRENCH, Wire, fill_in_decision, slow, wire, wired_dashboard  # noqa: F401 - fixtures

from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RUNS = int(os.environ.get("LIMPIDE_SIGNATURES", "12"))


def compute(seconds: float) -> None:
    import time

    last = time.monotonic() + seconds
    while time.monotonic() < last:
        sum(range(10_000))


@pytest.fixture(params=["quiet", "loaded"])
def machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """The machine, quiet and with twice as many busy processes as cores."""
    count = 0 if request.param == "quiet" else 2 * (os.cpu_count() or 1)
    busy = [
        multiprocessing.get_context("spawn").Process(target=compute, args=(3600,), daemon=True) for _ in range(count)
    ]
    for process in busy:
        process.start()
    yield
    for process in busy:
        process.terminate()


@pytest.fixture(scope="module")
def many_clients(api_url: str) -> list[int]:
    with LimpideClient(api_url) as api:
        found: list[int] = []
        while len(found) < 2 * RUNS + 2:
            found += [each.client_id for each in api.clients(after=found[-1] if found else 0, limit=100).clients]
    return found


@pytest.mark.usefixtures("machine")
def test_every_signature_is_recorded_once_when_one_leaves_in_the_same_breath(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, many_clients: list[int], request: pytest.FixtureRequest
) -> None:
    loaded = "loaded" in request.node.name
    clients = many_clients[RUNS : 2 * RUNS + 1] if loaded else many_clients[: RUNS + 1]
    lost = []
    for turn, (client, following) in enumerate(zip(clients, clients[1:], strict=False)):
        slow.delay = 0.0
        page.goto(f"{wired_dashboard}/case?client={client}")
        fill_in_decision(page)
        slow.delay = (0.0, 0.05, 0.2, 0.5)[turn % 4]
        both = [
            page.get_by_role("button", name=FRENCH.say(key)).element_handle()
            for key in ("decision.record", "strip.next")
        ]
        pause = (0, 20, 100, 300)[turn // 4 % 4]
        page.evaluate(f"([record, leave]) => {{ record.click(); setTimeout(() => leave.click(), {pause}); }}", both)
        expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("case.title", client=following))
        expect(page.get_by_role("heading", name=FRENCH.say("history.heading"))).to_be_visible()
        with LimpideClient(api_url) as api:
            recorded = [each.choice for each in api.decisions(client).decisions]
        if recorded != [Choice.REFUSED]:
            lost.append((client, slow.delay, pause, recorded))
        print(turn, client, slow.delay, pause, recorded, flush=True)
    assert not lost, f"{len(lost)} of {len(clients) - 1}: {lost}"
