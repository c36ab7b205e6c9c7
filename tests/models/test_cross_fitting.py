"""Cross-fitted target encoding: nobody's own outcome is in the weight of evidence that they are learnt from."""

import numpy as np
import pytest
from numpy.typing import NDArray

from limpide.models.preparation import encode_across_folds, fit_preparation

CLIENTS = 2000


@pytest.fixture(scope="module")
def clients() -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.intp]]:
    """A number, a category of 400 words that say nothing of the outcome, missing for some, and folds."""
    random = np.random.default_rng(1)
    rows = random.normal(size=(CLIENTS, 2)).astype(np.float32)
    rows[:, 1] = random.integers(0, 400, CLIENTS)
    rows[random.random(CLIENTS) < 0.2, 1] = np.nan
    return rows, (random.random(CLIENTS) < 0.3).astype(np.float64), np.arange(CLIENTS) % 5


def test_a_clients_own_outcome_does_not_move_the_own_encoding(
    clients: tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.intp]],
) -> None:
    rows, target, fold = clients
    swapped = target.copy()
    one, other = np.flatnonzero((fold == 0) & (target == 1))[0], np.flatnonzero((fold == 0) & (target == 0))[0]
    swapped[[one, other]] = target[[other, one]]  # the same default rate
    before, after = (
        encode_across_folds(fit_preparation(rows, each, categorical=[1]), rows, each, fold)
        for each in (target, swapped)
    )
    np.testing.assert_array_equal(before[fold == 0], after[fold == 0])
    assert not np.array_equal(before[fold != 0], after[fold != 0], equal_nan=True)


def test_a_category_of_chance_looks_telling_in_its_own_clients_and_not_across_folds(
    clients: tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.intp]],
) -> None:
    rows, target, fold = clients
    preparation = fit_preparation(rows, target, categorical=[1])
    known = ~np.isnan(rows[:, 1])
    own, across = preparation.apply(rows)[known, 1], encode_across_folds(preparation, rows, target, fold)[known, 1]
    assert np.corrcoef(own, target[known])[0, 1] > 0.3
    assert abs(np.corrcoef(across, target[known])[0, 1]) < 0.1


def test_numbers_and_gaps_are_prepared_as_for_anybody(
    clients: tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.intp]],
) -> None:
    rows, target, fold = clients
    preparation = fit_preparation(rows, target, categorical=[1])
    plain, across = preparation.apply(rows), encode_across_folds(preparation, rows, target, fold)
    np.testing.assert_array_equal(plain[:, 0], across[:, 0])
    np.testing.assert_array_equal(np.isnan(plain), np.isnan(across))


def test_a_fold_that_holds_every_default_leaves_finite_weights(
    clients: tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.intp]],
) -> None:
    rows, _, fold = clients
    target = np.where(fold == 0, 1.0, 0.0)
    across = encode_across_folds(fit_preparation(rows, target, categorical=[1]), rows, target, fold)
    assert np.isfinite(across[~np.isnan(rows[:, 1])]).all()
