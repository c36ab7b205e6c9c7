from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_bundle import WORDS, columns, draw_clients, write_small_bundle

from limpide.bundle.pyfunc import ScoringTable, _load_pyfunc
from limpide.bundle.scorer import bind
from limpide.core.errors import Corrupt, InvalidInput

MATRIX, _ = draw_clients(300)
FRAME = pd.DataFrame(MATRIX[:, :2].astype(np.float64), columns=["income", "wealth"])
FRAME["job"] = [WORDS[int(code)] for code in MATRIX[:, 2]]


@pytest.fixture(scope="module", params=["boosted", "logistic"])
def table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ScoringTable:
    folder: Path = tmp_path_factory.mktemp(request.param) / "bundle"
    write_small_bundle(folder, kind=request.param)
    return _load_pyfunc(str(folder))


def test_a_table_of_inputs_scores_as_the_client_base_does(table: ScoringTable) -> None:
    scores = table.predict(FRAME)
    expected = bind(table.bundle, columns()).probabilities(MATRIX)
    np.testing.assert_allclose(scores["probability_of_default"], expected, rtol=0, atol=1e-12)
    assert set(scores["decision"]) == {"accepted", "refused", "review"}
    assert (scores.sort_values("probability_of_default")["points"].diff().dropna() <= 0).all()


def test_the_order_of_columns_and_further_ones_do_not_matter(table: ScoringTable) -> None:
    moved = FRAME[["job", "wealth", "income"]].assign(more=1)
    pd.testing.assert_frame_equal(table.predict(moved), table.predict(FRAME))


def test_nothing_infinity_and_an_unknown_word_are_missing(table: ScoringTable) -> None:
    odd = FRAME.head(3).assign(wealth=[np.nan, np.inf, -np.inf], job=pd.Series(["painter", None, "clerk"]))
    plain = FRAME.head(3).assign(wealth=np.nan, job=pd.Series([None, None, "clerk"]))
    pd.testing.assert_frame_equal(table.predict(odd), table.predict(plain))


def test_an_input_that_lacks_is_named(table: ScoringTable) -> None:
    with pytest.raises(InvalidInput, match="1 of 3 inputs lack: wealth"):
        table.predict(FRAME.drop(columns="wealth"))


def test_a_damaged_bundle_is_not_opened(table: ScoringTable, tmp_path: Path) -> None:
    write_small_bundle(tmp_path / "bundle")
    (tmp_path / "bundle" / "golden.json").write_text("{}")
    with pytest.raises(Corrupt, match="golden"):
        _load_pyfunc(str(tmp_path / "bundle"))
