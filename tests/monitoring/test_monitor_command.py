"""``limpide monitor`` as a cron types it: pages, exit codes, webhook."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest
from records import build_record, record_of
from typer.testing import CliRunner, Result

from limpide.cli.monitor import app
from limpide.core.errors import InvalidInput, LimpideError, Unavailable
from limpide.monitoring.page.words import get_words
from limpide.monitoring.record import TrackRecord
from limpide.portfolio.portfolio import Portfolio
from other_bundle import write_other_bundle

runner = CliRunner()


def monitor(*arguments: object) -> Result:
    return runner.invoke(app, [str(each) for each in arguments])


def write_decisions(path: Path, record: TrackRecord) -> Path:
    columns = {
        "client_id": record.client_ids,
        "probability": record.chances,
        "decided_at": [f"{month}-15" for month in record.period],
        "target": [None if np.isnan(value) else int(value) for value in record.target],
    }
    pyarrow.csv.write_csv(pa.table(columns), path)
    return path


@contextmanager
def listener(status: int = 204) -> Iterator[tuple[str, list[bytes]]]:
    """A real server that keeps what it is told."""
    bodies: list[bytes] = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keep)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", bodies
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Page(HTMLParser):
    """What a page asks the browser for, and how it is built."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.language = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.language = found.get("lang") or self.language if tag == "html" else self.language
        self.addresses += [value for name in ("href", "src") if (value := found.get(name))]
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_quiet_report_ends_with_0_and_an_alert_with_3_and_the_webhook_is_told(
    house: Path, portfolio: Portfolio, tmp_path: Path
) -> None:
    common = ["--reference", house / "snapshot", "--current", house / "snapshot", "--bundle", house / "bundle"]
    with listener() as (address, bodies):
        quiet = monitor("drift", *common, "--out", tmp_path / "quiet", "--webhook", address)
        assert (quiet.exit_code, bodies) == (0, [])
        record = build_record(np.clip(record_of(portfolio).chances, 1e-6, 0.9), worse=5)
        ids = np.asarray(portfolio.snapshot.client_ids).astype(np.str_)
        decisions = write_decisions(tmp_path / "decisions.csv", TrackRecord(**vars(record) | {"client_ids": ids}))
        loud = monitor("report", *common, "--outcomes", decisions, "--out", tmp_path / "loud", "--webhook", address)
    assert loud.exit_code == 3, loud.output
    (body,) = bodies
    told = json.loads(body)
    assert (told["verdict"], told["kind"]) == ("alert", "report")
    assert "calibration" in {alarm["kind"] for alarm in told["alarms"]}
    assert not [client for client in ids[:50].tolist() if str(client) in body.decode()]
    content = json.loads((tmp_path / "loud" / "report.json").read_text())
    assert {"drift", "performance", "fairness"} <= content.keys()
    assert content["verdict"] == "alert"
    for language in ("fr", "en"):
        text = (tmp_path / "loud" / f"report.{language}.html").read_text()
        page = Page(text)
        assert page.language == language
        assert page.open == []
        assert page.addresses == [f"report.{'en' if language == 'fr' else 'fr'}.html"]
        assert not {"script", "link", "img", "iframe"} & set(page.tags)
        assert not re.search(r"url\(|@import|https?:", text)
        assert page.tags.count("table") == page.tags.count("caption")
        assert not re.search(r"\{[a-z]+\}|\bnan\b|None", text)


@pytest.mark.parametrize("status", [500, 302])
def test_a_webhook_that_does_not_take_the_message_is_said_after_the_report(
    house: Path, portfolio: Portfolio, tmp_path: Path, status: int
) -> None:
    record = build_record(np.clip(record_of(portfolio).chances, 1e-6, 0.9), worse=5)
    decisions = write_decisions(tmp_path / "decisions.csv", record)
    options = ["--bundle", house / "bundle", "--outcomes", decisions, "--out", tmp_path / "out"]
    with listener(status) as (address, bodies):
        result = monitor("performance", *options, "--webhook", address)
    assert isinstance(result.exception, Unavailable)
    assert f"answered {status}" in str(result.exception)
    assert len(bodies) == 1
    assert (tmp_path / "out" / "performance.json").is_file()


