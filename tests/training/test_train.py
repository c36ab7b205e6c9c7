from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_snapshot import RandomClients, draw_clients, write_snapshot
from typer.testing import CliRunner, Result

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.scorer import bind
from limpide.cli.app import app
from limpide.core.errors import InvalidInput
from limpide.features.feature import Policy
from limpide.portfolio.snapshot import open_snapshot
from limpide.training.report import build_table
from limpide.training.train import Training, train


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("clients") / "snapshot", draw_clients())


@pytest.fixture(scope="module")
def trained(snapshot: Path) -> tuple[Training, Bundle]:
    training = train(snapshot, snapshot.parent / "bundle")
    return training, open_bundle(snapshot.parent / "bundle")


def qualities(training: Training) -> dict[str, float]:
    return {each.name: each.quality.cost_per_client.value for each in training.manifest.candidates}


def test_the_candidate_that_the_rule_chooses_is_shipped(trained: tuple[Training, Bundle]) -> None:
    training, bundle = trained
    costs = qualities(training)
    assert {name.removesuffix(", held") for name in costs} == {"dummy", "logistic", "boosted", "blend"}
    assert bundle.version == training.version
    assert bundle.quality.auc.value > 0.68
    assert f"{bundle.manifest.kind} {bundle.quality.cost_per_client.value:.4f} costs" in training.manifest.reason
    assert bundle.manifest.coherence is not None and bundle.manifest.coherence.holds


def test_every_measure_lies_in_its_interval(trained: tuple[Training, Bundle]) -> None:
    for candidate in trained[1].candidates:
        for name, estimate in vars(candidate.quality).items():
            assert estimate.low <= estimate.value <= estimate.high, name


def test_the_quality_is_what_the_definitions_say(trained: tuple[Training, Bundle]) -> None:
    quality = trained[1].quality
    accept_everybody = 10 * trained[1].data.default_rate
    assert quality.saving.value == pytest.approx(1 - quality.cost_per_client.value / accept_everybody)


def test_probabilities_mean_what_they_say(trained: tuple[Training, Bundle], snapshot: Path) -> None:
    base = open_snapshot(snapshot)
    chances = bind(trained[1], base.columns).probabilities(base.matrix)
    assert chances.mean() == pytest.approx(base.target.mean(), abs=0.01)
    assert trained[1].quality.ece.value < 0.03


def test_protected_and_empty_columns_are_never_used(tmp_path: Path) -> None:
    clients = draw_clients()
    clients.matrix[:, 1] = np.nan
    clients.matrix[:, 2] = 4
    clients.matrix[:, 3] = 2 * clients.matrix[:, 0]
    train(write_snapshot(tmp_path / "s", clients), tmp_path / "b", model="logistic", folds=2)
    manifest = open_bundle(tmp_path / "b").manifest
    names = {card.name for card in manifest.features}
    assert {"number_0", "job"} <= names <= {"number_0", "number_4", "number_5", "job"}
    dropped = {each.name: each for each in manifest.dropped}
    assert {name for name, each in dropped.items() if each.why == "constant"} == {"number_1", "number_2"}
    assert (dropped["number_3"].why, dropped["number_3"].of) == ("twin", "number_0")


def test_the_cards_tell_what_the_clients_look_like(trained: tuple[Training, Bundle], snapshot: Path) -> None:
    cards = {card.name: card for card in trained[1].features}
    values = open_snapshot(snapshot).matrix[:, 0]
    assert cards["number_0"].typical == pytest.approx(np.nanmedian(values), abs=1e-6)
    assert cards["number_0"].low == pytest.approx(np.nanquantile(values, 0.005), abs=1e-5)
    assert cards["job"].typical in ("worker", "pensioner", "student", "clerk")
    assert (cards["job"].low, cards["job"].high) == (None, None)


@pytest.mark.parametrize("model", [pytest.param("boosted", marks=pytest.mark.slow), "logistic"])
def test_the_same_data_and_seed_make_the_same_bundle_to_the_byte_and_another_seed_moves_the_auc_within_its_interval(
    model: str, snapshot: Path, tmp_path: Path
) -> None:
    seeds = {"one": 3, "two": 3, "other": 4}
    one, two, other = (train(snapshot, tmp_path / name, model=model, folds=2, seed=seeds[name]) for name in seeds)
    assert one.version == two.version != other.version
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    before, after = (training.trials[1].quality.auc for training in (one, other))
    assert 0 < abs(after.value - before.value) < before.high - before.low


def test_a_forced_model_is_shipped_with_the_dummy_as_its_bar(snapshot: Path, tmp_path: Path) -> None:
    training = train(snapshot, tmp_path / "b", model="dummy", folds=2)
    assert training.manifest.kind == "dummy"
    assert set(qualities(training)) == {"dummy"}
    assert set(qualities(train(snapshot, tmp_path / "l", model="scorecard", folds=2))) == {"dummy", "scorecard"}


def test_shuffled_outcomes_cannot_be_predicted(tmp_path: Path) -> None:
    clients = draw_clients(6000)
    shuffled = np.random.default_rng(1).permutation(clients.target)
    snapshot = write_snapshot(tmp_path / "s", replace(clients, target=shuffled))
    for candidate in train(snapshot, tmp_path / "b", folds=2).manifest.candidates:
        assert candidate.quality.auc.value == pytest.approx(0.5, abs=0.03), candidate.name


