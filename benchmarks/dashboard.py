"""``python -m benchmarks.dashboard``: what an officer waits for in a real browser, and what many officers cost."""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.officers import SESSIONS, Served, build_section, measure_loads, measure_memory
from benchmarks.page import put_section, say_measured
from benchmarks.process import memory_mb
from limpide.cli.processes import Child, find_free_port, running
from limpide.client import LimpideClient
from limpide.dashboard.words import get_words

FULL = 356_255
TIMES = 20
OPEN_CASES = 10
DRAWN = 60  # clients whose cases are opened by many
_TITLE = "## The dashboard"
_WORDS = get_words("en")
_DICE = random.Random(1)  # noqa: S311 - examples, not secrets
_QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Measure and put both sections of the dashboard into the page of results; ``--officers``: the second alone."""
    with tempfile.TemporaryDirectory(prefix="limpide-bench-") as folder, _api(Path(folder)) as (api, process):
        if "--officers" not in sys.argv:
            with _dashboard(Path(folder), api) as (url, dashboard):
                put_section(measure(api, url, dashboard))
        put_section(measure_many(Path(folder), api, process))


def measure(api: str, url: str, dashboard: Child) -> str:
    """Return the section of results."""
    with LimpideClient(api, timeout=60) as client:
        total = client.clients(limit=1).total
        wanted = TIMES + 2 + OPEN_CASES
        some = [found for _ in range(wanted) if (found := _draw(client))]
    numbers = list(dict.fromkeys(some))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        expect.set_options(timeout=60_000)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        opened = [_open(page, url, number) for number in numbers[: TIMES + 2]][2:]
        compared = _compare(page)
        pages = [browser.new_page() for _ in range(OPEN_CASES)]
        for place, each in enumerate(pages):
            _open(each, url, numbers[TIMES + 2 + place])
        memory = memory_mb(dashboard.process.pid)
        browser.close()
    return _section(total, opened, compared, memory)


def measure_many(home: Path, api: str, process: int | None) -> str:
    """Return the section of results of many officers at once; the most of them also on two processes."""
    with LimpideClient(api, timeout=60) as client:
        total = client.clients(limit=1).total
        numbers = [found for _ in range(DRAWN) if (found := _draw(client))]
    with _dashboard(home, api) as one:
        loads = measure_loads(_served(process, one), numbers)
    with _dashboard(home, api) as one, _dashboard(home, api) as two:
        loads += measure_loads(_served(process, one, two), numbers, sessions=SESSIONS[-1:])
    with _dashboard(home, api) as one:
        memory = measure_memory(_served(process, one), numbers)
    return build_section(loads, memory, total=total)


def _served(api: int | None, *dashboards: tuple[str, Child]) -> Served:
    return Served(tuple(url for url, _ in dashboards), tuple(child.process.pid for _, child in dashboards), api)


def _draw(client: LimpideClient) -> str | None:
    """Return a client drawn by the digits of the number."""
    prefix = ""
    while (found := client.clients(prefix, limit=2)).total > 1:
        digits = [
            digit
            for digit in ("0123456789" if prefix else "123456789")
            if client.clients(prefix + digit, limit=1).total
        ]
        if not digits:
            break
        prefix += _DICE.choice(digits)
    return found.clients[0].client_id if found.clients else None


def _open(page: Page, url: str, number: str) -> float:
    """Seconds from Enter to the last part of the case."""
    page.goto(f"{url}/?lang=en")
    field = page.get_by_label(_WORDS.say("find.label"))
    field.fill(str(number))
    page.wait_for_timeout(300)
    started = time.perf_counter()
    field.press("Enter")
    page.wait_for_function(_WHOLE, arg=[_WORDS.say("case.title", client=number), _WORDS.say("history.heading")])
    return time.perf_counter() - started


# Title, verdict, gauge, reasons, the fields of the what-if, and the last heading, all drawn.
_WHOLE = """([title, last]) => document.querySelector("h1")?.textContent === title
    && document.querySelector("#verdict") && document.querySelector(".lp-drawing[role=img]")
    && document.querySelector(".lp-reasons li") && document.querySelector("input[type=number]")
    && document.querySelector("#history")?.textContent === last"""


def _compare(page: Page) -> list[float]:
    """Seconds from a click on a group to the table with that group, to and fro."""
    found = []
    page.get_by_text(_WORDS.say("comparison.open")).click()
    name = _WORDS.say("group.accepted")
    pill = page.get_by_role("button", name=name, exact=True)
    row = page.locator("main table tbody tr").filter(has_text=name)
    for turn in range(TIMES):
        started = time.perf_counter()
        pill.click()
        expect(row).to_have_count(1 - turn % 2)
        found.append(time.perf_counter() - started)
        page.wait_for_timeout(300)
    return found


def _section(total: int, opened: list[float], compared: list[float], memory: float) -> str:
    return "\n".join(
        [
            _TITLE,
            "",
            f"{say_measured('make bench-dashboard')}, in Chromium on the same machine; {total:,} clients; "
            f"medians of {TIMES}, the slowest in brackets.",
            "",
            "| what an officer waits for | measured | bar |",
            "|---|---|---|",
            f"| a case, from Enter to its last part | {_told(opened)} | 0.5 s |",
            f"| another group in the comparison | {_told(compared)} | 0.5 s |",
            f"| memory of the dashboard, {OPEN_CASES} cases open | {memory:.0f} MB | 250 MB |",
        ]
    )


def _told(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({max(seconds):.2f} s)"


@contextmanager
def _dashboard(home: Path, api: str) -> Iterator[tuple[str, Child]]:
    port = find_free_port(28_500)
    url = f"http://127.0.0.1:{port}"
    arguments = ["dashboard", "--api", api, "--port", str(port)]
    with running("dashboard", arguments, log=home / f"dashboard-{port}.log", environment={}) as dashboard:
        dashboard.wait_until_answers(f"{url}/_stcore/health")
        yield url, dashboard


@contextmanager
def _api(home: Path) -> Iterator[tuple[str, int | None]]:
    """Serve the base that LIMPIDE_FULL names (snapshot and bundle), one made here otherwise; or LIMPIDE_API_URL's."""
    if named := os.environ.get("LIMPIDE_API_URL"):
        yield named, None
        return
    full = Path(os.environ["LIMPIDE_FULL"]) if "LIMPIDE_FULL" in os.environ else _make(home)
    port = find_free_port(28_000)
    arguments = ["serve", "--bundle", str(full / "bundle"), "--snapshot", str(full / "snapshot"), "--port", str(port)]
    with running("API", arguments, log=home / "api.log", environment={"LIMPIDE_HOME": str(home)}) as api:
        api.wait_until_answers(f"http://127.0.0.1:{port}/ready", seconds=600)
        yield f"http://127.0.0.1:{port}", api.process.pid


def _make(home: Path) -> Path:
    from limpide.features.build import build_snapshot
    from limpide.sources.synthetic.generator import synthesise
    from limpide.training.train import train

    synthesise(home / "data", clients=FULL, seed=1)
    build_snapshot(home / "data", home / "snapshot")
    train(home / "snapshot", home / "bundle", model="boosted")
    return home


if __name__ == "__main__":
    main()
