from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_bundle import WORDS, columns, draw_clients, write_small_bundle

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.scorer import Scorer, bind
from limpide.core.errors import InvalidInput

MATRIX, _ = draw_clients()


@pytest.fixture(scope="module", params=["boosted", "logistic"])
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder: Path = tmp_path_factory.mktemp(request.param) / "bundle"
    write_small_bundle(folder, kind=request.param)
    return open_bundle(folder)


@pytest.fixture(scope="module")
def scorer(bundle: Bundle) -> Scorer:
    return bind(bundle, columns())


values = st.one_of(st.floats(width=32), st.sampled_from([np.nan, np.inf, -np.inf, -1.0, 3.0, 1e30]))


@given(row=st.lists(values, min_size=3, max_size=3))
def test_contributions_and_base_sum_to_the_margin_of_any_row(scorer: Scorer, row: list[float]) -> None:
    matrix = np.array([row], dtype=np.float32)
    contributions = scorer.contributions(matrix)
    margin = float(scorer.margins(matrix)[0])
    assert contributions.sum() == pytest.approx(margin, abs=1e-9)
    assert contributions[0, -1] == pytest.approx(scorer.bundle.base, abs=1e-12)
    assert scorer.probabilities(matrix)[0] == pytest.approx(1 / (1 + np.exp(-margin)), abs=1e-12)


def test_a_client_scores_the_same_alone_and_among_others(scorer: Scorer) -> None:
    together = scorer.probabilities(MATRIX)
    alone = [scorer.probabilities(MATRIX[row : row + 1])[0] for row in range(len(MATRIX))]
    np.testing.assert_allclose(alone, together, rtol=0, atol=1e-12)


def test_the_order_of_columns_and_categories_does_not_matter(bundle: Bundle, scorer: Scorer) -> None:
    income, wealth, job = columns(("painter", "worker", "clerk", "student"))
    moved = bind(bundle, [job, replace(income, name="other"), wealth, income])
    codes = np.array([2, 3, 1], dtype=np.float32)[MATRIX[:, 2].astype(int)]
    matrix = np.column_stack([codes, np.zeros(len(MATRIX)), MATRIX[:, 1], MATRIX[:, 0]]).astype(np.float32)
    assert (moved.margins(matrix) == scorer.margins(MATRIX)).all()


def test_a_category_that_the_model_never_saw_counts_as_missing(bundle: Bundle, scorer: Scorer) -> None:
    newer = bind(bundle, columns((*WORDS, "painter")))
    painter, missing = np.repeat(MATRIX[:1], 2, axis=0)
    painter[2], missing[2] = 3, np.nan
    assert newer.margins(painter[None]) == scorer.margins(missing[None])
    assert newer.values(painter)[2] is None


def test_scoring_leaves_the_rows_as_they_were(bundle: Bundle) -> None:
    rows = MATRIX[:5].copy()
    rows.setflags(write=False)
    bind(bundle, columns(("worker", "student", "clerk"))).margins(rows)
    assert rows[:, 2].tolist() == MATRIX[:5, 2].tolist()


def test_an_infinite_ratio_counts_as_missing(scorer: Scorer) -> None:
    rows = np.array([[np.inf, 0, 1], [np.nan, 0, 1], [-np.inf, 0, 1]], dtype=np.float32)
    assert len(set(scorer.margins(rows).tolist())) == 1


def test_values_are_numbers_words_or_nothing(scorer: Scorer) -> None:
    assert scorer.values(np.array([1.5, np.nan, 1], dtype=np.float32)) == [1.5, None, "student"]
    assert scorer.values(np.array([np.inf, 0, np.nan], dtype=np.float32)) == [None, 0.0, None]


def test_a_client_base_that_lacks_features_is_refused_by_their_names(bundle: Bundle) -> None:
    with pytest.raises(
        InvalidInput, match=r"lacks 2 of 3 features that model [0-9a-f]{12} needs: income, job; rebuild"
    ):
        bind(bundle, columns()[1:2])


def test_a_feature_whose_definition_changed_is_refused_by_its_name(bundle: Bundle) -> None:
    changed = [replace(column, revision=2) if column.name == "income" else column for column in columns()]
    with pytest.raises(InvalidInput, match=r"1 of 3 features of model [0-9a-f]{12} have another definition .*: income"):
        bind(bundle, changed)


def test_a_category_that_became_a_number_is_refused(bundle: Bundle) -> None:
    *numbers, job = columns()
    with pytest.raises(InvalidInput, match="job is a number in the client base but a category"):
        bind(bundle, [*numbers, replace(job, categories=None)])
