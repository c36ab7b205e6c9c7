import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import InvalidInput
from limpide.training.folds import assign_folds


@given(
    seed=st.integers(0, 1000),
    folds=st.integers(2, 6),
    clients=st.integers(100, 400),
    persons=st.integers(60, 400),
)
def test_nobody_is_on_both_sides_and_the_folds_are_alike(seed: int, folds: int, clients: int, persons: int) -> None:
    random = np.random.default_rng(seed)
    person = random.integers(-persons, persons, clients)
    target = (random.random(clients) < 0.4).astype(np.float64)
    fold = assign_folds(target, person, folds=folds, seed=seed)
    for each in np.unique(person):
        assert len(set(fold[person == each].tolist())) == 1
    assert set(fold.tolist()) == set(range(folds))
    assert (fold == assign_folds(target, person, folds=folds, seed=seed)).all()


def test_folds_of_single_persons_have_the_same_size_and_default_rate() -> None:
    target = np.repeat([0.0, 1.0], [9200, 800])
    fold = assign_folds(target, np.arange(10_000), folds=5, seed=1)
    assert np.bincount(fold).tolist() == [2000] * 5
    assert np.bincount(fold, weights=target).tolist() == [160] * 5


def test_another_seed_deals_other_folds() -> None:
    target = np.tile([0.0, 1.0], 500)
    one, two = (assign_folds(target, np.arange(1000), folds=5, seed=seed) for seed in (1, 2))
    assert 0.1 < float((one == two).mean()) < 0.3


def test_fewer_than_two_folds_are_refused() -> None:
    with pytest.raises(InvalidInput, match="use 2 or more"):
        assign_folds(np.array([0.0, 1.0]), np.array([1, 2]), folds=1, seed=1)


def test_defaults_of_one_person_cannot_fill_several_folds() -> None:
    with pytest.raises(InvalidInput, match="use fewer folds"):
        assign_folds(np.repeat([1.0, 0.0], [10, 90]), np.repeat([0, 1], [10, 90]), folds=2, seed=1)
