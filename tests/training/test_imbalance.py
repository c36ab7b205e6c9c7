from dataclasses import replace

import numpy as np
import pytest
from random_snapshot import draw_clients

from limpide.core.errors import InvalidInput
from limpide.models.calibration import probabilities
from limpide.training.candidates import draw_sample, unseen_of, used_clients
from limpide.training.data import LearningData
from limpide.training.direct import Dummy
from limpide.training.evaluate import calibrate_across_folds
from limpide.training.imbalance import FEW, METHODS, Method, draw_some
from limpide.training.lesson import Lesson, outline_lessons, plan_lesson
from limpide.training.neighbourhood import Neighbourhood
from limpide.training.sample import Sample, whole_sample

CLIENTS = draw_clients(2000)
COLUMNS = CLIENTS.columns[:7]
EVERY_METHOD = pytest.mark.parametrize("method", METHODS, ids=[method.name for method in METHODS])


def offer(seed: int = 1, clients: int = 2000) -> Sample:
    drawn = draw_clients(clients, seed=seed)
    return whole_sample(COLUMNS, np.ascontiguousarray(drawn.matrix[:, :7]), drawn.target.astype(np.float64))


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    data = LearningData(
        np.ascontiguousarray(CLIENTS.matrix[:, :7]), CLIENTS.target.astype(np.float64), CLIENTS.person, COLUMNS
    )
    return plan_lesson(data, np.arange(2000) % 5 != 0, outline_lessons(data, seed=1), seed=1)


@EVERY_METHOD
def test_no_method_touches_or_reads_the_clients_kept_back(method: Method, lesson: Lesson) -> None:
    before = [part.copy() for part in unseen_of(lesson)]
    sample = draw_sample(method, lesson, seed=1)
    for one, other in zip(before, unseen_of(lesson), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not (used_clients(lesson, sample) & ~lesson.seen).any()
    strangers, seen = draw_clients(2000, seed=9), lesson.seen
    matrix = np.where(seen[:, None], lesson.data.matrix, strangers.matrix[:, :7])
    changed = replace(lesson.data, matrix=matrix, target=np.where(seen, lesson.data.target, 1 - lesson.data.target))
    again = draw_sample(method, replace(lesson, data=changed, kept={}), seed=1)
    np.testing.assert_array_equal(sample.rows, again.rows)
    np.testing.assert_array_equal(sample.target, again.target)


@EVERY_METHOD
def test_rows_that_stand_for_clients_are_theirs_to_the_bit(method: Method) -> None:
    offered = offer()
    sample = method.apply(offered, seed=1)
    rows, target = sample.own
    np.testing.assert_array_equal(rows, offered.rows[sample.drawn])
    np.testing.assert_array_equal(target, offered.target[sample.drawn])
    assert len(sample.rows) == len(sample.target)


@EVERY_METHOD
def test_methods_make_defaults_count_about_as_much_as_good_clients(method: Method) -> None:
    sample = method.apply(offer(), seed=1)
    share = float(np.average(sample.target, weights=sample.weights))
    assert share == pytest.approx(offer().target.mean() if method.name == "none" else 0.5, abs=0.2)
    if method.name in ("weights", "undersampling", "oversampling"):
        assert share == pytest.approx(0.5)


@EVERY_METHOD
def test_the_same_seed_draws_the_same_sample(method: Method) -> None:
    one, two = (method.apply(offer(), seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.rows, two.rows)
    np.testing.assert_array_equal(one.target, two.target)


def test_of_more_clients_than_a_method_can_take_some_are_drawn_with_the_same_defaults() -> None:
    offered = offer()
    some = draw_some(offered, most=500, seed=1)
    assert (len(some.rows), some.offered) == (500, 2000)
    assert some.target.mean() == pytest.approx(offered.target.mean(), abs=0.003)
    assert len(set(some.drawn.tolist())) == 500
    assert all(method.most == FEW for method in METHODS if method.name.startswith("smote"))


def test_made_up_clients_have_gaps_and_categories_like_real_ones() -> None:
    offered = offer()
    sample = next(method for method in METHODS if method.name == "smote-tomek").apply(offered, seed=1)
    made = sample.rows[len(sample.drawn) :]
    assert len(made) > 100
    assert 0.02 < float(np.isnan(made[:, 0]).mean()) < 0.2
    assert set(np.unique(made[:, 6]).tolist()) <= {0.0, 1.0, 2.0, 3.0}
    known = offered.rows[:, 0][~np.isnan(offered.rows[:, 0])]
    assert np.nanmax(made[:, 0]) <= known.max()


def test_a_row_that_becomes_a_point_becomes_the_same_row_again() -> None:
    rows = offer().rows
    space = Neighbourhood.of(rows, [6])
    np.testing.assert_allclose(space.rows(space.points(rows)), rows, rtol=1e-5, atol=1e-6)


def test_the_dummy_gives_everybody_the_default_rate_whatever_is_done_about_imbalance(lesson: Lesson) -> None:
    """So that one row of a comparison stands for the dummy under every method."""
    target, fold = lesson.data.target, np.arange(2000) % 5
    for method in METHODS:
        learnt = Dummy().fit(draw_sample(method, lesson, seed=1), seed=1)
        chances = probabilities(calibrate_across_folds(learnt.margins(lesson.data.matrix), target, fold))
        rates = np.array([target[fold != number].mean() for number in range(5)])
        np.testing.assert_allclose(chances, rates[fold], atol=1e-5)


def test_one_default_has_no_neighbour() -> None:
    offered = offer(clients=200)
    lonely = whole_sample(COLUMNS, offered.rows, np.eye(200)[0])
    method = next(method for method in METHODS if method.name == "smote-enn")
    with pytest.raises(InvalidInput, match="only 1 of 200 has the rarer outcome"):
        method.apply(lonely, seed=1)