def test_knowing_a_persons_other_applications_does_not_help(tmp_path: Path) -> None:
    """Each person applies three times, with the same values and outcome: memory alone would look like skill."""
    random = np.random.default_rng(1)
    clients = draw_clients(4500, seed=5)
    person = np.arange(4500) // 3
    clients.matrix[:, :6] = random.normal(size=(1500, 6)).astype(np.float32)[person]
    clients.matrix[:, 6] = random.integers(0, 4, 1500)[person]
    target = (random.random(1500) < 0.2).astype(np.float32)[person]
    snapshot = write_snapshot(tmp_path / "s", replace(clients, person=person, target=target))
    training = train(snapshot, tmp_path / "b", model="boosted", folds=2)
    assert training.manifest.candidates[-1].quality.auc.value == pytest.approx(0.5, abs=0.05)


def test_unlabelled_clients_are_left_aside(tmp_path: Path) -> None:
    clients = draw_clients()
    clients.target[1000:] = np.nan
    data = train(write_snapshot(tmp_path / "s", clients), tmp_path / "b", model="dummy", folds=2).manifest.data
    assert data.clients == 1000
    assert data.defaults == clients.target[:1000].sum()
    assert data.persons == len(set(clients.person[:1000].tolist()))


def bend(change: Callable[[RandomClients], RandomClients]) -> RandomClients:
    return change(draw_clients(500))


def with_target(clients: RandomClients, values: "list[float]", size: int = 0) -> RandomClients:
    target = clients.target.copy()
    target[:] = values[0]
    target[: size or len(target)] = values[-1]
    return replace(clients, target=target)


REFUSALS: dict[str, tuple[Callable[[RandomClients], RandomClients], str]] = {
    "only repaid": (lambda clients: with_target(clients, [0]), "all 500 labelled clients of .* repaid"),
    "only defaults": (lambda clients: with_target(clients, [1]), "all 500 labelled clients of .* defaulted"),
    "few defaults": (lambda clients: with_target(clients, [0, 1], 4), "only 4 of 500 .* defaulted, fewer than the 5"),
    "few repaid": (lambda clients: with_target(clients, [1, 0], 3), "only 3 of 500 .* repaid, fewer than the 5 folds"),
    "no outcome": (lambda clients: with_target(clients, [np.nan]), "none of the 500 clients .* has a known outcome"),
    "infinite": (lambda clients: with_target(clients, [0, np.inf], 2), "2 clients .* neither 0 nor 1, for example inf"),
    "half": (lambda clients: with_target(clients, [0, 0.5], 7), r"7 clients .* neither 0 nor 1, for example 0\.5"),
    "empty": (
        lambda clients: replace(clients, matrix=np.full_like(clients.matrix, np.nan)),
        "none of the 8 columns .* can be learnt from",
    ),
    "protected": (
        lambda clients: replace(
            clients, columns=tuple(replace(column, policy=Policy.COMPARISON) for column in clients.columns)
        ),
        "none of the 8 columns .* reserved for comparison",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_data_that_cannot_teach_is_refused_in_one_sentence_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    change, sentence = REFUSALS[case]
    snapshot = write_snapshot(tmp_path / "s", bend(change))
    with pytest.raises(InvalidInput, match=sentence) as refusal:
        train(snapshot, tmp_path / "b")
    assert "\n" not in str(refusal.value)
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_unknown_names_are_refused_with_the_known_ones(snapshot: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match='no model "forest"; choose one of dummy, scorecard, logistic, ebm'):
        train(snapshot, tmp_path / "b", model="forest")
    with pytest.raises(InvalidInput, match='no effort "heroic"; choose one of quick, full'):
        train(snapshot, tmp_path / "b", effort="heroic")


def test_an_existing_bundle_stays_unless_replaced(snapshot: Path, tmp_path: Path) -> None:
    first = train(snapshot, tmp_path / "b", model="dummy", folds=2).version
    with pytest.raises(InvalidInput, match="--replace"):
        train(snapshot, tmp_path / "b", model="logistic")
    assert open_bundle(tmp_path / "b").version == first
    second = train(snapshot, tmp_path / "b", model="dummy", folds=2, seed=2, replace=True).version
    assert open_bundle(tmp_path / "b").version == second != first


def test_the_table_names_every_candidate_and_measure(trained: tuple[Training, Bundle]) -> None:
    table = build_table(trained[0])
    assert len(table.columns) == 1 + len(trained[0].trials)
    assert table.row_count == len(vars(trained[1].quality)) + 1


def test_fewer_than_twenty_defaults_are_no_base_for_a_model_and_the_number_of_clients_needed_is_said(
    tmp_path: Path,
) -> None:
    def command(defaults: int) -> Result:
        target = (np.arange(400) < defaults).astype(np.float32)
        snapshot = write_snapshot(tmp_path / str(defaults), replace(draw_clients(400), target=target))
        bundle = tmp_path / f"bundle {defaults}"
        options = ["--snapshot", str(snapshot), "--out", str(bundle), "--model", "logistic", "--folds", "2"]
        return CliRunner().invoke(app, ["train", *options])

    refused = command(19)
    assert isinstance(refused.exception, InvalidInput)
    assert "has 19 defaults among 400 clients with a known outcome; a model needs at least 20" in str(refused.exception)
    assert "422 clients" in str(refused.exception)
    assert not (tmp_path / "bundle 19").exists()
    assert command(20).exit_code == 0
    assert open_bundle(tmp_path / "bundle 20").manifest.kind == "logistic"