def test_a_challenger_is_compared_on_live_requests_and_by_outcomes(
    house: Path, portfolio: Portfolio, tmp_path: Path
) -> None:
    other = write_other_bundle(house / "bundle", tmp_path / "other", shift=3.0)
    from limpide.core import seal

    versions = seal.read_version(house / "bundle"), seal.read_version(other)
    (tmp_path / "shadow").mkdir()
    line = {"champion": versions[0], "challenger": versions[1], "snapshot": "s"}
    said = [("accepted", "accepted", 0.02, 0.03)] * 60 + [("accepted", "refused", 0.08, 0.3)] * 40
    names = ("champion_decision", "challenger_decision", "champion_probability", "challenger_probability")
    text = "".join(json.dumps(line | dict(zip(names, each, strict=True))) + "\n" for each in said)
    (tmp_path / "shadow" / "2026-11-21-1.jsonl").write_text(text + '{"half')
    decisions = write_decisions(tmp_path / "decisions.csv", record_of(portfolio))
    pair = ["--champion", house / "bundle", "--challenger", other, "--out", tmp_path / "out"]
    source = ["--shadow", tmp_path / "shadow", "--snapshot", house / "snapshot", "--outcomes", decisions]
    result = monitor("challenger", *pair, *source)
    assert result.exit_code == 3, result.output
    found = json.loads((tmp_path / "out" / "challenger.json").read_text())["challenger"]
    assert (found["requests"], found["agreement"]) == (100, 0.6)
    assert found["cells"]["accepted:refused"] == 40
    assert found["duel"]["auc"]["value"] == pytest.approx(0, abs=1e-9)
    assert found["duel"]["cost"]["low"] > 0  # it refuses nearly everybody
    assert "Le challenger coûte plus cher" in (tmp_path / "out" / "challenger.fr.html").read_text()


@pytest.mark.slow
def test_evidently_writes_beside(house: Path, tmp_path: Path) -> None:
    pytest.importorskip("evidently", reason="the extra monitor is not installed")
    which = ["--reference-clients", "labelled", "--current-clients", "unlabelled", "--evidently"]
    both = ["--reference", house / "snapshot", "--current", house / "snapshot"]
    result = monitor("drift", *both, *which, "--out", tmp_path / "out")
    assert result.exit_code in (0, 3), result.output
    assert (tmp_path / "out" / "evidently.html").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["drift", "--reference", "nowhere", "--current", "nowhere"], "nowhere is not a folder"),
        (["performance", "--bundle", "BUNDLE"], "give either --outcomes FILE or --database"),
        (["performance", "--bundle", "BUNDLE", "--outcomes", "nowhere.csv"], "nowhere.csv is not a file"),
        (
            ["performance", "--bundle", "BUNDLE", "--webhook", "ftp://x"],
            "webhook is not an address",
        ),
        (["performance", "--bundle", "BUNDLE", "--limits", "no.toml"], "no.toml cannot be read"),
        (["challenger", "--champion", "BUNDLE", "--challenger", "BUNDLE"], "give --shadow"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_left(
    house: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    given = [str(house / "bundle") if each == "BUNDLE" else each for each in arguments]
    result = monitor(*given, "--out", tmp_path / "out")
    assert isinstance(result.exception, LimpideError)
    assert sentence in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_refused_before_anything_is_measured(house: Path, tmp_path: Path) -> None:
    result = monitor("fairness", "--bundle", house / "bundle", "--snapshot", house / "snapshot", "--out", tmp_path)
    assert isinstance(result.exception, InvalidInput)
    assert "exists already" in str(result.exception)


def test_the_limits_that_are_printed_can_be_given_back(house: Path, tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_text(monitor("limits").stdout)
    options = ["--bundle", house / "bundle", "--snapshot", house / "snapshot", "--limits", tmp_path / "limits.toml"]
    assert monitor("fairness", *options, "--out", tmp_path / "out").exit_code in (0, 3)


@pytest.mark.parametrize("command", ["drift", "performance", "fairness", "challenger", "report", "limits"])
def test_every_command_helps_with_an_example(command: str) -> None:
    shown = monitor(command, "--help")
    assert shown.exit_code == 0
    assert f"limpide monitor {command}" in " ".join(shown.stdout.split()).split("Example:", 1)[1]


def test_both_languages_say_the_same_things() -> None:
    french, english = get_words("fr").texts, get_words("en").texts
    assert french.keys() == english.keys()
    for key, text in french.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_numbers_are_written_as_each_language_writes_them() -> None:
    french, english = get_words("fr"), get_words("en")
    assert (french.figure(1234.5, 1), english.figure(1234.5, 1)) == ("1\u202f234,5", "1,234.5")
    assert (french.share(0.123), english.share(0.123)) == ("12,3\u00a0%", "12.3%")
    assert (french.figure(-0.0001, 2), english.figure(None)) == ("0,00", "–")
