"""The service goes from one model or client base to the next without a failed request."""

import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.bundle import rehearsal
from limpide.core import seal
from limpide.core.errors import Corrupt
from limpide.database.engine import create_engine
from limpide.portfolio.portfolio import open_portfolio
from limpide.service import current
from limpide.service.app import create_app
from limpide.service.current import Current


@pytest.fixture
def watched(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path, TestClient]]:
    """A service that watches two symbolic links, beside them."""
    monkeypatch.setattr(current, "_LOOK_SECONDS", 0.05)
    bundle, snapshot = tmp_path / "bundle", tmp_path / "snapshot"
    bundle.symlink_to(house / "bundle")
    snapshot.symlink_to(house / "snapshot")
    serving = Current(open_portfolio(bundle, snapshot), views=tmp_path / "views", watched=(bundle, snapshot))
    nowhere = create_engine("postgresql://127.0.0.1:1/nowhere")
    with TestClient(create_app(serving, nowhere, journal=JOURNAL)) as http:
        yield bundle, snapshot, http


def another_bundle(bundle: Path, other: Path) -> None:
    """The same model for another reason: another version, whole and sealed."""
    shutil.copytree(bundle, other)
    manifest = other / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**content, "reason": "another one"}), encoding="utf-8")
    (other / "SHA256SUMS").unlink()
    seal.seal(other)


def wait_for(http: TestClient, version: str | None, *, unlike: str) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        now = str(http.get("/model").json()["model_version"])
        if now == version or (version is None and now != unlike):
            return now
        time.sleep(0.05)
    raise AssertionError("the new model never served")


def point_to(link: Path, target: Path) -> None:
    new = link.with_name(f"{link.name}.new")
    new.symlink_to(target)
    new.replace(link)


def test_a_link_moved_to_another_model_switches_between_two_requests(
    watched: tuple[Path, Path, TestClient], house: Path, tmp_path: Path, known: str
) -> None:
    bundle, _, http = watched
    before = http.get("/model").json()["model_version"]
    another_bundle(house / "bundle", tmp_path / "other")
    statuses: list[int] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            statuses.append(http.get(f"/predict/{known}").status_code)
            statuses.append(http.get(f"/clients/{known}/similar?k=1").status_code)

    while http.get(f"/clients/{known}/similar?k=1").status_code == 503:
        time.sleep(0.05)
    serving = http.app.state.current.portfolio.snapshot  # type: ignore[attr-defined]
    erased = serving.index.name(-1)
    serving.suppressed.add(erased)
    asking = threading.Thread(target=ask)
    asking.start()
    point_to(bundle, tmp_path / "other")
    after = wait_for(http, None, unlike=before)
    ended.set()
    asking.join()
    assert len(statuses) > 2 and set(statuses) == {200}
    assert http.get(f"/predict/{erased}").status_code == 404
    answers = {http.get(path).json()["model_version"] for path in (f"/predict/{known}", f"/clients/{known}/similar")}
    assert answers == {after} != {before}
    point_to(bundle, house / "bundle")
    wait_for(http, before, unlike=after)


def no_trees(bundle: Path) -> None:
    (bundle / "model.txt").write_text("no trees")


def other_margins(bundle: Path) -> None:
    """As if the libraries of this machine scored a little differently than those of the training."""
    golden = bundle / "golden.json"
    content = json.loads(golden.read_text(encoding="utf-8"))
    content["margins"][3] += 1e-6
    golden.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(("spoil", "why"), [(no_trees, "a readable model"), (other_margins, "1 of its 16 golden rows")])
def test_a_model_that_does_not_hold_good_never_serves_and_the_one_before_goes_on(
    watched: tuple[Path, Path, TestClient],
    house: Path,
    tmp_path: Path,
    known: str,
    spoil: Callable[[Path], None],
    why: str,
) -> None:
    bundle, _, http = watched
    before, ready = http.get(f"/predict/{known}").json(), http.get("/ready").json()["checks"][:2]
    damaged = tmp_path / "damaged"
    shutil.copytree(house / "bundle", damaged)
    spoil(damaged)
    (damaged / "SHA256SUMS").unlink()
    seal.seal(damaged)
    with pytest.raises(Corrupt, match=why):
        open_portfolio(damaged, house / "snapshot")
    point_to(bundle, damaged)
    time.sleep(0.5)
    assert http.get(f"/predict/{known}").json() == before
    assert http.get("/ready").json()["checks"][:2] == ready


def test_a_snapshot_that_was_cut_short_never_serves(
    watched: tuple[Path, Path, TestClient], house: Path, tmp_path: Path, known: str
) -> None:
    _, snapshot, http = watched
    before = http.get(f"/predict/{known}").json()
    cut = tmp_path / "cut"
    shutil.copytree(house / "snapshot", cut)
    with (cut / "features.npy").open("r+b") as file:
        file.truncate(1_000_000)
    (cut / "SHA256SUMS").unlink()
    seal.seal(cut)
    with pytest.raises(Corrupt, match="cannot be mapped"):
        open_portfolio(house / "bundle", cut)
    point_to(snapshot, cut)
    time.sleep(0.5)
    assert http.get(f"/predict/{known}").json() == before


def test_a_well_sealed_model_that_cannot_be_followed_is_logged_and_the_one_before_goes_on(
    watched: tuple[Path, Path, TestClient], house: Path, tmp_path: Path, known: str
) -> None:
    bundle, _, http = watched
    before = http.get("/model").json()["model_version"]
    other = tmp_path / "ill-formed"
    shutil.copytree(house / "bundle", other)
    text = (other / "model.txt").read_text()
    (other / "model.txt").write_text(re.sub(r"^left_child=-?\d+", "left_child=99999", text, flags=re.MULTILINE))
    (other / "SHA256SUMS").unlink()
    seal.seal(other)
    with structlog.testing.capture_logs() as logs:
        point_to(bundle, other)
        deadline = time.monotonic() + 30
        while not any(log["event"] == "switch_failed" for log in logs):
            assert time.monotonic() < deadline
            assert http.get(f"/predict/{known}").status_code == 200
    assert http.get("/model").json()["model_version"] == before


def test_a_model_that_ends_the_process_which_loads_it_ends_a_child_only(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "dies.py"
    program.write_text("import os, sys; sys.stdin.buffer.read(2); os.kill(os.getpid(), 11)")
    monkeypatch.setattr(rehearsal, "_PROGRAM", (str(program),))
    with pytest.raises(Corrupt, match="cannot be loaded safely"):
        rehearsal.rehearse(house / "bundle")


def test_a_sound_bundle_passes_its_rehearsal(house: Path) -> None:
    assert rehearsal.rehearse(house / "bundle") == seal.read_version(house / "bundle")
