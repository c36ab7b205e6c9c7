"""The page of monitoring when a report was made: what it says, in the reader's language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_checks import check
from playwright.sync_api import Page, expect

from limpide.cli.processes import running
from limpide.client import LimpideClient
from limpide.contract import DriftSummary, Language
from limpide.dashboard.words import get_words
from limpide.monitoring.crowd import Which, open_crowd
from limpide.monitoring.drift import measure_drift
from limpide.monitoring.limits import read_limits
from limpide.monitoring.report import Report
from limpide.portfolio.portfolio import Portfolio
from ports import own_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def report(house: Path, portfolio: Portfolio, logs: Path) -> Path:
    """A report on today's clients, where the service looks for it."""
    before, now = (open_crowd(house / "snapshot", which) for which in (Which.LABELLED, Which.UNLABELLED))
    drift = measure_drift(before, now, limits=read_limits(), bundle=portfolio.bundle)
    folder = logs / "report"
    folder.mkdir()
    Report(kind="drift", limits=read_limits(), drift=drift).write(folder)
    return folder


@pytest.fixture(scope="module")
def watched_url(house: Path, report: Path, logs: Path, module_database_url: str) -> Iterator[tuple[str, str]]:
    """A service that knows the report, and a dashboard on it."""
    api, port = (own_port(first) for first in (23_700, 23_800))
    base = ["--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot")]
    known = {"DATABASE_URL": module_database_url, "LIMPIDE_HOME": str(logs / "watched"), "LIMPIDE_REPORT": str(report)}
    serve = running("API", ["serve", *base, "--port", str(api)], log=logs / "watched.log", environment=known)
    shown = ["dashboard", "--api", f"http://127.0.0.1:{api}", "--port", str(port)]
    with serve as service, running("dashboard", shown, log=logs / "watching.log", environment={}) as dashboard:
        service.wait_until_answers(f"http://127.0.0.1:{api}/ready")
        dashboard.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{api}", f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_last_report_is_told_with_its_verdict_its_day_and_the_data_that_moved_most(
    page: Page, watched_url: tuple[str, str], axe: str, language: Language
) -> None:
    api_url, dashboard_url = watched_url
    words = get_words(language)
    with LimpideClient(api_url, language=language) as api:
        told: DriftSummary = api.drift()
    page.goto(f"{dashboard_url}/monitoring?lang={language}")
    check(page, axe, language, words.say("nav.monitoring"))
    main = page.get_by_role("main")
    expect(main).to_contain_text(words.say(f"drift.{told.urgency.value}"))
    expect(main).to_contain_text(words.day(told.measured_at.astimezone().date()))
    expect(main).to_contain_text(words.number(told.clients_now))
    expect(main).not_to_contain_text(words.say("monitoring.no_drift"))
    rows = page.get_by_role("table", name=words.say("drift.alt")).locator("tbody tr")
    expect(rows).to_have_count(len(told.features))
    for row, feature in zip(rows.all(), told.features, strict=True):
        expect(row).to_contain_text(words.number(feature.psi, decimals=3, exact=True))
