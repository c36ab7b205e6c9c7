"""Glass boxes are read from tables; what the libraries that filled them say must be the same to the last digit."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from optbinning import BinningProcess, Scorecard
from sklearn.linear_model import LogisticRegression

from limpide.core.errors import InvalidInput
from limpide.models.binned import Bins, ScorecardModel
from limpide.models.ebm_fit import AdditiveSettings, fit_additive, fit_machine
from limpide.models.scorecard_fit import ScorecardSettings, bin_columns, fit_scorecard

CATEGORIES = [3, 4]
SETTINGS = AdditiveSettings(outer_bags=2)


def draw(clients: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Numbers with gaps, a column without any, a category of many words and one of few."""
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(clients, 6)).astype(np.float32)
    matrix[:, 2] = np.round(np.abs(matrix[:, 2]))
    matrix[random.random(clients) < 0.2, 0] = np.nan
    matrix[:, 3] = random.integers(0, 12, clients) ** 2 // 12
    matrix[:, 4] = np.where(random.random(clients) < 0.1, np.nan, random.integers(0, 2, clients))
    margin = np.nan_to_num(matrix[:, 0]) - 0.5 * np.isnan(matrix[:, 0]) + (matrix[:, 3] % 2) - 2
    return matrix, (random.random(clients) < 1 / (1 + np.exp(-margin))).astype(np.float64)


def strangers() -> NDArray[np.float32]:
    """Clients with gaps where there were none, values beyond all seen, and words that nobody had."""
    matrix, _ = draw(1000, seed=2)
    matrix[:50] = np.nan
    matrix[50:100] *= 100
    matrix[100:150, CATEGORIES] = [40, 7]
    return matrix


def test_an_explainable_boosting_machine_scores_as_its_library_does() -> None:
    matrix, target = draw(2000, seed=1)
    machine = fit_machine(matrix, target, categorical=CATEGORIES, seed=1, settings=SETTINGS)
    model = fit_additive(matrix, target, categorical=CATEGORIES, seed=1, settings=SETTINGS)
    rows = strangers()
    np.testing.assert_allclose(model.margins(rows), machine.decision_function(rows.astype(float)), rtol=0, atol=1e-9)
    per_term = machine.eval_terms(rows.astype(float))
    np.testing.assert_allclose(model.contributions(rows)[:, :-1], per_term, rtol=0, atol=1e-9)


def test_a_scorecard_scores_as_its_library_does() -> None:
    matrix, target = draw(2000, seed=1)
    names = [f"column {place}" for place in range(matrix.shape[1])]
    library = Scorecard(
        BinningProcess(
            names,
            categorical_variables=[names[place] for place in CATEGORIES],
            max_n_bins=8,
            min_bin_size=0.03,
            binning_fit_params={name: {"solver": "mip"} for name in names},
        ),
        LogisticRegression(C=0.01, solver="newton-cholesky", tol=1e-6),
    )
    frame = pd.DataFrame(matrix.astype(float), columns=names)
    library.fit(frame, target, metric_missing="empirical")
    binned = bin_columns(matrix, target, categorical=CATEGORIES)
    model = fit_scorecard(binned, target, settings=ScorecardSettings(strength=0.01, least_value=0))
    rows = strangers()
    expected = library.decision_function(pd.DataFrame(rows.astype(float), columns=names))
    np.testing.assert_allclose(model.margins(rows), expected, rtol=0, atol=1e-9)


def test_columns_without_evidence_are_left_out_of_a_scorecard() -> None:
    matrix, target = draw(2000, seed=1)
    binned = bin_columns(matrix, target, categorical=CATEGORIES)
    model = fit_scorecard(binned, target, settings=ScorecardSettings(least_value=0.1))
    assert {bins.column for bins in model.columns} == {0, 3}
    with pytest.raises(InvalidInput, match="none of 6 columns has an information value of 9"):
        fit_scorecard(binned, target, settings=ScorecardSettings(least_value=9))


def test_a_value_on_an_edge_belongs_to_the_bin_above() -> None:
    bins = Bins(0, edges=np.array([1.0, 2.0]), scores=np.array([0.1, 0.2, 0.3]), absent=-1.0)
    values = np.array([[0.5], [1.0], [1.5], [2.0], [np.inf], [-np.inf], [np.nan]], dtype=np.float32)
    assert ScorecardModel(0.0, 1, (bins,)).margins(values).tolist() == [0.1, 0.2, 0.2, 0.3, 0.3, 0.1, -1.0]
