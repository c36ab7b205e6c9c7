from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from limpide.core.errors import Corrupt
from limpide.models.boosted import BoostedModel
from limpide.models.boosted_fit import (
    BoostedSettings,
    fit_boosted,
    fit_boosted_until_flat,
    margins_while_growing,
)
from limpide.models.dummy import fit_dummy
from limpide.models.ebm_fit import AdditiveSettings, fit_additive
from limpide.models.fitted import FittedModel
from limpide.models.kinds import load_model
from limpide.models.logistic import CategoryTerms, LogisticModel, NumberTerms
from limpide.models.logistic_fit import fit_logistic, prepare_design, solve_logistic
from limpide.models.scorecard_fit import ScorecardSettings, bin_columns, fit_scorecard

COLUMNS = 12  # more than a tree sees, so that the seed matters
CATEGORY = 5
SETTINGS = BoostedSettings(
    learning_rate=0.1,
    num_leaves=8,
    max_depth=4,
    min_data_in_leaf=20,
    feature_fraction=0.1,
    lambda_l2=1,
    cat_smooth=10,
    cat_l2=10,
    most_rounds=200,
    patience=20,
)


def draw(clients: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(clients, COLUMNS)).astype(np.float32)
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    matrix[:, CATEGORY] = random.integers(0, 6, clients)
    margin = np.nan_to_num(matrix[:, 0]) - np.isnan(matrix[:, 1]) + (matrix[:, CATEGORY] % 2) - 2
    return matrix, (random.random(clients) < 1 / (1 + np.exp(-margin))).astype(np.float64)


MATRIX, TARGET = draw(3000, seed=1)
NAMES = ("dummy", "logistic", "boosted", "scorecard", "ebm")
EVERY_MODEL = pytest.mark.parametrize("model", NAMES, indirect=True)


@cache
def fit(name: str) -> FittedModel:
    """Fit a family on the same clients, once."""
    match name:
        case "dummy":
            return fit_dummy(MATRIX, TARGET)
        case "logistic":
            return fit_logistic(MATRIX, TARGET, categorical=[CATEGORY])
        case "boosted":
            return fit_boosted(MATRIX, TARGET, categorical=[CATEGORY], seed=1, settings=SETTINGS, rounds=60)
        case "scorecard":
            bins = bin_columns(MATRIX, TARGET, categorical=[CATEGORY])
            return fit_scorecard(bins, TARGET, settings=ScorecardSettings())
        case _:
            few = AdditiveSettings(outer_bags=1)
            return fit_additive(MATRIX, TARGET, categorical=[CATEGORY], seed=1, settings=few)


@pytest.fixture(scope="module")
def model(request: pytest.FixtureRequest) -> FittedModel:
    return fit(request.param)


values = st.one_of(st.floats(width=32), st.sampled_from([np.nan, np.inf, -np.inf, -1.0, 2.5, 99.0, 3e38, 1e-40]))
rows = st.lists(st.lists(values, min_size=COLUMNS, max_size=COLUMNS), min_size=1, max_size=5).map(
    lambda drawn: np.array(drawn, dtype=np.float32)
)


@EVERY_MODEL
@given(matrix=rows)
def test_contributions_sum_to_the_margin_for_any_row(model: FittedModel, matrix: NDArray[np.float32]) -> None:
    margins = model.margins(matrix)
    assert margins.shape == (len(matrix),)
    assert np.isfinite(margins).all()
    contributions = model.contributions(matrix)
    assert contributions.shape == (len(matrix), COLUMNS + 1)
    np.testing.assert_allclose(contributions.sum(axis=1), margins, rtol=0, atol=1e-9)


@EVERY_MODEL
def test_a_client_scores_the_same_alone_and_among_others(model: FittedModel) -> None:
    together = model.margins(MATRIX[:300])
    alone = np.concatenate([model.margins(MATRIX[row : row + 1]) for row in range(300)])
    np.testing.assert_allclose(alone, together, rtol=0, atol=1e-12)


@EVERY_MODEL
def test_no_clients_have_no_scores(model: FittedModel) -> None:
    assert model.margins(MATRIX[:0]).shape == (0,)
    assert model.contributions(MATRIX[:0]).shape == (0, COLUMNS + 1)


@EVERY_MODEL
def test_the_base_is_the_same_for_everybody(model: FittedModel) -> None:
    assert len(set(model.contributions(MATRIX[:50])[:, -1].tolist())) == 1


