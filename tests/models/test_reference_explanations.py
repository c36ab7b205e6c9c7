"""Contributions of constrained models: exact Shapley values against the reference client, coherent by construction."""

from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from limpide.models.binned import AdditiveModel
from limpide.models.blend import BlendModel
from limpide.models.boosted_fit import QUICK, fit_boosted
from limpide.models.ebm_fit import AdditiveSettings, fit_additive
from limpide.models.fitted import FittedModel
from limpide.models.kinds import load_model
from limpide.models.logistic_fit import prepare_design, solve_logistic
from limpide.models.preparation import Preparation, fit_preparation
from limpide.models.prepared import PreparedModel
from limpide.models.scorecard_fit import ScorecardSettings, bin_columns, fit_scorecard

DIRECTIONS = [1, -1, 1, 1]  # the last column is a category, encoded
CLIENTS = 3000


@pytest.fixture(scope="module")
def clients() -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    random = np.random.default_rng(1)
    rows = random.normal(size=(CLIENTS, 4)).astype(np.float32)
    rows[:, 3] = random.integers(0, 5, CLIENTS)
    rows[random.random(rows.shape) < 0.1] = np.nan
    filled = np.nan_to_num(rows)
    margin = filled[:, 0] - filled[:, 1] + filled[:, 0] * (filled[:, 2] > 0) + 0.5 * (filled[:, 3] == 2) - 1.5
    return rows, (random.random(CLIENTS) < 1 / (1 + np.exp(-margin))).astype(np.float64)


@pytest.fixture(scope="module")
def models(clients: tuple[NDArray[np.float32], NDArray[np.float64]]) -> dict[str, PreparedModel]:
    rows, target = clients
    preparation = fit_preparation(rows, target, categorical=[3])
    prepared = preparation.apply(rows)
    design = prepare_design(prepared, categorical=[])
    logistic = solve_logistic(design, target, directions=DIRECTIONS)
    boosted = fit_boosted(prepared, target, categorical=[], seed=1, settings=QUICK, rounds=60, directions=DIRECTIONS)
    binned = bin_columns(prepared, target, categorical=[], directions=DIRECTIONS)
    inner: dict[str, FittedModel] = {
        "logistic": logistic,
        "boosted": boosted,
        "blend": BlendModel(logistic, boosted),
        "scorecard": fit_scorecard(binned, target, settings=ScorecardSettings(), signed=True),
        "ebm": fit_additive(
            prepared, target, categorical=[], seed=1, settings=AdditiveSettings(), directions=DIRECTIONS
        ),
    }
    return {name: PreparedModel(preparation, model) for name, model in inner.items()}


KINDS = ("logistic", "boosted", "blend", "scorecard", "ebm")


