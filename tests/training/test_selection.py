from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_snapshot import draw_clients, write_snapshot

from limpide.contract import Unit
from limpide.features.feature import Policy, Risk
from limpide.features.layout import FeatureColumn
from limpide.training.coincidence import measure_coincidence
from limpide.training.data import LearningData
from limpide.training.lesson import outline_lessons, plan_lesson
from limpide.training.likeness import find_twins
from limpide.training.selection import DRIFTING_P_VALUE, MAX_P_VALUE, select_features, z_along_direction
from limpide.training.train import train

JOBS = ("clerk", "driver", "nurse", "painter")
CLIENTS = 3000
SIGNALS = ("external_mean", "income", "occupation")


def column(name: str, *, words: tuple[str, ...] | None = None, risk: Risk = Risk.MIXED) -> FeatureColumn:
    return FeatureColumn(
        name=name,
        fr=f"{name} fr",
        en=f"{name} en",
        family="income",
        unit=Unit.CATEGORY if words else Unit.INDEX,
        source="application",
        policy=Policy.MODEL,
        categories=words,
        risk=risk,
    )


def draw_data(clients: int = CLIENTS, *, noise: int = 15, seed: int = 1) -> LearningData:
    """Three columns that matter, two of which are compared within groups; a twin; columns of noise."""
    random = np.random.default_rng(seed)
    job = random.integers(0, len(JOBS), clients)
    score, income = random.normal(size=clients), random.lognormal(10 + 0.3 * job, 0.5)
    margin = -2 + 1.2 * score - 1.6 * (np.log(income) - 10) + 0.8 * (job == 2)
    target = (random.random(clients) < 1 / (1 + np.exp(-margin))).astype(np.float64)
    planted = random.normal(size=(clients, noise))
    matrix = np.column_stack([score, income, job, 3 * score + 7, planted]).astype(np.float32)
    columns = (
        column("external_mean"),
        column("income"),
        column("occupation", words=JOBS),
        column("twin"),
        *(column(f"noise_{number}") for number in range(noise)),
    )
    policies = (Policy.MODEL, Policy.CHALLENGER)
    return LearningData(matrix, target, np.arange(clients), columns, policies=policies, directed=False)


@pytest.mark.parametrize("seed", range(4))
def test_what_helps_is_kept_and_hardly_any_planted_column_of_noise_is(seed: int) -> None:
    data = draw_data(2000, seed=seed)
    lesson = plan_lesson(data, np.arange(2000) % 5 != 0, outline_lessons(data, seed=seed), seed=seed)
    assert set(SIGNALS[:2]) <= set(lesson.recipe.features)
    assert len([name for name in lesson.recipe.features if name.startswith("noise")]) <= 2
    assert {each.name: each.why for each in lesson.dropped}["twin"] == "twin"
    assert {*(each.name for each in lesson.dropped), *lesson.recipe.features} >= {each.name for each in data.columns}


def draw_noise(random: np.random.Generator, *, clients: int, columns: int) -> tuple[np.ndarray, list[int | None]]:
    """Columns of every look: numbers with and without gaps, rare flags, counts, heavy tails, categories."""
    looks = (
        lambda: (random.normal(size=clients), None),
        lambda: (random.random(clients) < 0.01, None),
        lambda: (random.poisson(0.7, clients), None),
        lambda: (np.where(random.random(clients) < 0.6, np.nan, random.lognormal(0, 3, clients)), None),
        lambda: (random.integers(0, 40, clients), 40),
    )
    drawn = [looks[number % len(looks)]() for number in range(columns)]
    return np.column_stack([values for values, _ in drawn]).astype(np.float32), [words for _, words in drawn]


def test_noise_passes_the_test_no_more_often_than_its_level_allows() -> None:
    """The bound holds for columns of every look."""
    p_values = []
    for seed in range(10):
        random = np.random.default_rng(seed)
        target = (random.random(1500) < 0.1).astype(np.float64)
        matrix, words = draw_noise(random, clients=1500, columns=100)
        p_values.append(measure_coincidence(matrix, target, words=words))
    drawn = np.concatenate(p_values)
    for level in (0.1, MAX_P_VALUE, 0.01):
        assert (drawn <= level).mean() <= level


def test_what_is_tied_to_defaults_is_told_from_chance_whichever_way_it_is_tied() -> None:
    random = np.random.default_rng(1)
    target = (random.random(4000) < 0.1).astype(np.float64)
    rises = random.normal(size=4000) + 0.5 * target
    falls_where_known = np.where(random.random(4000) < 0.3, np.nan, -rises)
    missing_for_defaults = np.where(random.random(4000) < 0.2 + 0.2 * target, np.nan, 1.0)
    job = np.where(random.random(4000) < 0.3 * target, 2, random.integers(0, 8, 4000))
    matrix = np.column_stack([rises, falls_where_known, missing_for_defaults, job]).astype(np.float32)
    assert (measure_coincidence(matrix, target, words=[None, None, None, 8]) < 1e-4).all()
    np.testing.assert_array_equal(
        measure_coincidence(matrix, target, words=[None, None, None, 8]),
        measure_coincidence(matrix[::-1], target[::-1], words=[None, None, None, 8]),
    )


