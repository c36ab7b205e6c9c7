"""A client base is held to the same minimum of data as one application, and `limpide score` accepts nobody below it."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from limpide.bundle.limits import FILE as LIMITS
from limpide.core import seal
from limpide.core.decision import Decision
from limpide.core.minimum_data import Fact, required_facts
from limpide.features.build import build_snapshot
from limpide.portfolio.batch import score_clients
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from thin_applications import ALL, COMPLETE

APPLICATIONS = [("complete", COMPLETE, {}, set()), *[each for each in ALL if not each[2]]]


@pytest.fixture(scope="module")
def thin(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client base of the table of thin applications, by the form of the house's own file."""
    folder = tmp_path_factory.mktemp("thin")
    (folder / "data").mkdir()
    schema = pq.read_schema(house / "data" / "application_test.parquet")
    rows = [{"SK_ID_CURR": number, **one} for number, (_, one, _, _) in enumerate(APPLICATIONS, start=1)]
    columns = {field.name: _column(field, rows) for field in schema}
    pq.write_table(pa.table(columns, schema=schema), folder / "data" / "application_test.parquet")
    build_snapshot(folder / "data", folder / "snapshot")
    return folder / "snapshot"


def _column(field: Any, rows: list[dict[str, Any]]) -> Any:
    return pa.array([row.get(field.name) for row in rows]).cast(field.type)


def test_no_client_as_thin_as_the_table_is_accepted_by_score(house: Path, thin: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(house / "bundle", bundle)
    for name in (LIMITS, seal.SUMS):  # with limits, nobody is decided on whose histories are not there at all
        (bundle / name).unlink()
    seal.seal(bundle)
    score_clients(bundle, thin, tmp_path / "scores.parquet")
    decided = pq.read_table(tmp_path / "scores.parquet").column("decision").to_pylist()
    assert decided[0] == "accepted"
    assert {name for (name, *_), one in zip(APPLICATIONS[1:], decided[1:], strict=True) if one == "accepted"} == set()


def test_a_whole_base_is_judged_as_each_of_its_clients(portfolio: Portfolio, house: Path, thin: Path) -> None:
    for each in (portfolio, open_portfolio(house / "bundle", thin)):
        numbers = each.snapshot.index.names(slice(None))
        alone = [each.check_completeness(each.case(number)).is_undecidable for number in numbers]
        assert np.array_equal(each.undecidable, alone)


def test_lists_and_predictions_agree_on_who_is_left_to_a_person(portfolio: Portfolio) -> None:
    undecidable = np.flatnonzero(portfolio.undecidable)
    assert len(undecidable) < 0.01 * portfolio.clients, "a rule that stops ordinary clients is no rule"
    reviewed = portfolio.decisions.are(Decision.REVIEW)
    for position in undecidable:
        prediction = portfolio.predict(portfolio.snapshot.index.name(position))
        assert reviewed[position] and prediction.decision is Decision.REVIEW
        assert prediction.incomplete or prediction.contradictions or prediction.unlike_learnt


def test_a_revolving_credit_needs_no_instalment() -> None:
    assert set(required_facts(revolving=False)) - set(required_facts(revolving=True)) == {Fact.INSTALMENT}
