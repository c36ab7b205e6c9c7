import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import optuna
import pytest
from random_snapshot import draw_clients

from limpide.core.errors import InvalidInput
from limpide.models.boosted_fit import QUICK
from limpide.training.boosting import Boosted
from limpide.training.candidates import Candidate
from limpide.training.data import LearningData
from limpide.training.direct import Additive, Dummy, Logistic, Scorecard
from limpide.training.folder import open_studies
from limpide.training.folds import assign_folds
from limpide.training.learner import Learner
from limpide.training.lesson import Lesson, outline_lessons, plan_lesson
from limpide.training.search import Attempt, FoldScore, Search
from limpide.training.settle import settle

TREES = Candidate(Boosted(replace(QUICK, most_rounds=60, patience=10, learning_rate=0.2)))


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    clients = draw_clients(900)
    data = LearningData(
        np.ascontiguousarray(clients.matrix[:, :7]),
        clients.target.astype(np.float64),
        clients.person,
        clients.columns[:7],
    )
    fold = assign_folds(data.target, data.person, folds=3, seed=1)
    outline = outline_lessons(data, seed=1)
    return [plan_lesson(data, fold != number, outline, seed=1) for number in range(3)]


def search_in(folder: Path, *, resume: bool = False, trials: int = 8) -> Search:
    storage = open_studies(folder, resume=resume, replace=False, searched=True)
    return Search(storage, "snapshot", trials=trials, max_gap=0.05, seed=1)


def run(search: Search, candidate: Candidate, lessons: list[Lesson], *, until: int = 99) -> tuple[Attempt, ...]:
    for done in search.run(candidate, lessons, goes_on=lambda: True):
        if done == until:
            break
    return search.attempts(candidate)


def test_a_search_begins_with_the_usual_settings_and_gives_up_early_on_bad_ones(
    lessons: list[Lesson], tmp_path: Path
) -> None:
    search = search_in(tmp_path / "s", trials=16)
    candidate = Candidate(Logistic())
    attempts = run(search, candidate, lessons)
    assert attempts[0].learner == candidate.learner
    assert search.counts(candidate) == (16, 16 - len(attempts))
    assert len(attempts) < 16


def test_trees_are_judged_at_their_best_and_at_their_best_within_the_gap(lessons: list[Lesson], tmp_path: Path) -> None:
    for attempt in run(search_in(tmp_path / "s", trials=2), TREES, lessons):
        for free, held in zip(attempt.free, attempt.held, strict=True):
            assert held.gap <= max(0.05, free.gap)
            assert held.loss >= free.loss
            assert 1 <= (held.rounds or 0) <= (free.rounds or 0)


def test_a_search_that_was_left_goes_on_as_if_it_had_not_been(lessons: list[Lesson], tmp_path: Path) -> None:
    candidate = Candidate(Logistic())
    whole = run(search_in(tmp_path / "whole"), candidate, lessons)
    run(search_in(tmp_path / "left"), candidate, lessons, until=3)
    storage = open_studies(tmp_path / "left", resume=True, replace=False, searched=True)
    assert storage is not None
    study = optuna.load_study(study_name="logistic | snapshot", storage=storage)
    study.ask()  # cut short: it must not count
    again = run(search_in(tmp_path / "left", resume=True), candidate, lessons)
    assert again == whole
    assert search_in(tmp_path / "left", resume=True).counts(candidate)[0] == 8


def test_when_time_is_up_the_usual_settings_have_been_tried_at_least(lessons: list[Lesson], tmp_path: Path) -> None:
    search = search_in(tmp_path / "s")
    assert list(search.run(Candidate(Logistic()), lessons, goes_on=lambda: False)) == [0, 1]


@pytest.mark.parametrize("learner", [Logistic(), Scorecard(), Additive(), Boosted(QUICK)], ids=lambda each: each.name)
def test_usual_settings_are_among_those_that_can_be_asked_for(learner: Learner) -> None:
    assert learner.suggest(optuna.trial.FixedTrial(dict(learner.settings()))) == learner
    assert Dummy().settings() == {}


def attempt(strength: float, *losses: float, gaps: tuple[float, ...] = (), rounds: int | None = None) -> Attempt:
    scores = tuple(
        FoldScore(loss, auc=0.7, gap=gap, rounds=rounds)
        for loss, gap in zip(losses, gaps or (0.01,) * len(losses), strict=True)
    )
    return Attempt(Logistic(strength), free=scores, held=scores)


def test_no_fold_helps_to_choose_its_own_settings() -> None:
    lucky, steady = attempt(1.0, 0.1, 0.5, 0.5), attempt(0.1, 0.4, 0.4, 0.4)
    (settled,) = settle(Candidate(Logistic()), [lucky, steady], folds=3, max_gap=0.05)
    assert settled.by_fold == (Logistic(0.1), Logistic(1.0), Logistic(1.0))
    assert settled.learner == Logistic(1.0)
    changed = replace(lucky, free=(FoldScore(9.0, 0.5, 0.01), *lucky.free[1:]))
    assert settle(Candidate(Logistic()), [changed, steady], folds=3, max_gap=0.05)[0].by_fold[0] == Logistic(0.1)


def test_whoever_knows_his_own_clients_too_well_is_held_to_the_best_that_does_not() -> None:
    keen, calm = attempt(1.0, 0.3, 0.3, gaps=(0.09, 0.09)), attempt(0.1, 0.4, 0.4)
    free, held = settle(Candidate(Logistic()), [keen, calm], folds=2, max_gap=0.05)
    assert (free.learner, held.learner) == (Logistic(1.0), Logistic(0.1))
    assert held.name == "logistic, held"
    assert settle(Candidate(Logistic()), [keen], folds=2, max_gap=0.05)[0].learner == Logistic(1.0)


def test_each_fold_gets_the_number_of_trees_that_the_others_found() -> None:
    scores = tuple(FoldScore(0.4, 0.7, 0.01, rounds) for rounds in (10, 20, 60))
    (settled,) = settle(TREES, [Attempt(TREES.learner, scores, scores)], folds=3, max_gap=0.05)
    assert [each.rounds for each in settled.by_fold if isinstance(each, Boosted)] == [40, 35, 15]


def test_trees_are_stopped_before_the_gap_is_too_wide(lessons: list[Lesson]) -> None:
    found = TREES.fit_folds(lessons, seed=1, step=lambda _: None)
    held = TREES.hold(most_gap=0.01)
    assert held is not None
    assert (held.fit_folds(lessons, seed=1, step=lambda _: None).rounds or math.inf) < (found.rounds or 0)
    assert Candidate(Logistic()).hold(most_gap=0.01) is None


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "letter.txt").write_text("mine")
    with pytest.raises(InvalidInput, match="no laboratory's folder"):
        open_studies(tmp_path / "theirs", resume=False, replace=True, searched=True)
    with pytest.raises(InvalidInput, match="no searches to take up again"):
        open_studies(tmp_path / "none", resume=True, replace=False, searched=True)
    search_in(tmp_path / "ours")
    with pytest.raises(InvalidInput, match="--resume to take its searches up again, or --replace"):
        search_in(tmp_path / "ours")
    assert (tmp_path / "theirs" / "letter.txt").read_text() == "mine"
