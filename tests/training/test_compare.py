import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_snapshot import RandomClients, draw_clients, write_snapshot
from typer.testing import CliRunner

from limpide.bundle.archive import open_bundle
from limpide.cli.app import app
from limpide.core.errors import InvalidInput
from limpide.training.compare import Comparison, Plan, compare
from limpide.training.comparison_page import build_page, tell_effort
from limpide.training.comparison_report import build_data, price_sentence
from limpide.training.imbalance import METHODS
from limpide.training.report import build_ranking

PLAN = Plan(models=("logistic", "free logistic"), trials=2, folds=2, resamples=60)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("clients") / "snapshot", draw_clients(2000, numbers=4))


@pytest.fixture(scope="module")
def compared(snapshot: Path) -> Comparison:
    return compare(snapshot, snapshot.parent / "comparison", PLAN, bundle=snapshot.parent / "bundle")


def test_every_method_is_tried_on_the_same_folds_and_the_champion_is_shipped(
    compared: Comparison, snapshot: Path
) -> None:
    assert len(compared.trials) == 2 + len(METHODS)
    bundle = open_bundle(snapshot.parent / "bundle")
    assert bundle.version == compared.bundle
    assert bundle.manifest.reason == compared.choice.reason
    assert [each.name for each in bundle.candidates if each.chosen] == [compared.choice.champion.name]
    assert compared.tried["logistic + smote-enn"][0] == 2


def test_the_report_holds_every_figure_of_every_candidate(compared: Comparison) -> None:
    data = json.loads(json.dumps(build_data(compared), allow_nan=False))
    assert {each["name"] for each in data["candidates"]} == {trial.name for trial in compared.trials}
    for each in data["candidates"]:
        assert (each["against_champion"] is None) == each["chosen"] == (each["name"] == data["champion"])
        assert each["bytes"] > 10
        saved = 1 - each["quality"]["cost_per_client"]["value"] / (10 * data["data"]["default_rate"])
        assert each["quality"]["saving"]["value"] == pytest.approx(saved)
    page = build_page(data, price=price_sentence(compared.choice))
    assert f"**Champion: {data['champion']}.**" in page
    assert "Price of the rule" in page and "Price of coherent reasons" in page
    table = page[: page.index("## Learning curve")]
    assert table.count("\n| logistic") == len(METHODS)
    assert "\n| dummy (alike under nothing, class weights, " in page
    assert page.count(" **(champion)** |") == 1
    assert build_ranking(compared).row_count == len(compared.trials)


def test_the_report_says_how_long_it_took_and_how_many_settings_each_tried_at_least(compared: Comparison) -> None:
    tried = replace(compared, seconds=754.2, tried={"logistic": (20, 7), "ebm": (21, 3), "boosted": (0, 0)})
    told = tell_effort(build_data(replace(tried, failed={"boosted": "no room"})))
    assert told == (
        "8 candidates in 12 min 34 s; at least 20 settings tried in each of 2 searches, 41 in all, 10 of them given up "
        "early."
    )
    assert tell_effort(build_data(replace(tried, tried={}))) == "8 candidates in 12 min 34 s; usual settings only."


def test_the_learning_curve_goes_up_to_all_clients(compared: Comparison) -> None:
    assert compared.choice.champion.name in compared.curves
    assert set(compared.curves) <= {compared.choice.champion.name, compared.choice.cheapest.name}
    for points in compared.curves.values():
        assert [each.clients for each in points] == [125, 250, 500, 1000]
        assert points[-1].gap < points[0].gap + 0.03
        assert points[-1].log_loss < points[0].log_loss + 0.005
        assert points[-1].auc > points[0].auc - 0.05


@pytest.mark.slow
def test_the_same_seed_makes_the_same_bundle_to_the_byte(compared: Comparison, snapshot: Path, tmp_path: Path) -> None:
    again = compare(snapshot, tmp_path / "again", PLAN, bundle=tmp_path / "bundle")
    for path in (tmp_path / "bundle").iterdir():
        assert path.read_bytes() == (snapshot.parent / "bundle" / path.name).read_bytes(), path.name
    assert again.bundle == compared.bundle


def test_shuffled_outcomes_leave_nothing_to_choose(tmp_path: Path) -> None:
    clients = draw_clients(5000, numbers=4)
    shuffled = replace(clients, target=np.random.default_rng(1).permutation(clients.target))
    plan = Plan(models=("scorecard", "ebm", "logistic"), trials=0, folds=2, resamples=30)
    found = compare(write_snapshot(tmp_path / "s", shuffled), tmp_path / "c", plan)
    for trial in found.trials:
        assert trial.quality.auc.value == pytest.approx(0.5, abs=0.03), trial.name


def with_target(target: Callable[[int], np.ndarray]) -> RandomClients:
    clients = draw_clients(300)
    return replace(clients, target=target(300).astype(np.float32))


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (np.zeros, "all 300 labelled clients of .* repaid"),
        (lambda size: np.full(size, np.nan), "none of the 300 clients .* has a known outcome"),
        (lambda size: np.eye(size)[0], "only 1 of 300 .* defaulted, fewer than the 2 folds"),
    ],
)
def test_clients_who_cannot_teach_are_refused_and_nothing_is_left(
    target: Callable[[int], np.ndarray], sentence: str, tmp_path: Path
) -> None:
    snapshot = write_snapshot(tmp_path / "s", with_target(target))
    with pytest.raises(InvalidInput, match=sentence):
        compare(snapshot, tmp_path / "c", PLAN, bundle=tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_whoever_cannot_run_is_told_and_the_others_are_compared(tmp_path: Path) -> None:
    clients = draw_clients(400)
    few = replace(clients, target=np.isin(np.arange(400), (3, 70)).astype(np.float32))
    found = compare(write_snapshot(tmp_path / "s", few), tmp_path / "c", replace(PLAN, trials=0))
    assert "has the rarer outcome" in found.failed["logistic + smote-tomek"]
    assert "logistic" in {trial.name for trial in found.trials}


@pytest.mark.slow
def test_the_command_writes_a_report_and_takes_up_its_searches_again(snapshot: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    command = ["compare", "--snapshot", str(snapshot), "--out", str(tmp_path / "c"), "--model", "scorecard"]
    command += ["--folds", "2", "--trials", "1"]
    assert runner.invoke(app, command).exit_code == 0
    assert {path.name for path in (tmp_path / "c").iterdir()} == {"studies.journal", "report.json", "report.md"}
    assert isinstance(runner.invoke(app, command).exception, InvalidInput)
    again = runner.invoke(app, [*command, "--resume", "--trials", "2"])
    assert again.exit_code == 0
    tried = {
        each["name"]: each["settings_tried"]
        for each in json.loads((tmp_path / "c" / "report.json").read_text())["candidates"]
    }
    assert tried == {"dummy": 0, "scorecard": 2}
