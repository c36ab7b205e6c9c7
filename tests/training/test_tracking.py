"""Runs and the champion in a real MLflow: its store, its page, its scoring server, and a service that fetches it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from limpide.bundle.archive import Bundle, open_bundle
from limpide.core import seal
from limpide.core.errors import Unavailable
from limpide.delivery import deliver
from limpide.portfolio.portfolio import Portfolio
from limpide.training.tracking import Tracked, track

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # MLflow's own
_PATIENCE_SECONDS = 150


@pytest.fixture(scope="module")
def bundle(house: Path) -> Bundle:
    return open_bundle(house / "bundle")


@pytest.fixture(scope="module")
def tracked(house: Path, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Tracked]]:
    """Track once, from a folder of its own: the local store lies in the current one."""
    room, before = tmp_path_factory.mktemp("laboratory"), Path.cwd()
    os.chdir(room)
    try:
        kept = track(
            bundle.manifest,
            where="local",
            command="train",
            bundle=house / "bundle",
            settings={"boosted": {"num_leaves": 12}},
            curves={"learning.boosted, held": [(100, {"auc": 0.6}), (200, {"auc": 0.7})]},
        )
        yield room, kept
    finally:
        os.chdir(before)


def client(room: Path) -> Any:
    import mlflow

    return mlflow.MlflowClient(tracking_uri=f"sqlite:///{room / 'mlflow.db'}")


def test_a_run_holds_the_champions_measures_and_one_below_it_for_each_candidate(
    tracked: tuple[Path, Tracked], bundle: Bundle
) -> None:
    room, kept = tracked
    run = client(room).get_run(kept.run_id)
    assert run.data.metrics["auc"] == bundle.quality.auc.value
    assert run.data.metrics["auc_low"] == bundle.quality.auc.low
    assert run.data.params["clients"] == str(bundle.data.clients)
    below = client(room).search_runs([run.info.experiment_id], f"tags.mlflow.parentRunId = '{kept.run_id}'")
    assert {each.info.run_name for each in below} == {each.name for each in bundle.candidates}
    boosted = next(each for each in below if each.info.run_name == "boosted")
    assert boosted.data.params["num_leaves"] == "12" and boosted.data.tags["chosen"] == "true"


def test_curves_can_be_drawn_step_by_step(tracked: tuple[Path, Tracked], bundle: Bundle) -> None:
    room, kept = tracked
    learning = client(room).get_metric_history(kept.run_id, "learning.boosted held.auc")
    assert [(each.step, each.value) for each in learning] == [(100, 0.6), (200, 0.7)]
    said = client(room).get_metric_history(kept.run_id, "reliability.probability")
    assert [each.value for each in said] == [each.probability for each in bundle.manifest.judgement.bins]


def test_the_registered_champion_is_the_sealed_bundle_and_nothing_that_runs(
    tracked: tuple[Path, Tracked], bundle: Bundle
) -> None:
    room, kept = tracked
    champion = client(room).get_model_version_by_alias("limpide", "champion")
    assert (str(champion.version), champion.tags["bundle"]) == (kept.model_version, bundle.version)
    (copy,) = room.glob("mlartifacts/models/*/artifacts/data/bundle")
    assert seal.verify(copy) == bundle.version
    assert not [path for path in room.rglob("*") if path.suffix in (".pkl", ".pickle", ".joblib", ".py")]


def test_a_server_fetches_the_champion_and_keeps_it_for_when_the_registry_is_gone(
    tracked: tuple[Path, Tracked], bundle: Bundle, tmp_path: Path
) -> None:
    room, _ = tracked
    store, asked = f"sqlite:///{room / 'mlflow.db'}", "models:/limpide@champion"
    folder = deliver(asked, kept_in=tmp_path, registry=store)
    assert open_bundle(folder).version == bundle.version
    assert deliver(asked, kept_in=tmp_path, registry="http://127.0.0.1:1") == folder


def test_a_store_that_does_not_answer_is_told_in_a_sentence(bundle: Bundle) -> None:
    with pytest.raises(Unavailable, match=r"the tracking store http://127.0.0.1:1 cannot be used"):
        track(bundle.manifest, where="http://127.0.0.1:1", command="train")


def test_mlflows_page_and_its_scoring_server_work_on_it(
    tracked: tuple[Path, Tracked], portfolio: Portfolio, bundle: Bundle
) -> None:
    room, _ = tracked
    serve = ["models", "serve", "-m", "models:/limpide@champion", "--env-manager", "local"]
    with mlflow(["ui", "--workers", "1"], room) as page, mlflow(serve, room) as scoring:
        wait(f"{page}/health")
        asked = f"{page}/api/2.0/mlflow/registered-models/alias?name=limpide&alias=champion"
        assert json.load(urllib.request.urlopen(asked))["model_version"]["aliases"] == ["champion"]
        assert b"<html" in urllib.request.urlopen(page).read()
        wait(f"{scoring}/ping")
        clients = portfolio.snapshot.index.names(slice(20))
        body = json.dumps({"dataframe_split": inputs_of(portfolio, bundle, len(clients))}).encode()
        request = urllib.request.Request(f"{scoring}/invocations", body, {"Content-Type": "application/json"})
        rows = json.load(urllib.request.urlopen(request))["predictions"]
    for number, row in zip(clients, rows, strict=True):
        answer = portfolio.predict(number)
        assert row["probability_of_default"] == pytest.approx(answer.probability_of_default, abs=1e-9)
        assert (row["points"], row["decision"]) == (answer.points, answer.decision)


def inputs_of(portfolio: Portfolio, bundle: Bundle, clients: int) -> dict[str, Any]:
    """Return the inputs of the first clients as MLflow's JSON: words for categories, null for what is missing."""
    columns = {column.name: (place, column) for place, column in enumerate(portfolio.snapshot.columns)}
    rows = []
    for values in np.asarray(portfolio.snapshot.matrix[:clients]):
        row: list[float | str | None] = []
        for each in bundle.recipe.inputs:
            place, column = columns[each.name]
            value = float(values[place])
            words = column.categories
            row.append(None if not np.isfinite(value) else value if words is None else words[int(value)])
        rows.append(row)
    return {"columns": [each.name for each in bundle.recipe.inputs], "data": rows}


@contextmanager
def mlflow(arguments: list[str], room: Path) -> Iterator[str]:
    """Run MLflow's own program on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    beside = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
        "MLFLOW_TRACKING_URI": "sqlite:///mlflow.db",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }
    command = [str(beside / "mlflow"), *arguments, "--port", str(port)]
    with (room / f"{arguments[0]}.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=room, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(child.pid, 15)
        child.wait(timeout=30)


def wait(address: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            assert time.monotonic() < until, f"{address} does not answer"
            time.sleep(0.3)
        else:
            return
