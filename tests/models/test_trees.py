import lightgbm
import numpy as np
import pytest

from limpide.models.tree_text import TreesError
from limpide.models.trees import Trees

CLIENTS, COLUMNS = 400, 6


@pytest.fixture(scope="module")
def grown() -> tuple[lightgbm.Booster, "np.ndarray[tuple[int, int], np.dtype[np.float32]]"]:
    random = np.random.default_rng(1)
    matrix = random.normal(size=(CLIENTS, COLUMNS)).astype(np.float32)
    matrix[:, -1] = random.integers(0, 5, CLIENTS)
    matrix[random.random(matrix.shape) < 0.2] = np.nan
    target = (np.nan_to_num(matrix[:, 0]) + random.normal(size=CLIENTS) > 0).astype(np.float64)
    learnt = lightgbm.Dataset(matrix, target, categorical_feature=[COLUMNS - 1], params={"verbose": -1})
    return lightgbm.train({"objective": "binary", "verbose": -1, "num_threads": 1}, learnt, 20), matrix


def test_scores_and_contributions_are_those_of_lightgbm_to_the_last_bit(
    grown: tuple[lightgbm.Booster, "np.ndarray[tuple[int, int], np.dtype[np.float32]]"],
) -> None:
    booster, matrix = grown
    trees = Trees(booster.model_to_string())
    assert (trees.rounds, trees.columns) == (20, COLUMNS)
    assert np.array_equal(trees.margins(matrix), booster.predict(matrix, raw_score=True))
    assert np.array_equal(trees.contributions(matrix), booster.predict(matrix, pred_contrib=True))
    alone = [trees.margins(matrix[place : place + 1])[0] for place in range(50)]
    assert alone == trees.margins(matrix[:50]).tolist()
    assert np.allclose(trees.gains(), booster.feature_importance("gain"))
    assert trees.margins(matrix[:0]).shape == (0,)


def test_a_matrix_of_other_columns_is_refused(
    grown: tuple[lightgbm.Booster, "np.ndarray[tuple[int, int], np.dtype[np.float32]]"],
) -> None:
    booster, matrix = grown
    with pytest.raises(TreesError, match="6 columns"):
        Trees(booster.model_to_string()).margins(matrix[:, :4])