@pytest.mark.parametrize("kind", KINDS)
def test_contributions_are_the_shapley_values_of_swapping_the_reference_for_the_client(
    kind: str, models: dict[str, PreparedModel], clients: tuple[NDArray[np.float32], NDArray[np.float64]]
) -> None:
    model, rows = models[kind], clients[0][:20]
    references = model.preparation.references(rows)
    prepared = model.preparation.apply(rows)
    found = model.contributions(rows)
    for row, reference, added in zip(prepared, references, found, strict=True):
        np.testing.assert_allclose(added[:-1], _shapley(model.inner, row, reference), atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_contributions_sum_to_the_margin_and_vanish_at_the_reference(
    kind: str, models: dict[str, PreparedModel], clients: tuple[NDArray[np.float32], NDArray[np.float64]]
) -> None:
    model, rows = models[kind], clients[0][:200]
    np.testing.assert_allclose(model.contributions(rows).sum(axis=1), model.margins(rows), atol=1e-9)
    reference = model.preparation.reference[None, :]
    np.testing.assert_allclose(model.contributions(reference)[0, :-1], 0, atol=1e-12)
    assert model.contributions(reference)[0, -1] == pytest.approx(model.base)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_adds_nothing_and_what_is_known_has_the_sign_of_its_direction(
    kind: str, models: dict[str, PreparedModel], clients: tuple[NDArray[np.float32], NDArray[np.float64]]
) -> None:
    model, rows = models[kind], clients[0]
    added = model.contributions(rows)[:, :-1]
    assert np.abs(added[np.isnan(rows)]).max() <= 1e-12
    prepared, references = model.preparation.apply(rows), model.preparation.references(rows)
    side = np.sign(np.nan_to_num(prepared - references)) * DIRECTIONS
    assert (added * side >= -1e-9).all()
    assert (added[side == 0] == pytest.approx(0, abs=1e-12)) if (side == 0).any() else True


@pytest.mark.parametrize("kind", KINDS)
def test_a_constrained_model_is_monotone_in_every_column(
    kind: str, models: dict[str, PreparedModel], clients: tuple[NDArray[np.float32], NDArray[np.float64]]
) -> None:
    model = models[kind]
    rows = model.preparation.apply(clients[0][:100])
    for column, direction in enumerate(DIRECTIONS):
        grid = np.repeat(rows, 30, axis=0)
        grid[:, column] = np.tile(np.linspace(-3, 3, 30, dtype=np.float32), 100)
        steps = np.diff(model.inner.margins(grid).reshape(100, 30), axis=1) * direction
        assert (steps >= -1e-9).all(), column


@pytest.mark.parametrize("kind", KINDS)
def test_a_prepared_model_is_read_back_as_it_was_written(
    kind: str,
    models: dict[str, PreparedModel],
    clients: tuple[NDArray[np.float32], NDArray[np.float64]],
    tmp_path: Path,
) -> None:
    model = models[kind]
    model.save(tmp_path)
    read = load_model(kind, tmp_path)
    assert isinstance(read, PreparedModel) and read.kind == kind
    np.testing.assert_array_equal(read.margins(clients[0][:50]), model.margins(clients[0][:50]))
    np.testing.assert_array_equal(read.contributions(clients[0][:50]), model.contributions(clients[0][:50]))


def test_categories_are_ordered_by_how_often_their_clients_default(
    clients: tuple[NDArray[np.float32], NDArray[np.float64]],
) -> None:
    rows, target = clients
    preparation = fit_preparation(rows, target, categorical=[3])
    (encoding,) = preparation.encodings
    rates = [target[rows[:, 3] == code].mean() for code in range(5)]
    assert np.argsort(encoding.evidence).tolist() == np.argsort(rates).tolist()


def test_a_category_never_seen_is_neutral_and_not_known() -> None:
    rows = np.array([[0], [1], [1], [0]], dtype=np.float32)
    preparation = fit_preparation(rows, np.array([0.0, 1.0, 1.0, 0.0]), categorical=[0])
    unseen = np.array([[7.0]], dtype=np.float32)
    assert preparation.apply(unseen)[0, 0] == 0
    assert preparation.unknown(unseen)[0, 0]


def test_a_gap_that_hardly_anybody_has_is_filled_with_the_reference() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(1000, 2)).astype(np.float32)
    rows[:5, 0] = np.nan
    rows[:600, 1] = np.nan
    preparation = fit_preparation(rows, np.tile([0.0, 1.0], 500), categorical=[])
    prepared = preparation.apply(rows)
    assert prepared[0, 0] == preparation.reference[0] == np.quantile(rows[5:, 0], 0.5, method="inverted_cdf")
    assert np.isnan(prepared[0, 1])
    assert np.isnan(preparation.usual[1]) and not np.isnan(preparation.usual[0])


def test_what_boosting_bends_back_is_straightened(models: dict[str, PreparedModel]) -> None:
    model = models["ebm"].inner
    assert isinstance(model, AdditiveModel)
    for bins in model.columns:
        assert (np.diff(bins.scores) * DIRECTIONS[bins.column] >= 0).all()


def _shapley(model: FittedModel, row: NDArray[np.float32], reference: NDArray[np.float32]) -> list[float]:
    """Shapley values by their definition: the mean gain of swapping a column, over all orders."""
    count = len(row)
    values = []
    for column in range(count):
        others = [other for other in range(count) if other != column]
        total = 0.0
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for swapped in combinations(others, size):
                before = reference.copy()
                before[list(swapped)] = row[list(swapped)]
                after = before.copy()
                after[column] = row[column]
                low, high = model.margins(np.stack([before, after]))
                total += weight * (high - low)
        values.append(float(total))
    return values


def test_the_reference_of_a_client_lacks_what_the_client_lacks(
    clients: tuple[NDArray[np.float32], NDArray[np.float64]],
) -> None:
    preparation: Preparation = fit_preparation(*clients, categorical=[3])
    references = preparation.references(clients[0])
    np.testing.assert_array_equal(np.isnan(references), np.isnan(preparation.apply(clients[0])))
