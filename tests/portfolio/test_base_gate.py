"""A model holds a client base to what it learnt from: refused by name, accepted by name, or left to a person."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from limpide.bundle.archive import Bundle, open_bundle
from limpide.cli.app import app
from limpide.core import seal
from limpide.core.decision import Decision
from limpide.core.errors import InvalidInput
from limpide.features.layout import FeatureColumn, read_manifest
from limpide.portfolio.base_gate import check_base
from limpide.portfolio.case import Case
from limpide.portfolio.input_drift import measure_input_drift
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.snapshot import Snapshot
from limpide.service.current import Current
from limpide.sources.base_profile import BaseProfile, ColumnFigures, TableFigures

INCOME = "AMT_INCOME_TOTAL"


def scaled(profile: BaseProfile, factor: float) -> BaseProfile:
    """Return the profile of the same base with incomes so many times as large."""

    def column(figures: ColumnFigures) -> ColumnFigures:
        if figures.name != INCOME or figures.sizes is None:
            return figures
        return replace(figures, sizes=tuple(size * factor for size in figures.sizes))

    def table(figures: TableFigures) -> TableFigures:
        return replace(figures, columns=tuple(map(column, figures.columns)))

    return replace(profile, tables=tuple(map(table, profile.tables)))


@pytest.fixture(scope="module")
def bundle(portfolio: Portfolio) -> Bundle:
    assert portfolio.bundle.limits is not None and portfolio.bundle.limits.base is not None
    return portfolio.bundle


def without(snapshot: Snapshot, *tables: str) -> Snapshot:
    return replace(snapshot, manifest=replace(snapshot.manifest, missing_tables=tables))


def test_the_base_that_was_learnt_from_is_within_its_limits(bundle: Bundle, portfolio: Portfolio) -> None:
    assert check_base(bundle, portfolio.snapshot, applications=True) == []
    assert max(each.psi for each in measure_input_drift(portfolio)) < 0.05


def test_another_scale_is_refused_by_column_and_passes_by_name(bundle: Bundle, portfolio: Portfolio) -> None:
    assert portfolio.snapshot.profile is not None
    other = replace(portfolio.snapshot, profile=scaled(portfolio.snapshot.profile, 25))
    with pytest.raises(InvalidInput, match=f"{INCOME}: shifted scale.*25 times") as refused:
        check_base(bundle, other)
    waiver = f"application_train.{INCOME}:shifted-scale"
    assert f"--accept {waiver}" in str(refused.value)
    [accepted] = check_base(bundle, other, accept=[waiver])
    assert accepted.startswith("accepted: ") and INCOME in accepted


def test_models_and_bases_of_older_releases_say_that_they_keep_no_limits(bundle: Bundle, portfolio: Portfolio) -> None:
    snapshot = portfolio.snapshot
    for one, base in ((replace(bundle, limits=None), snapshot), (bundle, replace(snapshot, profile=None))):
        [said] = check_base(one, base)
        assert "keeps no limits" in said
    assert measure_input_drift(replace(portfolio, bundle=replace(bundle, limits=None))) == ()


def test_score_refuses_with_2_and_ends_with_3_beyond_the_drift(house: Path, tmp_path: Path) -> None:
    """A client base of the house whose profile and incomes are 25 times as large."""
    moved = tmp_path / "moved"
    shutil.copytree(house / "snapshot", moved)
    matrix = np.load(moved / "features.npy")
    matrix[:, [column.name for column in _columns(house)].index("external_mean")] *= 0.3
    np.save(moved / "features.npy", matrix)
    scaled(_profile(house), 25).write(moved)
    (moved / seal.SUMS).unlink()
    seal.seal(moved)
    out = tmp_path / "scores.parquet"
    arguments = ["score", "--bundle", str(house / "bundle"), "--snapshot", str(moved), "--out", str(out)]
    refused = CliRunner().invoke(app, arguments)
    assert isinstance(refused.exception, InvalidInput) and not out.exists()
    scored = CliRunner().invoke(app, [*arguments, "--accept", f"application.{INCOME}:shifted-scale"])
    assert scored.exit_code == 3, scored.output
    assert "external_mean" in scored.output and "train anew" in " ".join(scored.output.split())
    assert pq.read_table(out).num_rows == 3000


def test_serving_refuses_a_base_unlike_the_learnt_one_unless_it_is_told(portfolio: Portfolio) -> None:
    lacking = replace(portfolio, snapshot=without(portfolio.snapshot, "bureau"))
    with pytest.raises(InvalidInput, match="the client base has no bureau"):
        Current(lacking, accept=())
    assert Current(lacking, accept=("bureau:missing",)).portfolio is not None
    assert Current(portfolio, accept=()).portfolio is not None


def test_a_decision_that_a_missing_table_could_turn_goes_to_a_person(portfolio: Portfolio) -> None:
    lacking = replace(portfolio, snapshot=without(portfolio.snapshot, "bureau"), population=None)
    turned = lacking.undecidable & ~portfolio.undecidable
    assert 0.05 < turned.mean() < 0.8
    index = portfolio.snapshot.index
    margins = portfolio.scorer.margins(np.asarray(portfolio.snapshot.matrix))
    middle = np.log(portfolio.threshold / (1 - portfolio.threshold))
    far = np.abs(margins - middle)
    assert far[turned].mean() < far[~turned].mean()
    for place in np.flatnonzero(turned)[:5]:
        prediction = lacking.predict(index.name(place))
        assert (prediction.decision, prediction.unlike_learnt) == (Decision.REVIEW, ["bureau"])
    for place in np.flatnonzero(~lacking.undecidable)[:5]:
        assert lacking.predict(index.name(place)).decision == portfolio.predict(index.name(place)).decision


def test_a_number_far_outside_of_the_learnt_ones_goes_to_a_person_in_words(portfolio: Portfolio) -> None:
    number = portfolio.snapshot.index.name(np.flatnonzero(~portfolio.undecidable)[0])
    case = portfolio.case(number)
    application = {**case.read_application(), "AMT_CREDIT": 9e7}
    odd = Case(None, case.row, lambda: application, case.read_loans)
    told = portfolio.assess(odd, language="fr")
    assert "AMT_CREDIT" in told.unlike_learnt and told.decision is Decision.REVIEW
    [warning] = [each for each in told.warnings if each.code == "outside_learnt"]
    assert warning.columns == ["AMT_CREDIT"] and "Montant du crédit" in warning.message
    assert portfolio.undecidable.mean() < 0.01, "ordinary clients are within what was learnt"


def test_applications_are_not_decided_by_features_that_mean_something_else_now(
    bundle: Bundle, portfolio: Portfolio
) -> None:
    older = replace(bundle.recipe, inputs=tuple(replace(each, revision=0) for each in bundle.recipe.inputs))
    before = replace(portfolio, bundle=replace(bundle, recipe=older))
    with pytest.raises(InvalidInput, match="have another definition in this release") as refused:
        check_base(before.bundle, before.snapshot, applications=True)
    assert "--accept application_train:changed-definition" in str(refused.value)
    number = portfolio.snapshot.index.name(np.flatnonzero(~portfolio.undecidable)[0])
    stored, case = before.predict(number), before.case(number)
    assert stored.unlike_learnt == [], "the client base was built with the model"
    new = Case(None, case.row, case.read_application, case.read_loans)
    told = before.assess(new, language="en")
    assert told.decision is Decision.REVIEW and "application" in told.unlike_learnt


def _profile(house: Path) -> BaseProfile:
    base = open_bundle(house / "bundle").limits
    assert base is not None and base.base is not None
    return base.base


def _columns(house: Path) -> tuple[FeatureColumn, ...]:
    return read_manifest(house / "snapshot").columns