@EVERY_MODEL
def test_a_saved_model_scores_to_the_bit_and_saves_the_same_bytes(model: FittedModel, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    model.save(first)
    loaded = load_model(model.kind, first)
    loaded.save(second)
    assert (loaded.margins(MATRIX) == model.margins(MATRIX)).all()
    assert [path.read_bytes() for path in first.iterdir()] == [path.read_bytes() for path in second.iterdir()]


@pytest.mark.parametrize("kind", ["logistic", "boosted", "scorecard", "ebm"])
def test_a_model_ranks_clients_it_has_not_seen(kind: str) -> None:
    matrix, target = draw(3000, seed=2)
    assert roc_auc_score(target, fit(kind).margins(matrix)) > 0.74


def test_the_dummy_says_the_default_rate() -> None:
    assert 1 / (1 + np.exp(-fit("dummy").margins(MATRIX[:1])[0])) == pytest.approx(TARGET.mean())


def test_a_logistic_regression_averages_to_its_base_over_its_training_clients() -> None:
    contributions = fit("logistic").contributions(MATRIX)
    np.testing.assert_allclose(contributions[:, :-1].mean(axis=0), 0, atol=1e-9)


def test_numbers_missing_together_share_what_their_absence_says() -> None:
    twice = np.column_stack([MATRIX[:, 1], MATRIX[:, 1] ** 3, MATRIX[:, 0]])
    model = fit_logistic(twice, TARGET, categorical=[])
    absent = model.contributions(twice[np.isnan(MATRIX[:, 1])][:1])[0]
    assert absent[0] < -0.1
    assert absent[0] == pytest.approx(absent[1], abs=0.1)


def test_a_logistic_regression_does_without_a_column_that_is_empty_or_constant() -> None:
    matrix = MATRIX.copy()
    matrix[:, 2] = np.nan
    matrix[:, 3] = 7
    model = fit_logistic(matrix, TARGET, categorical=[CATEGORY])
    assert (model.contributions(MATRIX)[:, [2, 3]] == 0).all()


def test_an_unseen_category_counts_as_a_missing_one() -> None:
    rows = np.repeat(MATRIX[:1], 3, axis=0)
    rows[:, CATEGORY] = [np.nan, 6, 1e6]
    assert len(set(fit("logistic").margins(rows).tolist())) == 1


def test_the_same_data_and_seed_grow_the_same_trees_to_the_byte() -> None:
    again = fit_boosted(MATRIX, TARGET, categorical=[CATEGORY], seed=1, settings=SETTINGS, rounds=60)
    other = fit_boosted(MATRIX, TARGET, categorical=[CATEGORY], seed=2, settings=SETTINGS, rounds=60)
    model = fit("boosted")
    assert isinstance(model, BoostedModel)
    assert again.text == model.text
    assert other.text != model.text
    assert "num_threads" not in model.text


def test_trees_stop_when_unseen_clients_gain_nothing_and_can_be_cut_there() -> None:
    matrix, target = draw(1000, seed=3)
    grown, best = fit_boosted_until_flat(
        MATRIX, TARGET, validation=(matrix, target), categorical=[CATEGORY], seed=1, settings=SETTINGS
    )
    assert best < grown.rounds < SETTINGS.most_rounds
    cut = grown.first(best)
    same = fit_boosted(MATRIX, TARGET, categorical=[CATEGORY], seed=1, settings=SETTINGS, rounds=best)
    assert cut.rounds == best
    np.testing.assert_allclose(cut.margins(matrix), same.margins(matrix), rtol=0, atol=1e-12)


def test_margins_while_trees_grow_are_those_of_the_first_trees() -> None:
    model = fit("boosted")
    assert isinstance(model, BoostedModel)
    looks = dict(margins_while_growing(model, MATRIX, every=25))
    assert list(looks) == [25, 50, 60]
    for rounds, margins in looks.items():
        np.testing.assert_allclose(margins, model.first(rounds).margins(MATRIX), rtol=0, atol=1e-12)


def test_weights_count_clients_as_often_as_they_say() -> None:
    times = 1 + (np.arange(len(TARGET)) % 3)
    design = prepare_design(MATRIX, categorical=[CATEGORY])
    weighed = solve_logistic(design, TARGET, weights=times.astype(np.float64)).margins(MATRIX)
    repeated = replace(design, terms=np.repeat(design.terms, times, axis=0))
    again = solve_logistic(repeated, np.repeat(TARGET, times)).margins(MATRIX)
    np.testing.assert_allclose(weighed, again, atol=1e-4)


def test_a_kind_of_another_release_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Corrupt, match='"oracle"'):
        load_model("oracle", tmp_path)


@pytest.mark.parametrize("kind", NAMES)
def test_a_sealed_file_that_is_no_model_is_refused(kind: str, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}")
    (tmp_path / "model.txt").write_text("not trees")
    with pytest.raises(Corrupt, match=kind):
        load_model(kind, tmp_path)


def test_a_logistic_model_without_any_category_is_read_again(tmp_path: Path) -> None:
    none = np.zeros(0)
    numbers = NumberTerms(np.zeros(0, np.intp), none, none, none, none, none, none)
    model = LogisticModel(-2.0, 0, numbers, CategoryTerms(np.zeros(0, np.intp), np.zeros((0, 0))))
    model.save(tmp_path)
    assert load_model("logistic", tmp_path).margins(np.zeros((3, 0), np.float32)) == pytest.approx([-2.0] * 3)
