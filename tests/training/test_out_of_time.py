"""Out-of-time validation on random clients whose applications are dated."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_snapshot import draw_clients, write_snapshot

from limpide.bundle.archive import open_bundle
from limpide.contract import Risk
from limpide.core import seal
from limpide.core.cost import CostRatio
from limpide.features.fitted.arrival import FILE
from limpide.training.candidates import build_families
from limpide.training.course import Course, call_roll, plan_course
from limpide.training.curve import SHARES
from limpide.training.out_of_time import EARLIER, measure_out_of_time
from limpide.training.train import train
from limpide.training.trial import Rules, Trial, try_candidate


def silent(_: int) -> None:
    """Take no notice of progress."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clients whose numbers all have a direction."""
    clients = draw_clients(6000)
    columns = tuple(
        replace(each, risk=Risk.RISES) if each.name.startswith("number") else each for each in clients.columns
    )
    return write_snapshot(tmp_path_factory.mktemp("dated") / "snapshot", replace(clients, columns=columns))


def plan(snapshot: Path, arrival: "np.ndarray[tuple[int], np.dtype[np.float64]] | None") -> tuple[Trial, Course]:
    roll = call_roll(snapshot, folds=3, seed=1)
    roll = replace(roll, data=replace(roll.data, arrival=arrival))
    course = plan_course(roll, step=silent)
    rules = Rules(roll.fold, CostRatio(), max_gap=None, seed=1, resamples=20)
    return try_candidate(build_families("quick")["logistic"], course.lessons, rules, step=silent), course


def test_nothing_is_said_where_no_time_is_known(snapshot: Path) -> None:
    trial, course = plan(snapshot, None)
    assert measure_out_of_time(trial, course, cost=CostRatio()) is None


def test_later_clients_of_other_persons_are_judged_by_what_earlier_ones_taught(snapshot: Path) -> None:
    arrival = np.arange(6000, dtype=np.float64)
    arrival[::10] = np.nan
    trial, course = plan(snapshot, arrival)
    found = measure_out_of_time(trial, course, cost=CostRatio())
    assert found is not None
    assert found.dated == pytest.approx(0.9)
    assert found.earlier == pytest.approx(EARLIER * 5400, abs=1)
    repeated = 5400 - found.earlier - found.later
    assert 0 < repeated < 200  # a person who applied before is not judged again
    assert found.auc.low < trial.quality.auc.value < found.auc.high  # nothing changes with time here
    assert found.auc == measure_out_of_time(trial, course, cost=CostRatio()).auc  # type: ignore[union-attr]


def test_what_changed_with_time_shows_in_calibration(tmp_path: Path) -> None:
    clients = draw_clients(6000)
    random = np.random.default_rng(3)
    target = clients.target.copy()
    late = np.arange(6000) >= 4200
    target[late & (random.random(6000) < 0.25)] = 1
    columns = tuple(
        replace(each, risk=Risk.RISES) if each.name.startswith("number") else each for each in clients.columns
    )
    folder = write_snapshot(tmp_path / "snapshot", replace(clients, columns=columns, target=target))
    (folder / seal.SUMS).unlink()
    np.save(folder / FILE, np.arange(6000, dtype=np.float64))
    seal.seal(folder)
    roll = call_roll(folder, folds=3, seed=1)
    assert roll.data.arrival is not None
    trial, course = plan(folder, roll.data.arrival)
    found = measure_out_of_time(trial, course, cost=CostRatio())
    assert found is not None and found.default_rate > found.probability + 0.1
    assert found.ece.value > 0.1


def test_thorough_training_keeps_the_champions_learning_curve_in_the_bundle(tmp_path: Path) -> None:
    clients = draw_clients(1001)
    columns = tuple(
        replace(each, risk=Risk.RISES) if each.name.startswith("number") else each for each in clients.columns
    )
    folder = write_snapshot(tmp_path / "snapshot", replace(clients, columns=columns))
    train(folder, tmp_path / "bundle", model="logistic", effort="full", folds=3)
    judgement = open_bundle(tmp_path / "bundle").manifest.judgement
    counts = [point.clients for point in judgement.learning_curve]
    assert counts == sorted(counts) and len(counts) == len(SHARES) and all(isinstance(each, int) for each in counts)
    assert all(0.5 < point.auc < 1 for point in judgement.learning_curve)
    assert judgement.out_of_time is None
