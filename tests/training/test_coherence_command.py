"""``limpide bundle coherence`` on a constrained bundle, and on a free one that was written on purpose."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from random_snapshot import draw_clients, write_snapshot
from typer.testing import CliRunner

from limpide.cli.app import app
from limpide.contract import Risk
from limpide.language.wording import Wording
from limpide.training.train import train

runner = CliRunner()
SENTENCE = Wording("La donnée vaut {value}", "The datum is {value}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot whose numbers have a direction and a sentence, a constrained bundle and a free one."""
    folder = tmp_path_factory.mktemp("coherence")
    clients = draw_clients()
    columns = tuple(
        replace(each, risk=Risk.RISES, meaning=SENTENCE, sentence=SENTENCE) if each.categories is None else each
        for each in clients.columns
    )
    snapshot = write_snapshot(folder / "snapshot", replace(clients, columns=columns))
    train(snapshot, folder / "constrained", model="logistic", folds=3)
    train(snapshot, folder / "free", model="free logistic", folds=3, allow_incoherent=True)
    return folder


def arguments(folder: Path, bundle: str, *more: str) -> list[str]:
    paths = ["--bundle", str(folder / bundle), "--snapshot", str(folder / "snapshot")]
    return ["bundle", "coherence", *paths, "--clients", "300", *more]


def test_a_constrained_bundle_holds(folder: Path, tmp_path: Path) -> None:
    result = runner.invoke(app, arguments(folder, "constrained", "--json", str(tmp_path / "found.json")))
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["clients"], found["contradictory"], found["opposite"], found["holds"]) == (300, 0, [], True)
    assert len(found["model"]) == len(found["snapshot"]) == 64


def test_a_free_bundle_that_was_allowed_to_be_incoherent_ends_with_3(folder: Path, tmp_path: Path) -> None:
    result = runner.invoke(app, arguments(folder, "free", "--json", str(tmp_path / "found.json")))
    assert result.exit_code == 3, result.output
    assert json.loads((tmp_path / "found.json").read_text())["contradictory"] > 0


def test_the_same_seed_draws_the_same_clients(folder: Path, tmp_path: Path) -> None:
    for name, seed in (("one", "4"), ("two", "4"), ("three", "5")):
        runner.invoke(app, arguments(folder, "free", "--seed", seed, "--json", str(tmp_path / name)))
    one, two, three = ((tmp_path / name).read_text() for name in ("one", "two", "three"))
    assert one == two and one != three


def test_a_folder_that_is_no_bundle_is_said_at_once(folder: Path) -> None:
    result = runner.invoke(app, ["bundle", "coherence", "--bundle", str(folder), "--snapshot", str(folder)])
    assert result.exit_code not in (0, 3)