def test_no_column_is_kept_and_dropped() -> None:
    data = draw_data()
    lesson = plan_lesson(data, np.ones(CLIENTS, dtype=bool), outline_lessons(data, seed=1), seed=1)
    assert not {each.name for each in lesson.dropped} & set(lesson.recipe.features)


def test_nothing_that_a_lesson_learns_comes_from_the_clients_kept_back() -> None:
    data = draw_data()
    seen = np.arange(CLIENTS) % 5 != 0
    other = draw_data(seed=2)
    changed = replace(
        data,
        matrix=np.where(seen[:, None], data.matrix, other.matrix),
        target=np.where(seen, data.target, 1 - data.target),
    )
    outline = outline_lessons(data, seed=1)
    before, after = (plan_lesson(each, seen, outline, seed=1) for each in (data, changed))
    assert any("_of_occupation" in name for name in before.recipe.features)
    assert before.recipe.features == after.recipe.features
    np.testing.assert_array_equal(before.rows(seen), after.rows(seen))
    assert [group.as_json() for group in before.recipe.groups] == [group.as_json() for group in after.recipe.groups]


def test_the_outline_does_not_look_at_outcomes() -> None:
    data = draw_data()
    assert outline_lessons(data, seed=1) == outline_lessons(replace(data, target=1 - data.target), seed=1)


def test_shuffled_outcomes_stay_unpredictable_with_learnt_features_and_selection(tmp_path: Path) -> None:
    clients = draw_clients(12_000)
    names = ("external_mean", "income", "credit", "annuity", "age", "region_population", "occupation")
    columns = tuple(replace(each, name=name) for each, name in zip(clients.columns, names, strict=False))
    matrix = clients.matrix.copy()
    matrix[:, 5] = np.round(matrix[:, 5])
    shuffled = np.random.default_rng(5).permutation(clients.target)
    bent = replace(clients, columns=(*columns, *clients.columns[7:]), matrix=matrix, target=shuffled)
    training = train(write_snapshot(tmp_path / "s", bent), tmp_path / "b", model="boosted", folds=2)
    offered = {card.name for card in training.manifest.features} | {each.name for each in training.manifest.dropped}
    assert "occupation" in offered
    for candidate in training.manifest.candidates:
        assert candidate.quality.auc.value == pytest.approx(0.5, abs=0.02), candidate.name


def test_twins_say_the_same_in_other_numbers_for_the_same_clients() -> None:
    random = np.random.default_rng(1)
    first, second = random.normal(size=(2, 2000))
    gappy = np.where(random.random(2000) < 0.3, np.nan, np.exp(first))
    matrix = np.column_stack([first, -np.exp(first), gappy, second, gappy * 2]).astype(np.float32)
    assert find_twins(matrix, np.ones(5, dtype=bool), seed=1) == {1: 0, 4: 2}
    assert find_twins(matrix, np.array([True, False, True, True, True]), seed=1) == {4: 2}


def test_a_column_that_drifts_has_to_be_worth_it() -> None:
    names = ["steady", "drifting", "drifting and telling", "noise"]
    p_values = np.array([0.01, 0.01, DRIFTING_P_VALUE / 2, 0.2])
    drift = {"drifting": 0.9, "drifting and telling": 0.9}
    dropped = select_features(names, p_values, np.full(4, np.nan), drift)
    assert {each.name: (each.why, each.psi) for each in dropped} == {
        "drifting": ("drifting", 0.9),
        "noise": ("useless", 0.0),
    }


def test_a_number_whose_clients_go_against_its_declared_direction_is_left_out() -> None:
    random = np.random.default_rng(1)
    target = (random.random(3000) < 0.1).astype(np.float64)
    along, against = random.normal(size=(2, 3000)) + 0.3 * target
    matrix = np.column_stack([along, against, against]).astype(np.float32)
    z = z_along_direction(matrix, target, [1, -1, 0])
    assert z[0] > 2 and z[1] < -2 and np.isnan(z[2])
    dropped = select_features(["along", "against", "undirected"], np.full(3, 1e-6), z, {})
    assert [(each.name, each.why) for each in dropped] == [("against", "contrary")]


def test_where_nothing_can_be_told_from_chance_the_three_most_associated_stay() -> None:
    names = [f"number_{place}" for place in range(6)]
    dropped = select_features(names, np.linspace(1, 0.5, 6), np.full(6, np.nan), {})
    assert [each.name for each in dropped] == names[:3]


def test_a_model_learns_from_directed_numbers_and_categories_only() -> None:
    data = draw_data()
    risks = {"external_mean": Risk.RISES, "income": Risk.FALLS}
    columns = tuple(replace(each, risk=risks.get(each.name, Risk.MIXED)) for each in data.columns)
    directed = replace(data, columns=columns, directed=True, policies=(Policy.MODEL,))
    lesson = plan_lesson(directed, np.ones(CLIENTS, dtype=bool), outline_lessons(directed, seed=1), seed=1)
    assert set(lesson.recipe.features) == set(SIGNALS)
    assert {each.why for each in lesson.dropped} == {"undirected"}
